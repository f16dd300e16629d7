// Zipf-Mandelbrot popularity: few things are asked for often, many seldom.
namespace AdSelect.Workload;

/// <summary>
/// Draws ranks 0 to count − 1 with probability in proportion to 1 / (rank + 1 + offset). The exponent is fixed at one
/// because division is exactly rounded everywhere and powers are not; a larger offset flattens the head.
/// </summary>
public sealed class Zipf
{
    private readonly double[] _upTo;

    /// <summary>Prepares the distribution.</summary>
    public Zipf(int count, double offset = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _upTo = new double[count];
        double total = 0;
        for (int rank = 0; rank < count; rank++)
        {
            total += 1 / (rank + 1 + offset);
            _upTo[rank] = total;
        }
    }

    /// <summary>Draws one rank.</summary>
    public int Next(Rng rng)
    {
        int found = Array.BinarySearch(_upTo, rng.NextDouble() * _upTo[^1]);
        return Math.Min(found < 0 ? ~found : found + 1, _upTo.Length - 1);
    }

    /// <summary>Draws one of the entries, the first being the most popular.</summary>
    public T Pick<T>(Rng rng, IReadOnlyList<T> entries) => entries[Next(rng)];

    /// <summary>Draws different ranks, ascending; fewer than asked for only when <paramref name="count"/> exceeds half of them.</summary>
    public int[] Distinct(Rng rng, int count)
    {
        int[] ranks = new int[Math.Min(count, Math.Max(1, _upTo.Length / 2))];
        for (int found = 0; found < ranks.Length;)
        {
            int rank = Next(rng);
            if (!ranks.AsSpan(0, found).Contains(rank))
            {
                ranks[found++] = rank;
            }
        }

        Array.Sort(ranks);
        return ranks;
    }
}
