// A set of small numbers as bits, with the rank of each member: places in a dense table without a search.
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AdSelect.Matching.Full;

/// <summary>
/// Sixteen bytes for 64 numbers: their bits, and how many members come before them. Covers the words from the first to
/// the last that is not empty; an empty one follows, to which every number outside leads.
/// </summary>
internal readonly struct RankedSet
{
    private readonly int _firstWord;
    private readonly Word[] _words;

    /// <param name="members">Bit n of word w stands for the number 64 × w + n.</param>
    public RankedSet(ReadOnlySpan<ulong> members)
    {
        _firstWord = Math.Max(0, members.IndexOfAnyExcept(0UL));
        int length = members.LastIndexOfAnyExcept(0UL) + 1 - _firstWord;
        _words = new Word[Math.Max(0, length) + 1];
        int before = 0;
        for (int word = 0; word < _words.Length - 1; word++)
        {
            ulong bits = members[_firstWord + word];
            _words[word] = new Word { Members = bits, Before = before };
            before += BitOperations.PopCount(bits);
        }
    }

    public bool IsEmpty => _words.Length <= 1;

    public int Count => IsEmpty ? 0 : _words[^2].Before + BitOperations.PopCount(_words[^2].Members);

    public long Bytes => _words.LongLength * Unsafe.SizeOf<Word>();

    /// <summary>The rank of a number, and whether it is a member (1) or not (0), without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(int number, out int isMember)
    {
        int last = _words.Length - 1;
        int word = (int)Math.Min((uint)((number >> 6) - _firstWord), (uint)last);
        Debug.Assert((uint)word < (uint)_words.Length, "there is always the empty word that ends the set");
        ref Word found = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_words), word);
        isMember = (int)(found.Members >> number) & 1;
        return found.Before + BitOperations.PopCount(found.Members & ((1UL << number) - 1));
    }

    private struct Word
    {
        public ulong Members;
        public int Before;
    }
}
