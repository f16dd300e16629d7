// What the algebra of bitmap rows needs of a register: one definition for every width.
using System.Numerics;

namespace AdSelect.Matching.Full;

/// <summary>A group of 64-bit words that is loaded, combined and stored at once. Rows are whole multiples of every width.</summary>
internal interface ILanes<TSelf> : IBitwiseOperators<TSelf, TSelf, TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>64-bit words of one group.</summary>
    static abstract int Words { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf Ones { get; }

    bool IsZero { get; }

    static abstract TSelf Load(ref ulong from, nint word);

    void Store(ref ulong to, nint word);

    /// <summary>This without the bits of <paramref name="other"/>.</summary>
    TSelf Without(TSelf other);
}
