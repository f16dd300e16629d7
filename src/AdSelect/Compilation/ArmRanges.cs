// Which hashes are whose: the ranges of an experiment's arms from their weights.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>As the GrowthBook specification has them: arms begin where weights sum to, and coverage shortens each at its end.</summary>
internal static class ArmRanges
{
    // The specification lets weights sum to about 1, for thirds written as 0.333.
    private const double LeastSum = 0.99;
    private const double MostSum = 1.01;

    /// <summary>Whether weights sum to 1, as nearly as decimals such as 0.333 do.</summary>
    public static bool AreWhole(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
        {
            sum += weight;
        }

        return sum is >= LeastSum and <= MostSum;
    }

    /// <summary>So many equal weights.</summary>
    public static double[] EqualWeights(int count)
    {
        double[] weights = new double[Math.Max(count, 0)];
        Array.Fill(weights, 1.0 / weights.Length);
        return weights;
    }

    /// <summary>A range for each arm.</summary>
    /// <param name="count">How many arms there are.</param>
    /// <param name="coverage">Below 0 counts as 0, above 1 as 1.</param>
    /// <param name="weights">Empty, too few, too many, or not whole: all arms weigh alike.</param>
    public static ArmRow[] Of(int count, double coverage, ReadOnlySpan<double> weights)
    {
        if (weights.Length != count || !AreWhole(weights))
        {
            weights = EqualWeights(count);
        }

        var ranges = new ArmRow[weights.Length];
        double start = 0;
        for (int i = 0; i < ranges.Length; i++)
        {
            double end = start + (Math.Clamp(coverage, 0, 1) * weights[i]);
            ranges[i] = new ArmRow { From = Math.Min(start, 1), To = Math.Min(end, 1) };
            start += weights[i];
        }

        return ranges;
    }
}
