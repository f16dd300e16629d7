// Numbers equal things alike, in the order in which they first occur, on several threads.
using System.Runtime.InteropServices;

namespace AdSelect.Compilation;

/// <summary>
/// The numbers follow from the things alone: ranges of them are numbered each by itself, and then range after range the
/// things that are new get the next numbers.
/// </summary>
internal sealed class FirstUse
{
    private const int LeastRange = 1 << 14;
    private const int RangesPerThread = 8;

    private FirstUse(int[] numbers, List<int> firsts)
    {
        Numbers = numbers;
        Firsts = firsts;
    }

    /// <summary>The number of the thing at each place.</summary>
    public int[] Numbers { get; }

    /// <summary>By number, the first place of the thing.</summary>
    public List<int> Firsts { get; }

    /// <summary>Numbers what has equal keys alike.</summary>
    public static FirstUse Of<TKey>(int count, Func<int, TKey> keyOf, Crew crew)
        where TKey : struct, IEquatable<TKey>
    {
        // One thread has one range, whose numbers are final.
        int length = crew.Size == 1 ? Math.Max(1, count) : Math.Max(LeastRange, count / (crew.Size * RangesPerThread));
        int[] numbers = new int[count];
        var ranges = new List<(TKey Key, int First)>[(count + length - 1) / length];
        crew.For(ranges.Length, static () => new Dictionary<TKey, int>(), (own, range) =>
        {
            own.Clear();
            ranges[range] = [];
            for (int i = range * length; i < Math.Min(count, (range + 1) * length); i++)
            {
                TKey key = keyOf(i);
                ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(own, key, out bool isKnown);
                if (!isKnown)
                {
                    number = ranges[range].Count;
                    ranges[range].Add((key, i));
                }

                numbers[i] = number;
            }
        });

        if (ranges.Length <= 1)
        {
            return new FirstUse(numbers, ranges.Length == 0 ? [] : ranges[0].ConvertAll(static thing => thing.First));
        }

        int[][] finals = Join(ranges, out List<int> firsts);
        crew.For(ranges.Length, range =>
        {
            foreach (ref int number in numbers.AsSpan(range * length, Math.Min(length, count - (range * length))))
            {
                number = finals[range][number];
            }
        });
        return new FirstUse(numbers, firsts);
    }

    // The final numbers of each range's things.
    private static int[][] Join<TKey>(List<(TKey Key, int First)>[] ranges, out List<int> firsts)
        where TKey : struct, IEquatable<TKey>
    {
        firsts = [];
        var known = new Dictionary<TKey, int>(ranges.Sum(static range => range.Count) / 2);
        int[][] finals = new int[ranges.Length][];
        for (int range = 0; range < ranges.Length; range++)
        {
            finals[range] = new int[ranges[range].Count];
            for (int i = 0; i < finals[range].Length; i++)
            {
                (TKey key, int first) = ranges[range][i];
                ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(known, key, out bool isKnown);
                if (!isKnown)
                {
                    number = firsts.Count;
                    firsts.Add(first);
                }

                finals[range][i] = number;
            }

            ranges[range] = [];
        }

        return finals;
    }
}
