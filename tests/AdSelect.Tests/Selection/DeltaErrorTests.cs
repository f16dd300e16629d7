// A delta that does not fit its base is not compiled; one that was forged is not joined.
using AdSelect.Internals;
using AdSelect.Snapshots;
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class DeltaErrorTests
{
    private static readonly Advertiser Payer = new("p") { Name = "Payer", Domains = ["example.com"], Categories = ["food"], Caps = [new FrequencyCap(5, CapWindow.Day)] };
    private static readonly Campaign Group = new("g", "p") { Name = "Group", Budget = new Money(5), Goal = new DeliveryGoal(AdEvent.Click, 9), Caps = [new FrequencyCap(3, CapWindow.Week)] };
    private static readonly Creative Media = SmallCatalog.Creative("m", "p") with { Name = "Media", Language = "sv", Categories = ["food"], Caps = [new FrequencyCap(1, CapWindow.Day)] };
    private static readonly Deal Agreed = new("d") { Floor = new Money(1), Price = DealPrice.Second };
    private static readonly Experiment Split = new("s") { Arms = [new("a"), new("b")], Namespace = new ExperimentNamespace("n", 0, 0.5), HoldoutArm = "b" };
    private static readonly KeywordAttribute Country = new("country");

    private static readonly Catalog Base = new()
    {
        Attributes = [Country, new IntegerAttribute("age")],
        TrafficCurve = [.. Enumerable.Repeat(1.0, 168)],
        Deals = [Agreed],
        Experiments = [Split],
        Advertisers = [Payer, new Advertiser("q")],
        Campaigns = [Group],
        Creatives = [Media],
        LineItems = [Item("a"), Item("b")],
    };

    private static readonly Catalog Changes = Base with { LineItems = [Item("c")] };

    public static TheoryData<string> Differences => [.. Different.Keys];

    private static readonly Dictionary<string, (string Path, Catalog Changes)> Different = new()
    {
        ["currency"] = ("currency", Changes with { Currency = "SEK" }),
        ["time zone"] = ("timeZone", Changes with { TimeZone = "Europe/Stockholm" }),
        ["first day"] = ("firstDayOfWeek", Changes with { FirstDayOfWeek = DayOfWeek.Sunday }),
        ["traffic"] = ("trafficCurve", Changes with { TrafficCurve = [.. Enumerable.Repeat(2.0, 168)] }),
        ["new attribute"] = ("attributes['genre']", Changes with { Attributes = [Country, new KeywordAttribute("genre")] }),
        ["kind of an attribute"] = ("attributes['age']", Changes with { Attributes = [Country, new DecimalAttribute("age")] }),
        ["personal attribute"] = ("attributes['country']", Changes with { Attributes = [new KeywordAttribute("country") { IsPersonal = true }] }),
        ["deal floor"] = ("deals['d']", Changes with { Deals = [Agreed with { Floor = null }] }),
        ["deal price"] = ("deals['d']", Changes with { Deals = [Agreed with { Price = DealPrice.Fixed }] }),
        ["experiment salt"] = ("experiments['s']", With(Split with { Salt = "other" })),
        ["experiment coverage"] = ("experiments['s']", With(Split with { Coverage = 0.5 })),
        ["experiment arms"] = ("experiments['s']", With(Split with { Arms = [new("a"), new("b"), new("c")] })),
        ["name of an arm"] = ("experiments['s']", With(Split with { Arms = [new("z"), new("b")] })),
        ["namespace"] = ("experiments['s']", With(Split with { Namespace = new ExperimentNamespace("m", 0, 0.5) })),
        ["part of a namespace"] = ("experiments['s']", With(Split with { Namespace = new ExperimentNamespace("n", 0, 0.6) })),
        ["holdout"] = ("experiments['s']", With(Split with { HoldoutArm = null })),
        ["campaign's arm"] = ("campaigns['g']", With(Group with { Experiment = new ExperimentArm("s", "a") })),
        ["advertiser name"] = ("advertisers['p']", With(Payer with { Name = "Buyer" })),
        ["advertiser domains"] = ("advertisers['p']", With(Payer with { Domains = ["example.org"] })),
        ["advertiser categories"] = ("advertisers['p']", With(Payer with { Categories = ["cars"] })),
        ["advertiser caps"] = ("advertisers['p']", With(Payer with { Caps = [new FrequencyCap(6, CapWindow.Day)] })),
        ["advertiser pause"] = ("advertisers['p']", With(Payer with { IsPaused = true })),
        ["campaign name"] = ("campaigns['g']", With(Group with { Name = "Herd" })),
        ["campaign budget"] = ("campaigns['g']", With(Group with { Budget = new Money(6) })),
        ["campaign goal"] = ("campaigns['g']", With(Group with { Goal = new DeliveryGoal(AdEvent.Impression, 9) })),
        ["campaign caps"] = ("campaigns['g']", With(Group with { Caps = [] })),
        ["campaign pause"] = ("campaigns['g']", With(Group with { IsPaused = true })),
        ["creative name"] = ("creatives['m']", With(Media with { Name = "Medium" })),
        ["creative duration"] = ("creatives['m']", With(Media with { Duration = TimeSpan.FromSeconds(29) })),
        ["creative MIME type"] = ("creatives['m']", With(Media with { MimeType = "audio/ogg" })),
        ["creative language"] = ("creatives['m']", With(Media with { Language = "da" })),
        ["creative categories"] = ("creatives['m']", With(Media with { Categories = [] })),
        ["creative companions"] = ("creatives['m']", Changes with { Creatives = [Media with { Companions = ["n"] }, new Creative("n", "p", AdFormat.Display)] }),
        ["creative caps"] = ("creatives['m']", With(Media with { Caps = [] })),
        ["campaign's advertiser"] = ("campaigns['g']", Changes with { Campaigns = [Group with { AdvertiserId = "q" }], Creatives = [], LineItems = [Item("c") with { Creatives = [] }] }),
        ["creative's advertiser"] = ("creatives['m']", Changes with { Creatives = [Media with { AdvertiserId = "q" }], LineItems = [Item("c") with { Creatives = [] }] }),
    };

    [Fact]
    public void WhatTheBaseHasMayBeGivenUnchangedOrNotAtAll()
    {
        Assert.Empty(SnapshotCompiler.CompileDelta(Changes, ["a", "b"], Engine.Compile(Base)).Errors);
        Assert.Empty(SnapshotCompiler.CompileDelta(new Catalog(), ["a"], Engine.Compile(Base)).Errors);
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public void WhatTheBaseHasOtherwiseIsAnError(string name)
    {
        CompileResult result = SnapshotCompiler.CompileDelta(Different[name].Changes, [], Engine.Compile(Base));
        Assert.Null(result.Snapshot);
        CatalogDiagnostic error = Assert.Single(result.Errors);
        Assert.Equal(("differs-from-base", Different[name].Path), (error.Code, error.Path));
    }

    [Fact]
    public void RemovedLineItemsMustBeThereOnceAndNotBeChanged()
    {
        AdSnapshot whole = Engine.Compile(Base);
        AssertError(SnapshotCompiler.CompileDelta(Changes, ["x"], whole), "unknown-line-item", "removedLineItems['x']");
        AssertError(SnapshotCompiler.CompileDelta(Changes, [null!], whole), "unknown-line-item", "removedLineItems['']");
        AssertError(SnapshotCompiler.CompileDelta(Changes, ["a", "a"], whole), "duplicate-id", "removedLineItems['a']");
        AssertError(SnapshotCompiler.CompileDelta(Changes with { LineItems = [Item("a")] }, ["a"], whole), "duplicate-id", "removedLineItems['a']");
        AssertError(SnapshotCompiler.CompileDelta(Changes, [.. Enumerable.Repeat("a", AdSelectLimits.MaxDeltaLineItems)], whole), "too-many", "lineItems");
        AssertError(SnapshotCompiler.CompileDelta(Changes with { LineItems = [Item("c") with { Quality = 0 }] }, ["x"], whole), "out-of-range", "lineItems['c'].quality");
    }

    [Fact]
    public void AForgedDeltaIsRefused()
    {
        AdSnapshot whole = Engine.Compile(Base);
        AdSnapshot delta = SnapshotCompiler.CompileDelta(Changes with { LineItems = [Item("a")] }, ["b"], whole).Snapshot!;
        ulong[] keys = [.. delta.Catalog.Delta!.Replaced.Span];
        Assert.Equal(2, keys.Length);
        Assert.Equal(delta.ContentHash, Forge(delta, keys).ContentHash);
        AssertInconsistent(() => Forge(delta, [keys[1], keys[0]]));
        AssertInconsistent(() => Forge(delta, [keys[0], keys[0]]));
        AssertInconsistent(() => Forge(delta, keys, 1));
        AssertInconsistent(() => Forge(delta, [.. Enumerable.Range(0, AdSelectLimits.MaxDeltaLineItems + 1).Select(i => (ulong)i)]));
        AssertInconsistent(() => whole.WithDelta(Forge(delta, [StableHash.Text("b")])));
        AssertInconsistent(() => whole.WithDelta(Forge(delta, [.. keys.Append(StableHash.Text("x")).Order()])));
        AdSnapshot other = SnapshotCompiler.CompileDelta(Changes, [], Engine.Compile(Base with { Campaigns = [Group], Generation = 1 })).Snapshot!;
        Assert.Equal(SnapshotError.OtherBase, Assert.Throws<SnapshotException>(() => whole.WithDelta(other)).Error);
    }

    [Fact]
    public void AForgedDeltaMoreThanTheLimitIsRefused()
    {
        AdSnapshot chain = Engine.Compile(Base);
        while (chain.Deltas.Count < AdSelectLimits.MaxDeltas)
        {
            chain = chain.WithDelta(SnapshotCompiler.CompileDelta(Changes with { LineItems = [Item($"c{chain.Deltas.Count}")] }, [], chain).Snapshot!);
        }

        AdSnapshot delta = Forge(chain.Deltas[0], [], baseHash: chain.ContentHash);
        SnapshotException refusal = Assert.Throws<SnapshotException>(() => chain.WithDelta(delta));
        Assert.Equal(SnapshotError.OtherBase, refusal.Error);
        Assert.Contains($"{AdSelectLimits.MaxDeltas} deltas", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AForgedDeltaThatContradictsAnEarlierOneIsRefused()
    {
        AdSnapshot one = Engine.Compile(Base);
        AdSnapshot two = one.WithDelta(SnapshotCompiler.CompileDelta(Changes with { Advertisers = [Payer, new Advertiser("new")] }, [], one).Snapshot!);
        AdSnapshot delta = SnapshotCompiler.CompileDelta(new Catalog { Advertisers = [new Advertiser("new") { Name = "Other" }] }, [], one).Snapshot!;
        AssertInconsistent(() => two.WithDelta(Forge(delta, [], baseHash: two.ContentHash)));
        AssertInconsistent(() => two.WithDelta(Forge(delta, [StableHash.Text("x")], baseHash: two.ContentHash)));
        AdSnapshot item = SnapshotCompiler.CompileDelta(Changes, [], one).Snapshot!;
        AssertInconsistent(() => two.WithDelta(Forge(item, [], baseHash: two.ContentHash)));
    }

    [Fact]
    public void ADeltaThatContradictsItsBaseIsRefused()
    {
        AdSnapshot whole = Engine.Compile(Base);
        AdSnapshot other = Engine.Compile(Base with { Campaigns = [Group with { Budget = new Money(6) }] });
        AdSnapshot delta = SnapshotCompiler.CompileDelta(Changes with { Campaigns = [Group with { Budget = new Money(6) }] }, [], other).Snapshot!;
        AssertInconsistent(() => whole.WithDelta(Forge(delta, [], 2, whole.ContentHash)));
    }

    private static LineItem Item(string id) => new(id, "g") { Price = Price.Cpm(1), Creatives = ["m"], DealId = "d", Targeting = Country.In("SE") };

    private static Catalog With(Advertiser advertiser) => Changes with { Advertisers = [advertiser] };

    private static Catalog With(Experiment experiment) => Changes with { Experiments = [experiment] };

    private static Catalog With(Campaign campaign) => Changes with { Campaigns = [campaign] };

    private static Catalog With(Creative creative) => Changes with { Creatives = [creative] };

    private static AdSnapshot Forge(AdSnapshot delta, ulong[] replaced, int baseWords = 2, UInt128? baseHash = null)
    {
        SnapshotFile file = delta.Catalog.File;
        UInt128 hash = baseHash ?? delta.BaseContentHash!.Value;
        var writer = new SnapshotWriter(file.Header);
        foreach (SectionEntry section in file.Sections)
        {
            if (section.Id < SectionId.DeltaBase)
            {
                writer.Add(section.Id, file.Column<byte>(section.Id).Span);
            }
        }

        ulong[] words = [(ulong)(hash >> 64), (ulong)hash];
        writer.Add(SectionId.DeltaBase, words[..baseWords]);
        writer.Add(SectionId.DeltaReplaced, replaced);
        return AdSnapshot.Load(writer.Build().Bytes);
    }

    private static void AssertError(CompileResult result, string code, string path)
    {
        Assert.Null(result.Snapshot);
        CatalogDiagnostic error = Assert.Single(result.Errors.DistinctBy(error => error.Path));
        Assert.Equal((code, path), (error.Code, error.Path));
    }

    private static void AssertInconsistent(Func<AdSnapshot> load) => Assert.Equal(SnapshotError.Inconsistent, Assert.Throws<SnapshotException>(load).Error);
}
