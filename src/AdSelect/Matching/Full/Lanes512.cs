// Eight words at a time, a whole cache line: AVX-512.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AdSelect.Matching.Full;

internal readonly struct Lanes512(Vector512<ulong> bits) : ILanes<Lanes512>
{
    private readonly Vector512<ulong> _bits = bits;

    public static int Words => 8;

    public static Lanes512 Zero => default;

    public static Lanes512 Ones => new(Vector512<ulong>.AllBitsSet);

    public bool IsZero => _bits == Vector512<ulong>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator &(Lanes512 left, Lanes512 right) => new(left._bits & right._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator |(Lanes512 left, Lanes512 right) => new(left._bits | right._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator ^(Lanes512 left, Lanes512 right) => new(left._bits ^ right._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator ~(Lanes512 value) => new(~value._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(ref ulong from, nint word) => new(Vector512.LoadUnsafe(ref from, (nuint)word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref ulong to, nint word) => _bits.StoreUnsafe(ref to, (nuint)word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes512 Without(Lanes512 other) => new(Vector512.AndNot(_bits, other._bits));
}
