// Worlds whose requests offer breaks: labels, positions and whole seconds are added to the world of slots.
using FsCheck;
using FsCheck.Fluent;

namespace AdSelect.Tests.Oracle.Generators;

/// <summary>A world of few line items, so that all breaks can be looked at.</summary>
public sealed record BreakWorld(World World)
{
    public static BreakWorld Generate(int seed) => Generate(seed, 1 + (seed % 8));

    /// <summary>A world of so many line items.</summary>
    public static BreakWorld Generate(int seed, int lineItems)
    {
        World world = World.Generate(seed, lineItems, 3, Domain.FewCities);
        var draw = new Draw(seed ^ 0x5EED);
        bool isTight = draw.Chance(50);
        Catalog catalog = world.Catalog with
        {
            Creatives = [.. world.Catalog.Creatives.Select(creative => Timed(creative, draw))],
            LineItems = [.. world.Catalog.LineItems.Select(item => Labelled(item, draw, isTight))],
        };
        catalog = WithAllies(catalog, new Draw(seed ^ 0xA111));
        return new BreakWorld(world with { Catalog = catalog, Requests = [.. world.Requests.Select(request => WithBreak(request, draw))] });
    }

    public override string ToString() => World.ToString();

    // In some worlds most line items allow their own advertiser beside them, and share what keeps strangers apart.
    private static Catalog WithAllies(Catalog catalog, Draw draw) => !draw.Chance(30) ? catalog : catalog with
    {
        Advertisers = [.. catalog.Advertisers.Select(advertiser => draw.Chance(60) ? advertiser with { Categories = ["cars"] } : advertiser)],
        LineItems =
        [
            .. catalog.LineItems.Select(item =>
                item with { AllowsSameAdvertiser = draw.Chance(90), ExclusionLabels = draw.Chance(50) ? ["cola"] : item.ExclusionLabels }),
        ],
    };

    // Targeting is tested elsewhere; here nearly all should match.
    private static LineItem Labelled(LineItem item, Draw draw, bool isTight) => item with
    {
        Targeting = draw.Chance(80) ? null : item.Targeting,
        ExclusionLabels = isTight ? draw.Maybe(30, ["cola", "banks", "cars"], 2) : [],
        SpacingLabels = isTight ? draw.Maybe(40, ["loud", "sung"], 2) : [],
        BreakPosition = draw.Chance(80) ? BreakPosition.Any : draw.Pick(BreakPosition.First, BreakPosition.Last),
        AllowsSameAdvertiser = draw.Chance(60),
    };

    private static Creative Timed(Creative creative, Draw draw) => creative.Format == AdFormat.Display
        ? creative
        : creative with { Format = draw.Chance(80) ? AdFormat.Audio : AdFormat.Video, Duration = TimeSpan.FromSeconds(draw.Pick(10, 15, 15, 30, 30, 60)) };

    private static PlainRequest WithBreak(PlainRequest request, Draw draw)
    {
        AdFormat format = draw.Chance(80) ? AdFormat.Audio : AdFormat.Video;
        bool hasFreePart = draw.Chance(75);
        bool lends = !hasFreePart && draw.Chance(60);
        int spots = hasFreePart ? draw.Pick(0, 0, 0, 1, 2) : draw.Between(lends ? 2 : 1, 3);
        PlainSpot[] fixedSpots = [.. Enumerable.Range(0, spots).Select(index => lends ? Lending(format, draw) : Spot(index, spots, format, draw))];
        PlainListener listener = request.Listener;
        return request with
        {
            PriceRule = request.PriceRule == PriceRule.Vcg ? PriceRule.Second : request.PriceRule,
            DynamicAllocation = false,
            Slots = hasFreePart || draw.Chance(lends ? 80 : 40) ? [Slot(format, draw)] : [],
            Break = new PlainBreak
            {
                Spots = fixedSpots,
                SpotsBeforeFreePart = draw.Between(0, spots),
                DurationMilliseconds = hasFreePart ? 1_000 * draw.Pick(30, 45, 60, 75, 90, 120) : 0,
                MaxAds = hasFreePart ? draw.Pick(1, 2, 3, 4) : 0,
                Objective = draw.Pick(BreakObjective.PriorityThenValue, BreakObjective.PriorityThenValue, BreakObjective.Value),
                Separation = draw.Pick(SeparationScope.Break, SeparationScope.Session),
                MinGap = draw.Chance(10) ? TimeSpan.FromMinutes(draw.Pick(1, 30)) : TimeSpan.Zero,
                MaxLoad = draw.Chance(15) ? draw.Pick(1, 2, 3, 5) : 0,
                LoadWindow = draw.Pick(TimeSpan.Zero, TimeSpan.FromHours(1)),
            },
            Listener = listener,
        };
    }

    private static PlainSpot Spot(int index, int count, AdFormat format, Draw draw)
    {
        BreakSpotKind kind = draw.Pick(BreakSpotKind.Optional, BreakSpotKind.Optional, BreakSpotKind.Required, BreakSpotKind.Flexible, BreakSpotKind.Bumper);
        kind = kind == BreakSpotKind.Bumper && index > 0 && index < count - 1 ? BreakSpotKind.Optional : kind;
        PlainSlot slot = Slot(format, draw);
        bool needsMost = kind == BreakSpotKind.Flexible && slot.MaxDurationMilliseconds == 0 && slot.RequiredDurations.Count == 0;
        return new PlainSpot(needsMost ? slot with { MaxDurationMilliseconds = 30_000 } : slot, kind);
    }

    // Several of these are often better filled as one.
    private static PlainSpot Lending(AdFormat format, Draw draw) =>
        new(new PlainSlot(format) { MaxDurationMilliseconds = draw.Pick(10_000, 15_000, 15_000), ApiFrameworks = [1, 7, 9] }, BreakSpotKind.Flexible);

    private static PlainSlot Slot(AdFormat format, Draw draw)
    {
        int[] required = draw.Maybe(15, [15_000, 30_000, 60_000], 2);
        bool isPerSecond = draw.Chance(10);
        return new PlainSlot(format)
        {
            RequiredDurations = required,
            MinDurationMilliseconds = required.Length == 0 ? draw.Pick(0, 0, 0, 15_000) : 0,
            MaxDurationMilliseconds = required.Length == 0 ? draw.Pick(0, 0, 30_000, 60_000) : 0,
            MimeTypes = draw.Maybe(10, ["audio/mpeg", "AUDIO/ogg", "video/mp4"], 2),
            FloorMicros = draw.Pick(0, 0, 0, 0, 1_000_000),
            FloorPerSecondMicros = isPerSecond ? 66_667 : 0,
            DurationFloors = isPerSecond || !draw.Chance(15) ? [] : [new(0, 15_000, 1_000_000), new(15_000, 29_999, draw.Pick(500_000, 2_500_000))],
            ApiFrameworks = [1, 7, 9],
        };
    }
}

public static class BreakWorldArbitrary
{
    public static Arbitrary<BreakWorld> Worlds() => Gen.Choose(0, int.MaxValue - 1).Select(BreakWorld.Generate).ToArbitrary();
}
