// Companions: all, any, optional; sizes; what is refused; nothing allocated.
using AdSelect.Indexing;
using AdSelect.Snapshots;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Snapshots;

namespace AdSelect.Tests.Selection;

public sealed class CompanionTests
{
    private static readonly PlainSlot s_box = new(AdFormat.Display) { Width = 300, Height = 250 };
    private static readonly PlainSlot s_strip = new(AdFormat.Display) { Width = 300, Height = 50 };
    private static readonly PlainSlot s_any = new(AdFormat.Display);

    public static TheoryData<CompanionDelivery, string, string?> Offers => new()
    {
        { CompanionDelivery.Optional, "", "" },
        { CompanionDelivery.Optional, "box", "box " },
        { CompanionDelivery.Optional, "box strip", "box strip " },
        { CompanionDelivery.Any, "", null },
        { CompanionDelivery.Any, "strip", "strip " },
        { CompanionDelivery.All, "strip", null },
        { CompanionDelivery.All, "box box", null },
        { CompanionDelivery.All, "strip box", "box strip " },

        // The box could take the place of any size, and must leave it to the strip.
        { CompanionDelivery.All, "any box", "box strip " },

        // One place for both: the earlier companion has it.
        { CompanionDelivery.Any, "any", "box " },
    };

    [Theory]
    [MemberData(nameof(Offers))]
    public void ServesWithTheCompanionsThatTheLineItemWants(CompanionDelivery delivery, string offered, string? served)
    {
        var selector = new AdSelector(Engine.Compile(Catalog(delivery)));
        PlainRequest request = Request(offered);
        Assert.Equal(served, Engine.Select(selector, request, 1).SingleOrDefault()?.Companions);
        ExplainedStep supply = Engine.Explain(selector, request, "a").Steps.Single(step => step.Step == SelectionStep.Supply);
        Assert.Equal(served is null ? RejectionReason.CompanionMissing : RejectionReason.None, supply.Reason);
        Assert.Equal(served is null, supply.Detail.Length > 0);
    }

    [Fact]
    public void EveryAdOfABreakHasTheCompanionSlotsToItself()
    {
        Creative[] banners = [Banner("box", 250), Banner("b-box", 250) with { AdvertiserId = "b" }];
        LineItem[] items =
        [
            SmallCatalog.Item("a") with { CompanionDelivery = CompanionDelivery.All },
            SmallCatalog.Item("b") with { CompanionDelivery = CompanionDelivery.Any },
            SmallCatalog.Item("c", 9) with { CompanionDelivery = CompanionDelivery.Any },
        ];
        Catalog catalog = SmallCatalog.Of(items) with
        {
            Creatives = [Ad("box"), SmallCatalog.Creative("b") with { Companions = ["b-box"] }, SmallCatalog.Creative("c"), .. banners],
        };
        var selector = new AdSelector(Engine.Compile(catalog));
        var request = new AdRequest([])
        {
            Id = 1,
            Time = SmallCatalog.Noon,
            Slot = Slot.Audio(),
            Break = new AdBreak { DurationMilliseconds = 90_000, MaxAds = 3 },
        };
        var ads = new AdSelection[3];
        Assert.Equal(0, selector.SelectBreak(in request, ads).Count);
        request.CompanionSlots = new[] { Slot.Display(300, 250) };
        Assert.Equal(2, selector.SelectBreak(in request, ads).Count);
        Assert.Equal(["a 1", "b 1"], ads[..2].Select(ad => $"{selector.Snapshot.LineItemId(ad.LineItem)} {ad.Companions}").Order());
        request.CompanionSlots = new[] { Slot.Audio() };
        Assert.False(selector.TrySelectBreak(in request, ads, out _, out RequestError error));
        Assert.Equal(nameof(AdRequest.CompanionSlots), error.Field);
    }

