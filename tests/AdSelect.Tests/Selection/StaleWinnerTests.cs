// Winners outside of the snapshot that chose them: never another line item's name, always an error, and ids that go on.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class StaleWinnerTests
{
    private static readonly Catalog Catalog = SmallCatalog.Of(
        SmallCatalog.Item("a", 3) with { CountsTowardParents = false, DealId = "d", Caps = [new FrequencyCap(1, CapWindow.Day)] },
        SmallCatalog.Item("b", 2) with { Caps = [new FrequencyCap(9, CapWindow.Day) { Scope = CapScope.Category, Category = "food" }] }) with
    {
        Generation = 7,
        Deals = [new Deal("d")],
        Creatives = [SmallCatalog.Creative("a") with { Categories = ["food"], Companions = ["box"] }, SmallCatalog.Creative("b"), new Creative("box", "a", AdFormat.Display) { Width = 300, Height = 250 }],
    };

    private static readonly AdSnapshot Chooser = Engine.Compile(Catalog);

    /// <summary>All ways from a winner to something of a snapshot.</summary>
    private static readonly Dictionary<string, Action<AdSnapshot, AdSelection>> Ways = new()
    {
        ["Describe"] = (snapshot, winner) => snapshot.Describe(winner),
        ["CreateExposure"] = (snapshot, winner) => snapshot.CreateExposure(winner, AdEvent.Impression, 1, SmallCatalog.Noon),
        ["CreateExposure of a pair"] = (snapshot, winner) => snapshot.CreateExposure(winner.LineItem, winner.Creative, AdEvent.Impression, 1, SmallCatalog.Noon),
        ["LineItemId"] = (snapshot, winner) => snapshot.LineItemId(winner.LineItem),
        ["LineItemName"] = (snapshot, winner) => snapshot.LineItemName(winner.LineItem),
        ["LineItemKindOf"] = (snapshot, winner) => snapshot.LineItemKindOf(winner.LineItem),
        ["LineItemPriority"] = (snapshot, winner) => snapshot.LineItemPriority(winner.LineItem),
        ["TargetingText"] = (snapshot, winner) => snapshot.TargetingText(winner.LineItem),
        ["ToLineItem"] = (snapshot, winner) => snapshot.ToLineItem(winner.LineItem),
        ["CreativeId"] = (snapshot, winner) => snapshot.CreativeId(winner.Creative),
        ["CreativeName"] = (snapshot, winner) => snapshot.CreativeName(winner.Creative),
        ["CompanionCount"] = (snapshot, winner) => snapshot.CompanionCount(winner.Creative),
        ["Companion"] = (snapshot, winner) => snapshot.Companion(winner.Creative, 0),
        ["CampaignId"] = (snapshot, winner) => snapshot.CampaignId(winner.Campaign),
        ["CampaignName"] = (snapshot, winner) => snapshot.CampaignName(winner.Campaign),
        ["AdvertiserId"] = (snapshot, winner) => snapshot.AdvertiserId(winner.Advertiser),
        ["AdvertiserName"] = (snapshot, winner) => snapshot.AdvertiserName(winner.Advertiser),
        ["DealId"] = (snapshot, winner) => snapshot.DealId(winner.Deal!.Value),
    };

    private static readonly Dictionary<string, Func<AdSnapshot>> Others = new()
    {
        ["another catalog"] = () => Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("other", 3), SmallCatalog.Item("more", 2)) with { Generation = 8 }),
        ["another catalog of the same generation"] = () => Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("other", 3), SmallCatalog.Item("more", 2)) with { Generation = 7 }),
        ["the same catalog of the next generation"] = () => Engine.Compile(Catalog with { Generation = 8 }),
        ["the same generation with another price"] = () => Engine.Compile(Catalog with { LineItems = [Catalog.LineItems.First() with { Price = Price.Cpm(4) }, .. Catalog.LineItems.Skip(1)] }),
        ["the base with a delta"] = () => Chooser.WithDelta(DeltaOf(Chooser)),
        ["the base with two deltas"] = () => Chooser.WithDelta(DeltaOf(Chooser)).WithDelta(EmptyOf(Chooser.WithDelta(DeltaOf(Chooser)))),
        ["the base with an empty delta"] = () => Chooser.WithDelta(EmptyOf(Chooser)),
    };

    public static TheoryData<string, string> WaysIntoOthers
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string way in Ways.Keys)
            {
                foreach (string other in Others.Keys)
                {
                    data.Add(way, other);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(WaysIntoOthers))]
    public void AnotherSnapshotRefusesAWinner(string way, string other)
    {
        AdSelection winner = Select(new AdSelector(Chooser), out _);
        Ways[way](Chooser, winner);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Ways[way](Others[other](), winner));
        Assert.Contains($"{Chooser.Key:x16}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AllPublicWaysAreTried()
    {
        Type[] own = [typeof(AdSelection), typeof(LineItemRef), typeof(CreativeRef), typeof(CampaignRef), typeof(AdvertiserRef), typeof(DealRef)];
        IEnumerable<string> taking = typeof(AdSnapshot).GetMethods()
            .Where(method => method.GetParameters().Any(parameter => !parameter.IsOut && own.Contains(parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType() : parameter.ParameterType)))
            .Select(method => method.Name).Distinct();
        Assert.Equal(Ways.Keys.Select(way => way.Split(' ')[0]).Distinct().Order(), taking.Order());
    }

    [Fact]
    public void PublishingBetweenChoosingAndResolvingIsNoticed()
    {
        var selector = new AdSelector(Chooser);
        AdSelection winner = Select(selector, out AdSnapshot snapshot);
        selector.Publish(Others["another catalog of the same generation"]());
        Assert.Throws<ArgumentException>(() => selector.Snapshot.LineItemId(winner.LineItem));
        Assert.Throws<ArgumentException>(() => selector.Snapshot.CreateExposure(winner, AdEvent.Impression, 1, SmallCatalog.Noon));
        Assert.Equal("a", snapshot.Describe(winner).LineItemId);
    }

    [Fact]
    public void WinnersOfADeltaResolveInBaseAndDeltaTogetherOnly()
    {
        AdSnapshot both = Chooser.WithDelta(DeltaOf(Chooser));
        AdSelection winner = Select(new AdSelector(both), out _);
        Assert.Equal("c", both.Describe(winner).LineItemId);
        Assert.Equal("c", Engine.Compile(Catalog).WithDelta(DeltaOf(Chooser)).Describe(winner).LineItemId);
        Assert.All([Chooser, both.Deltas[0], both.Base], other => Assert.Throws<ArgumentException>(() => other.Describe(winner)));
    }

    [Fact]
    public void AWinnerTravelsToWhoeverLoadedTheSameFile()
    {
        AdSelection[] winners = [Select(new AdSelector(Chooser), out _)];
        byte[] sent = MemoryMarshal.AsBytes<AdSelection>(winners).ToArray();
        AdSelection received = MemoryMarshal.Read<AdSelection>(sent);
        var elsewhere = AdSnapshot.Load(Engine.Bytes(Chooser));
        Assert.Equal(Chooser.Key, elsewhere.Key);
        Assert.Equal(("a", "a", "d"), (elsewhere.Describe(received).LineItemId, elsewhere.CreativeId(received.Creative), elsewhere.DealId(received.Deal!.Value)));
    }

    [Fact]
    public void WhatNobodyChoseIsRefused()
    {
        Assert.Throws<ArgumentException>(() => Chooser.Describe(default));
        Assert.Throws<ArgumentException>(() => Chooser.LineItemId(default(LineItemRef)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Chooser.LineItemAt(Chooser.LineItemCount));
        Assert.Throws<ArgumentOutOfRangeException>(() => Chooser.CreativeAt(-1));

        // Sent in a form that keeps the public properties only, a winner loses what it was chosen from.
        AdSelection winner = Select(new AdSelector(Chooser), out _);
        AdSelection read = JsonSerializer.Deserialize<AdSelection>(JsonSerializer.Serialize(winner));
        Assert.Throws<ArgumentException>(() => Chooser.Describe(read));
    }

    [Fact]
    public void ADescriptionTellsAllOfAWinner()
    {
        AdSelection winner = Select(new AdSelector(Chooser), out _);
        AdDescription ad = Chooser.Describe(winner);
        Assert.Equal(("a", "a", "a", "a", "d"), (ad.LineItemId, ad.CreativeId, ad.CampaignId, ad.AdvertiserId, ad.DealId));
        Assert.Equal(["box"], ad.Companions);
        Assert.Equal((3_000_000, 3_000_000, "USD", PriceModel.Cpm), (ad.PriceMicros, ad.EffectiveCpmMicros, ad.Currency, ad.PriceModel));
        Assert.Equal((30_000, 7, 0, 0, winner.Priority), (ad.DurationMilliseconds, ad.Generation, ad.Position, ad.Spot, ad.Priority));
        Assert.Equal((false, false), (ad.IsGhost, ad.CountsTowardParents));
        Assert.Equal([ExposureKey.Of("food")], ad.CappedCategories, (expected, actual) => expected.Folded == actual.Folded);
    }

    [Fact]
    public void AnExposureIsMadeAndCountedWhenTheLineItemHasLeft()
    {
        var selector = new AdSelector(Chooser);
        AdSelection winner = Select(selector, out AdSnapshot snapshot);
        string sent = JsonSerializer.Serialize(snapshot.Describe(winner));
        selector.Publish(Others["another catalog"]());
        Assert.False(selector.Snapshot.TryFindLineItem("a", out _));

        Exposure exposure = JsonSerializer.Deserialize<AdDescription>(sent)!.CreateExposure(AdEvent.Impression, "event", SmallCatalog.Noon);
        Assert.Equal(snapshot.CreateExposure(winner, AdEvent.Impression, "event", SmallCatalog.Noon), exposure);
        byte[] history = ExposureHistory.Append([], exposure, SmallCatalog.Noon);
        selector.Publish(Chooser);
        Assert.Equal(RejectionReason.FrequencyCapReached, selector.Explain(Request(history), "a").Reason);
    }

    [Fact]
    public void ResolvingAWinnerToAnExposureAllocatesNothingAndAWinnerStaysSmall()
    {
        AdSelection winner = Select(new AdSelector(Chooser), out _);
        Exposure exposure = default;
        long before = 0;
        for (int i = 0; i < 100; i++)
        {
            before = i == 50 ? GC.GetAllocatedBytesForCurrentThread() : before;
            exposure = Chooser.CreateExposure(winner, AdEvent.Impression, 1, SmallCatalog.Noon);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(winner.LineItemKey, exposure.LineItemKey);
        Assert.Equal(96, Unsafe.SizeOf<AdSelection>());
    }

    private static AdSnapshot EmptyOf(AdSnapshot snapshot) => SnapshotCompiler.CompileDelta(Catalog with { LineItems = [] }, [], snapshot).Snapshot!;

    private static AdSnapshot DeltaOf(AdSnapshot snapshot)
    {
        LineItem added = new("c", "a") { Price = Price.Cpm(9), Creatives = ["a"] };
        return SnapshotCompiler.CompileDelta(Catalog with { LineItems = [added] }, ["a"], snapshot).Snapshot!;
    }

    private static AdRequest Request(byte[] history)
    {
        var request = new AdRequest(new Term[8])
        {
            Id = 1,
            Time = SmallCatalog.Noon,
            Slot = Slot.Audio(),
            CompanionSlots = (Slot[])[Slot.Display(300, 250)],
            Consent = Consent.Full,
            Exposures = new ExposureHistories { User = history },
        };
        request.AddDeal("d");
        return request;
    }

    private static AdSelection Select(AdSelector selector, out AdSnapshot snapshot)
    {
        var winners = new AdSelection[1];
        Assert.Equal(1, selector.Select(Request([]), winners, out snapshot));
        return winners[0];
    }
}
