// Warns of shares of voice that nobody can keep: more than 100 % at one time in one priority.
using System.Globalization;
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal static class LintShares
{
    // Shares such as 33.3 are not exact in binary.
    private const double Tolerance = 0.001;

    private readonly record struct Share(byte Tier, int Format, long Start, long End, double Percent, ulong Key, int LineItem);

    public static void Run(LintInput input)
    {
        List<Share> shares = Collect(input);
        shares.Sort((left, right) => (left.Tier, left.Format, left.Start, left.Key).CompareTo((right.Tier, right.Format, right.Start, right.Key)));
        for (int first = 0; first < shares.Count;)
        {
            int end = first + 1;
            while (end < shares.Count && shares[end].Tier == shares[first].Tier && shares[end].Format == shares[first].Format)
            {
                end++;
            }

            Sweep(input, shares.GetRange(first, end - first));
            first = end;
        }
    }

    // Only line items that surely meet: everybody, at every hour, in any kind of request.
    private static List<Share> Collect(LintInput input)
    {
        List<Share> shares = [];
        for (int i = 0; i < input.Count; i++)
        {
            ref readonly LineItemRow row = ref input.Row(i);
            if (input.Plan(i).ShareOfVoice <= 0
                || row.Program >= 0
                || row.Deal >= 0
                || row.DaypartGrid != 0
                || row.Has(LineItemFlags.InExperiment | LineItemFlags.NeedsCompanion)
                || !input.IsLive(i))
            {
                continue;
            }

            int formats = input.ServableFormats(i);
            for (int format = 0; formats >> format != 0; format++)
            {
                if ((formats >> format & 1) != 0)
                {
                    shares.Add(new Share(
                        row.Tier,
                        format,
                        Math.Max(row.FlightStartTicks, input.AsOfTicks),
                        row.FlightEndTicks,
                        input.Plan(i).ShareOfVoice,
                        input.LineItems.Key(i),
                        i));
                }
            }
        }

        return shares;
    }

    // Shares of one tier and format, by start; the first that takes the sum above 100 is reported.
    private static void Sweep(LintInput input, List<Share> shares)
    {
        var running = new PriorityQueue<double, long>();
        double sum = 0;
        foreach (Share share in shares)
        {
            while (running.TryPeek(out double percent, out long end) && end <= share.Start)
            {
                running.Dequeue();
                sum -= percent;
            }

            running.Enqueue(share.Percent, share.End);
            sum += share.Percent;
            if (sum > 100 + Tolerance)
            {
                string total = sum.ToString("0.###", CultureInfo.InvariantCulture);
                string format = ((AdFormat)share.Format).ToString().ToLowerInvariant();
                input.Warning(
                    "share-of-voice-over-100",
                    share.LineItem,
                    ".shareOfVoice",
                    $"With it, {running.Count} line items of priority {Tiers.Priority(share.Tier)} reserve {total} percent of the same {format} "
                    + $"requests; lower shares to at most 100 together, or move their flights apart.");
                return;
            }
        }
    }
}
