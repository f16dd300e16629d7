// Random breaks; few values, so that much is tied, in conflict and nearly full.
using FsCheck;
using FsCheck.Fluent;

namespace AdSelect.Tests.Breaks;

public static class BreakCaseGenerator
{
    // Instead of a number of scores: worth the same per second, but for some.
    private const int Proportional = 0;

    private static readonly int[] Durations = [5, 10, 15, 20, 30, 45, 60];

    /// <summary>Small enough for brute force.</summary>
    public static Arbitrary<BreakCase> BreakCase() => (from seed in Gen.Choose(0, int.MaxValue - 1) select Small(new Random(seed))).ToArbitrary();

    public static BreakCase Small(Random random)
    {
        int spots = random.Next(3) == 0 ? random.Next(1, 4) : 0;
        int free = spots == 0 ? random.Next(1, 5) : random.Next(0, 3);
        int caps = random.Next(3);
        bool hasTiers = random.Next(2) == 0;
        int scores = random.Next(3) switch { 0 => 4, 1 => 40, _ => Proportional };
        int rules = random.Next(8);
        bool[] required = [.. Enumerable.Range(0, spots).Select(_ => random.Next(3) == 0)];
        return new BreakCase(
            free == 0 ? 0 : random.Next(1, 30) * 5,
            free,
            [
                .. Enumerable.Range(0, random.Next(0, 8))
                    .Select(index => Item(random, index, spots, caps, hasTiers, scores, rules))
                    .DistinctBy(item => (item.LineItem, item.Seconds, item.LineItem < 0 ? item.Name : "")),
            ])
        {
            Spots = required,
            ReleasedSeconds = random.Next(2) == 0 ? [] : [.. required.Select(isRequired => isRequired ? 0 : random.Next(0, 4) * 15)],
            SpotsBeforeFreePart = random.Next(spots + 1),
            CapsLeft = [.. Enumerable.Range(0, caps).Select(_ => random.Next(0, 3))],
            IsOneTotal = random.Next(2) == 0,
        };
    }

    private static BreakItem Item(Random random, int index, int spots, int caps, bool hasTiers, int scores, int rules)
    {
        // Toward each cap an item is nothing, an ordinary one, one that only counts, or one that is only kept out.
        int[] roles = [.. Enumerable.Range(0, caps).Select(_ => random.Next(5))];
        return Priced(random, scores, new(((char)('A' + index)).ToString(), Durations[random.Next(Durations.Length)], 0)
        {
            LineItem = random.Next(4) == 0 ? random.Next(3) : -1,
            Advertiser = random.Next(2) == 0 ? random.Next(4) : -1,
            AllowsSameAdvertiser = random.Next(2) == 0,
            Creative = random.Next(4) == 0 ? (ulong)random.Next(1, 4) : 0,
            Tier = hasTiers ? random.Next(1, 4) : 1,
            Draw = (ulong)random.Next(3) << 62,
            Position = (rules & 1) != 0 && random.Next(3) == 0 ? (BreakPosition)random.Next(3) : BreakPosition.Any,
            IsNeverFirst = (rules & 1) != 0 && random.Next(4) == 0,
            Exclusions = (rules & 2) != 0 ? Labels(random) : [],
            Categories = (rules & 2) != 0 && random.Next(2) == 0 ? [((uint)random.Next(1, 3), (uint)random.Next(3))] : [],
            Spacings = (rules & 4) != 0 ? Labels(random) : [],
            Caps = [.. Enumerable.Range(0, caps).Where(cap => roles[cap] is 0 or 1)],
            CapsMet = [.. Enumerable.Range(0, caps).Where(cap => roles[cap] == 2)],
            CapsCarried = [.. Enumerable.Range(0, caps).Where(cap => roles[cap] == 3)],
            Spots = [.. Enumerable.Range(0, spots).Where(_ => random.Next(3) > 0)],
            MayBeFree = spots == 0 || random.Next(4) > 0,
        });
    }

    private static BreakItem Priced(Random random, int scores, BreakItem item) =>
        item with { Score = scores == Proportional ? item.Seconds * 100_000 * (random.Next(8) == 0 ? 2 : 1) : random.Next(scores) * 1_000_000 };

    private static ulong[] Labels(Random random) => [.. Enumerable.Range(1, 3).Where(_ => random.Next(4) == 0).Select(label => (ulong)label)];
}
