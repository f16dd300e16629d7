// A break as tests write it, turned into the solver's problem.
using AdSelect.Breaks;
using AdSelect.Internals;

namespace AdSelect.Tests.Breaks;

public sealed record BreakCase(int FreeSeconds, int MaxFreeAds, BreakItem[] Items)
{
    /// <summary>For each fixed spot whether it is required.</summary>
    public bool[] Spots { get; init; } = [];

    /// <summary>For each fixed spot the seconds that it releases to the free part when it stays empty; none when not given.</summary>
    public int[] ReleasedSeconds { get; init; } = [];

    public int SpotsBeforeFreePart { get; init; }

    public int[] CapsLeft { get; init; } = [];

    public bool IsOneTotal { get; init; }

    /// <summary>Rules beyond those of the solver: what is wrong with some ads, or null.</summary>
    public Func<IReadOnlyList<PlacedItem>, string?>? Further { get; init; }

    public int NodeBudget { get; init; } = 2_000_000;

    internal BreakFilling Solve()
    {
        BreakItem[] items = Numbered();
        var keys = new List<ulong>();
        BreakOption[] options = [.. items.Select(item => Option(item, keys))];
        ulong[] keyArray = [.. keys];
        FixedSpot[] spots = FixedSpots();
        var problem = new BreakProblem
        {
            Options = options,
            Keys = keyArray,
            CapsLeft = CapsLeft,
            Spots = spots,
            SpotsBeforeFreePart = SpotsBeforeFreePart,
            FreeMilliseconds = FreeSeconds * 1000,
            MaxFreeAds = MaxFreeAds,
            IsOneTotal = IsOneTotal,
            NodeBudget = NodeBudget,
        };
        var ads = new BreakPlacement[problem.MaxAds];
        byte[] memory = new byte[BreakSolver.BytesFor(options.Length, keyArray.Length, spots.Length)];
        long before = GC.GetAllocatedBytesForCurrentThread();
        BreakAnswer answer = BreakSolver.Solve(problem, new CallMemory(memory), ads);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        PlacedItem[] placed = [.. ads.Take(answer.Count).Select(ad => new PlacedItem(items[ad.Option], ad.Spot))];
        return new BreakFilling(answer.IsFeasible ? placed : null, answer, allocated);
    }

    /// <summary>What a spot releases when it stays empty.</summary>
    public int ReleasedBy(int spot) => spot < ReleasedSeconds.Length ? ReleasedSeconds[spot] : 0;

    /// <summary>The spots as the solver has them.</summary>
    internal FixedSpot[] FixedSpots() => [.. Spots.Select((isRequired, spot) => new FixedSpot(isRequired, ReleasedBy(spot) * 1000))];

    /// <summary>The items, each of its own line item unless it says otherwise.</summary>
    public BreakItem[] Numbered() => [.. Items.Select((item, index) => item.LineItem >= 0 ? item : item with { LineItem = 1_000 + index })];

    /// <summary>Adds an item to a pool.</summary>
    internal bool TryAdd(ref BreakPool pool, BreakItem item)
    {
        var keys = new List<ulong>();
        BreakOption option = Option(item, keys);
        ulong[] all = [.. keys];
        int categories = option.Exclusions + option.Categories;
        int spacings = categories + option.Spacings;
        return pool.TryAdd(
            option,
            all.AsSpan(0, option.Exclusions),
            all.AsSpan(option.Exclusions..categories),
            all.AsSpan(categories..spacings),
            all.AsSpan(spacings..));
    }

    private static BreakOption Option(BreakItem item, List<ulong> keys)
    {
        int firstKey = keys.Count;
        keys.AddRange(item.Exclusions);
        keys.AddRange(item.Categories.SelectMany(category => new ulong[] { category.First, category.Second }));
        keys.AddRange(item.Spacings);
        keys.AddRange(item.Caps
            .Select(cap => BreakOption.CapKey(cap))
            .Concat(item.CapsMet.Select(cap => BreakOption.CapKey(cap, carries: false)))
            .Concat(item.CapsCarried.Select(cap => BreakOption.CapKey(cap, counts: false))));
        return new BreakOption
        {
            LineItem = item.LineItem,
            Creative = item.Creative,
            Advertiser = item.Advertiser,
            AllowsSameAdvertiser = item.AllowsSameAdvertiser,
            Tier = (byte)item.Tier,
            Position = item.Position,
            IsNeverFirst = item.IsNeverFirst,
            ScoreMicros = item.Score,
            DurationMilliseconds = item.Seconds * 1000,
            Draw = item.Draw,
            Places = item.Spots.Aggregate(item.MayBeFree ? BreakOption.FreePart : 0UL, (places, spot) => places | (1UL << spot)),
            FirstKey = firstKey,
            Exclusions = (byte)item.Exclusions.Length,
            Categories = (byte)(2 * item.Categories.Length),
            Spacings = (byte)item.Spacings.Length,
            Caps = (byte)(item.Caps.Length + item.CapsMet.Length + item.CapsCarried.Length),
        };
    }
}

/// <summary>An item in the break, in a fixed spot or (-1) in the free part.</summary>
public sealed record PlacedItem(BreakItem Item, int Spot);

/// <summary>What the solver answered; no ads at all when the break falls away.</summary>
internal sealed record BreakFilling(PlacedItem[]? Ads, BreakAnswer Answer, long AllocatedBytes)
{
    public string Names => Ads is null ? "none" : string.Concat(Ads.Select(ad => ad.Item.Name));
}