    [Theory]
    [InlineData(CompanionDelivery.Optional, true)]
    [InlineData(CompanionDelivery.Any, false)]
    [InlineData(CompanionDelivery.All, false)]
    public void ACreativeWithoutCompanionsServesOnlyWhereTheyAreOptional(CompanionDelivery delivery, bool serves)
    {
        Catalog catalog = Catalog(delivery);
        catalog = catalog with { Creatives = [.. catalog.Creatives.Select(creative => creative with { Companions = [] })] };
        CompileResult result = SnapshotCompiler.Compile(catalog);
        Assert.Equal(!serves, result.Warnings.Any(warning => warning is { Code: "no-companion", Path: "lineItems['a'].companionDelivery" }));
        Assert.Equal(serves ? 1 : 0, Engine.Select(new AdSelector(result.Snapshot!), Request("box strip"), 1).Length);
    }

    [Fact]
    public void ASlotWithASizeTakesOnlyCreativesOfThatSize()
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a") with { Creatives = ["box"] }) with { Creatives = [Banner("box", 250)] };
        var selector = new AdSelector(Engine.Compile(catalog));
        Assert.Single(Engine.Select(selector, new PlainRequest { Slots = [s_box] }, 1));
        Assert.Single(Engine.Select(selector, new PlainRequest { Slots = [s_any] }, 1));
        Assert.Empty(Engine.Select(selector, new PlainRequest { Slots = [s_strip] }, 1));
        Assert.Contains(Engine.Explain(selector, new PlainRequest { Slots = [s_strip] }, "a").Steps, step => step.Reason == RejectionReason.WrongSize);
    }

    [Fact]
    public void CompanionsMustBeDisplayCreativesOfTheSameAdvertiser()
    {
        Creative box = Banner("box", 250);
        AssertError("unknown-creative", "creatives['a'].companions[0]", Ad("nobody"));
        AssertError("duplicate-id", "creatives['a'].companions[1]", Ad("box", "box"), box);
        AssertError("foreign-creative", "creatives['a'].companions[0]", Ad("box"), box with { AdvertiserId = "b" });
        AssertError("bad-companion", "creatives['a'].companions[0]", Ad("c"), SmallCatalog.Creative("c", "a"));
        AssertError("bad-companion", "creatives['a'].companions[0]", Ad("d"), box, Banner("d", 50) with { Companions = ["box"] });
        AssertError("too-many", "creatives['a'].companions", Ad([.. Enumerable.Repeat("box", AdSelectLimits.MaxCompanions + 1)]), box);
        AssertError("bad-size", "creatives['box'].width", Ad(), box with { Height = 0 });
        AssertError("bad-size", "creatives['box'].width", Ad(), box with { Width = AdSelectLimits.MaxPixels + 1 });
        AssertError("bad-size", "creatives['a'].width", Ad() with { Width = 300, Height = 250 });
    }

    [Theory]
    [InlineData(RequestErrorCode.TooManyValues, nameof(AdRequest.CompanionSlots))]
    [InlineData(RequestErrorCode.OutOfRange, nameof(AdRequest.CompanionSlots))]
    [InlineData(RequestErrorCode.OutOfRange, nameof(Slot.Width))]
    [InlineData(RequestErrorCode.OutOfRange, nameof(Slot.Height))]
    [InlineData(RequestErrorCode.Conflict, nameof(Slot.Width))]
    public void SlotsThatMakeNoSenseAreRefused(RequestErrorCode code, string field)
    {
        var selector = new AdSelector(Engine.Compile(Catalog(CompanionDelivery.Any)));
        var request = new AdRequest([]) { Id = 1, Time = SmallCatalog.Noon, Slot = Slot.Audio() };
        request.CompanionSlots = (code, field) switch
        {
            (RequestErrorCode.TooManyValues, _) => new Slot[AdSelectLimits.MaxCompanionSlots + 1],
            (RequestErrorCode.OutOfRange, nameof(Slot.Width)) => [Slot.Display(-1)],
            (RequestErrorCode.OutOfRange, nameof(Slot.Height)) => [Slot.Display(1, AdSelectLimits.MaxPixels + 1)],
            (RequestErrorCode.OutOfRange, _) => [Slot.Audio()],
            _ => [],
        };
        request.Slot = code == RequestErrorCode.Conflict ? new Slot { Format = AdFormat.Audio, Width = 300 } : request.Slot;
        Assert.False(selector.TrySelect(in request, new AdSelection[1], out _, out RequestError error));
        Assert.Equal((code, field), (error.Code, error.Field));
    }

    [Fact]
    public void AsManyCompanionsAndSlotsAsThereMayBeAllocateNothing()
    {
        string[] ids = [.. Enumerable.Range(0, AdSelectLimits.MaxCompanions).Select(i => $"banner-{i:00}")];
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a") with { CompanionDelivery = CompanionDelivery.All });
        var selector = new AdSelector(Engine.Compile(catalog with { Creatives = [Ad(ids), .. ids.Select(id => Banner(id, 250))] }));
        var request = new AdRequest([])
        {
            Id = 1,
            Time = SmallCatalog.Noon,
            Slot = Slot.Audio(),
            CompanionSlots = Enumerable.Repeat(Slot.Display(300, 250), AdSelectLimits.MaxCompanionSlots).ToArray(),
        };
        var winners = new AdSelection[1];
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(1, selector.Select(in request, winners));
        }

        Assert.Equal(0xFFFFu, winners[0].Companions);
        long allocated = long.MaxValue;
        for (int i = 0; i < 5 && allocated > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            selector.Select(in request, winners);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void CompanionsAreResolvedAndOthersRefused()
    {
        AdSnapshot snapshot = Engine.Compile(Catalog(CompanionDelivery.Any));
        CreativeRef creative = Enumerable.Range(0, snapshot.CreativeCount)
            .Select(snapshot.CreativeAt)
            .Single(creative => snapshot.CompanionCount(creative) == 2);
        Assert.Equal("strip", snapshot.CreativeId(snapshot.Companion(creative, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => snapshot.Companion(creative, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => snapshot.Companion(creative, -1));
    }

    [Fact]
    public void ContradictingCompanionsAreRefusedAtLoad()
    {
        Refuses(SectionId.Companions, CompiledSample.With<int>(SectionId.Companions, rows => rows[0] = int.MaxValue));
        Refuses(SectionId.Companions, CompiledSample.With<int>(SectionId.Companions, rows => rows[0] = Audio()));
        Refuses(SectionId.Supplies, CompiledSample.With<SupplyRow>(SectionId.Supplies, rows => rows[0].CompanionSet = -1));
        Refuses(SectionId.Supplies, CompiledSample.With<SupplyRow>(SectionId.Supplies, rows => rows[0].Width = ushort.MaxValue));
        Refuses(SectionId.CompanionOffsets, CompiledSample.With<int>(SectionId.CompanionOffsets, rows => rows[^1]++));

        static int Audio() =>
            Enumerable.Range(0, CompiledSample.Snapshot.CreativeCount).First(i => CompiledSample.Snapshot.Catalog.SupplyOf(i).Format == AdFormat.Audio);

        static void Refuses(SectionId section, byte[] file) =>
            Assert.Contains(section.ToString(), Assert.Throws<SnapshotException>(() => AdSnapshot.Load(file)).Message, StringComparison.Ordinal);
    }

    private static Catalog Catalog(CompanionDelivery delivery) =>
        SmallCatalog.Of(SmallCatalog.Item("a") with { CompanionDelivery = delivery }) with
        {
            Creatives = [Ad("box", "strip"), Banner("box", 250), Banner("strip", 50)],
        };

    private static Creative Ad(params IReadOnlyList<string> companions) => SmallCatalog.Creative("a") with { Companions = companions };

    private static Creative Banner(string id, int height) => new(id, "a", AdFormat.Display) { Width = 300, Height = height };

    private static PlainRequest Request(string offered) => new()
    {
        CompanionSlots =
        [
            .. offered.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name switch { "box" => s_box, "strip" => s_strip, _ => s_any }),
        ],
    };

    private static void AssertError(string code, string path, params Creative[] creatives)
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a"), SmallCatalog.Item("b")) with { Creatives = [.. creatives, SmallCatalog.Creative("b")] };
        Assert.Contains(SnapshotCompiler.Compile(catalog).Errors, error => error.Code == code && error.Path == path);
    }
}
