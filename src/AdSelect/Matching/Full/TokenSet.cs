// A set of tokens as bits, with the rank of each: the request's tokens that a part knows are found by intersection.
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AdSelect.Matching.Full;

/// <summary>
/// Words from the first to the last that is not empty. <c>Ranks[w]</c> counts the members before word w, so a member's
/// place in a dense table is that plus the members below it in its word.
/// </summary>
internal sealed class TokenSet
{
    private readonly int _firstWord;
    private readonly ulong[] _words;
    private readonly ushort[] _ranks;

    /// <param name="tokens">Ascending and distinct.</param>
    public TokenSet(ReadOnlySpan<ushort> tokens)
    {
        if (tokens.IsEmpty)
        {
            _words = [];
            _ranks = [];
            return;
        }

        _firstWord = tokens[0] >> 6;
        _words = new ulong[(tokens[^1] >> 6) - _firstWord + 1];
        _ranks = new ushort[_words.Length];
        foreach (ushort token in tokens)
        {
            _words[(token >> 6) - _firstWord] |= 1UL << (token & 63);
        }

        int rank = 0;
        for (int word = 0; word < _words.Length; word++)
        {
            _ranks[word] = (ushort)rank;
            rank += BitOperations.PopCount(_words[word]);
        }
    }

    public long Bytes => (_words.LongLength * sizeof(ulong)) + (_ranks.LongLength * sizeof(ushort));

    /// <summary>Writes the ranks of the members that the request has, from word <paramref name="word"/> of the set on, until the room is full or the set ends.</summary>
    /// <returns>How many were written; <paramref name="word"/> is where to go on, or the end.</returns>
    public int FindShared(ReadOnlySpan<ulong> requestTokens, Span<int> ranks, ref int word)
    {
        int count = 0;
        ReadOnlySpan<ulong> tokens = requestTokens.Slice(_firstWord, _words.Length);
        for (; word < tokens.Length && ranks.Length - count >= 64; word++)
        {
            ulong members = _words[word];
            ulong shared = members & tokens[word];
            if (shared != 0)
            {
                int before = _ranks[word];
                for (; shared != 0; shared &= shared - 1)
                {
                    ranks[count++] = before + BitOperations.PopCount(members & ((shared & (0 - shared)) - 1));
                }
            }
        }

        return count;
    }

    public bool IsEnd(int word) => word >= _words.Length;
}
