// Four words at a time: AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AdSelect.Matching.Full;

internal readonly struct Lanes256(Vector256<ulong> bits) : ILanes<Lanes256>
{
    private readonly Vector256<ulong> _bits = bits;

    public static int Words => 4;

    public static Lanes256 Zero => default;

    public static Lanes256 Ones => new(Vector256<ulong>.AllBitsSet);

    public bool IsZero => _bits == Vector256<ulong>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator &(Lanes256 left, Lanes256 right) => new(left._bits & right._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator |(Lanes256 left, Lanes256 right) => new(left._bits | right._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator ^(Lanes256 left, Lanes256 right) => new(left._bits ^ right._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator ~(Lanes256 value) => new(~value._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(ref ulong from, nint word) => new(Vector256.LoadUnsafe(ref from, (nuint)word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref ulong to, nint word) => _bits.StoreUnsafe(ref to, (nuint)word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes256 Without(Lanes256 other) => new(Vector256.AndNot(_bits, other._bits));
}
