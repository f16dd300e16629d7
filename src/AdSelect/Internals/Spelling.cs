// "Did you mean": the known word that an unknown one was most likely meant to be.
using System.Numerics;

namespace AdSelect.Internals;

internal static class Spelling
{
    /// <summary>Comparing takes a walk over all candidates: a longer list of them is not searched.</summary>
    private const int MaxCandidates = 50_000;

    /// <summary>Longer words are not compared.</summary>
    private const int MaxLength = 128;

    /// <summary>
    /// A clause for the end of a message, <c>; did you mean 'country'?</c>, or nothing when no candidate is near: at most a third of
    /// the word's letters inserted, left out, replaced or swapped with their neighbour. Case counts only among equals.
    /// </summary>
    public static string Hint(string? word, IEnumerable<string> candidates) =>
        Nearest(word, candidates) is { } nearest ? $"; did you mean '{nearest}'?" : string.Empty;

    /// <summary>The end of a sentence about an unknown word: the hint, or a full stop.</summary>
    public static string Ending(string? word, IEnumerable<string> candidates) => Hint(word, candidates) is { Length: > 0 } hint ? hint : ".";

    /// <summary>The candidate with the fewest edits, of several the first; null when none is near.</summary>
    public static string? Nearest(string? word, IEnumerable<string> candidates)
    {
        if (string.IsNullOrEmpty(word) || word.Length > MaxLength || (candidates.TryGetNonEnumeratedCount(out int count) && count > MaxCandidates))
        {
            return null;
        }

        string sought = word.ToLowerInvariant();
        ulong letters = LettersOf(sought);
        int best = word.Length / 3;
        string? nearest = null;
        foreach (string candidate in candidates)
        {
            // Most candidates differ so much in length or letters that no comparison is needed.
            if (Math.Abs(candidate.Length - sought.Length) > best || candidate.Length > MaxLength)
            {
                continue;
            }

            string other = candidate.ToLowerInvariant();
            if (BitOperations.PopCount(LettersOf(other) ^ letters) > 2 * best)
            {
                continue;
            }

            int edits = Edits(sought, other);
            if (edits < best || (edits == best && nearest is null))
            {
                (best, nearest) = (edits, candidate);
            }
        }

        return nearest;
    }

    // A bit for each letter that occurs; letters may share one. One edit changes two of them at most.
    private static ulong LettersOf(string word)
    {
        ulong letters = 0;
        foreach (char letter in word)
        {
            letters |= 1UL << (letter & 63);
        }

        return letters;
    }

    // Optimal string alignment: three rows of the usual table, the third for swapped neighbours.
    private static int Edits(string left, string right)
    {
        Span<int> before = stackalloc int[MaxLength + 1];
        Span<int> last = stackalloc int[MaxLength + 1];
        Span<int> row = stackalloc int[MaxLength + 1];
        for (int j = 0; j <= right.Length; j++)
        {
            last[j] = j;
        }

        for (int i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            Span<int> free = before;
            before = last;
            last = row;
            row = free;
        }

        return last[right.Length];
    }
}
