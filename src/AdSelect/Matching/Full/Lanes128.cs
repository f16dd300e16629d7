// Two words at a time: SSE2 and Arm's AdvSimd.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AdSelect.Matching.Full;

internal readonly struct Lanes128(Vector128<ulong> bits) : ILanes<Lanes128>
{
    private readonly Vector128<ulong> _bits = bits;

    public static int Words => 2;

    public static Lanes128 Zero => default;

    public static Lanes128 Ones => new(Vector128<ulong>.AllBitsSet);

    public bool IsZero => _bits == Vector128<ulong>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator &(Lanes128 left, Lanes128 right) => new(left._bits & right._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator |(Lanes128 left, Lanes128 right) => new(left._bits | right._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator ^(Lanes128 left, Lanes128 right) => new(left._bits ^ right._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator ~(Lanes128 value) => new(~value._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(ref ulong from, nint word) => new(Vector128.LoadUnsafe(ref from, (nuint)word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref ulong to, nint word) => _bits.StoreUnsafe(ref to, (nuint)word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes128 Without(Lanes128 other) => new(Vector128.AndNot(_bits, other._bits));
}
