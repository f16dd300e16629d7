// One word at a time: the form that every other width must equal.
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AdSelect.Matching.Full;

internal readonly struct ScalarLanes(ulong bits) : ILanes<ScalarLanes>
{
    private readonly ulong _bits = bits;

    public static int Words => 1;

    public static ScalarLanes Zero => default;

    public static ScalarLanes Ones => new(ulong.MaxValue);

    public bool IsZero => _bits == 0;

    public static ScalarLanes operator &(ScalarLanes left, ScalarLanes right) => new(left._bits & right._bits);

    public static ScalarLanes operator |(ScalarLanes left, ScalarLanes right) => new(left._bits | right._bits);

    public static ScalarLanes operator ^(ScalarLanes left, ScalarLanes right) => new(left._bits ^ right._bits);

    public static ScalarLanes operator ~(ScalarLanes value) => new(~value._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLanes Load(ref ulong from, nint word)
    {
        Debug.Assert(word >= 0, "words are counted from the first row");
        return new(Unsafe.Add(ref from, word));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref ulong to, nint word)
    {
        Debug.Assert(word >= 0, "words are counted from the first row");
        Unsafe.Add(ref to, word) = _bits;
    }

    public ScalarLanes Without(ScalarLanes other) => new(_bits & ~other._bits);
}
