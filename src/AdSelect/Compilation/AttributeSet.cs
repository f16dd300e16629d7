// A set of attributes, as bits: it is filled and emptied for every targeting code.
using System.Numerics;

namespace AdSelect.Compilation;

internal sealed class AttributeSet
{
    private readonly ulong[] _words = new ulong[(AdSelectLimits.MaxAttributes + 63) / 64];

    public int Count { get; private set; }

    /// <summary>The least member; there must be one.</summary>
    public int Min => NextFrom(0);

    public void Add(int attribute)
    {
        ulong bit = 1UL << (attribute & 63);
        ref ulong word = ref _words[attribute >> 6];
        Count += (word & bit) == 0 ? 1 : 0;
        word |= bit;
    }

    public bool Contains(int attribute) => (_words[attribute >> 6] >> (attribute & 63) & 1) != 0;

    public void Clear()
    {
        if (Count > 0)
        {
            Array.Clear(_words);
            Count = 0;
        }
    }

    public Enumerator GetEnumerator() => new(this);

    private int NextFrom(int attribute)
    {
        for (int at = attribute; at < _words.Length * 64; at = (at | 63) + 1)
        {
            ulong rest = _words[at >> 6] >> (at & 63);
            if (rest != 0)
            {
                return at + BitOperations.TrailingZeroCount(rest);
            }
        }

        return -1;
    }

    /// <summary>The members, ascending.</summary>
    public struct Enumerator(AttributeSet set)
    {
        public int Current { get; private set; } = -1;

        public bool MoveNext() => (Current = set.NextFrom(Current + 1)) >= 0;
    }
}
