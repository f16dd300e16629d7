// A snapshot turned back into a catalog compiles to itself, with every text that people wrote.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using AdSelect.Tests.Selection;

namespace AdSelect.Tests.Snapshots;

public sealed class ExportTests
{
    [Fact]
    public void The_sample_compiles_to_itself()
    {
        using FileStream stream = File.OpenRead(Tools.ToolFiles.Catalog);
        AssertSame(Engine.Compile(CatalogJson.Load(stream)));
    }

    [Fact]
    public void Random_catalogs_compile_to_themselves()
    {
        for (int seed = 1; seed <= 60; seed++)
        {
            AssertSame(Engine.Compile(World.Generate(seed, 40, 1, Domain.FewCities).Catalog), seed);
        }
    }

    // Both ways: by the bytes of a compilation above, by the answers here, as a delta has other bytes.
    [Fact]
    public void A_base_with_its_delta_becomes_a_catalog_with_the_same_answers()
    {
        for (int seed = 1; seed <= 12; seed++)
        {
            World world = World.Generate(seed, 60, 40, Domain.FewCities);
            LineItem[] items = [.. world.Catalog.LineItems];
            AdSnapshot ofBase = Engine.Compile(world.Catalog with { LineItems = items[10..] });
            CompileResult change = SnapshotCompiler.CompileDelta(world.Catalog with { LineItems = items[..20] }, [items[30].Id, items[31].Id], ofBase);
            AdSnapshot both = ofBase.WithDelta(change.Snapshot!);
            Catalog exported = both.ToCatalog();
            Assert.Equal(items[..30].Concat(items[32..]).Select(item => item.Id).Order(StringComparer.Ordinal), exported.LineItems.Select(item => item.Id));
            AdSelector joined = new(both);
            AdSelector again = new(Engine.Compile(exported));
            foreach (PlainRequest request in world.Requests.Where(request => request.Break is null))
            {
                Same.Answer(Engine.Match(joined, request), Engine.Match(again, request), request);
                Same.Answer(Engine.Select(joined, request, 4), Engine.Select(again, request, 4), request);
            }
        }
    }

    [Fact]
    public void A_chain_becomes_a_catalog_with_the_same_answers()
    {
        for (int seed = 1; seed <= 12; seed++)
        {
            World world = World.Generate(seed, 50, 30, Domain.FewCities);
            AdSnapshot chain = DeltaCase.Of(world, 1 + (seed % AdSelectLimits.MaxDeltas)).Prefixes()[^1];
            Catalog exported = chain.ToCatalog();
            Assert.Equal(world.Catalog.LineItems.Select(item => item.Id).Order(StringComparer.Ordinal), exported.LineItems.Select(item => item.Id));
            AdSelector joined = new(chain);
            AdSelector again = new(Engine.Compile(exported));
            foreach (PlainRequest request in world.Requests.Where(request => request.Break is null))
            {
                Same.Answer(Engine.Match(joined, request), Engine.Match(again, request), request);
                Same.Answer(Engine.Select(joined, request, 4), Engine.Select(again, request, 4), request);
            }
        }
    }

    [Fact]
    public void A_delta_by_itself_gives_what_it_changes()
    {
        World world = World.Generate(5, 40, 1, Domain.FewCities);
        LineItem[] items = [.. world.Catalog.LineItems];
        AdSnapshot ofBase = Engine.Compile(world.Catalog with { LineItems = items[5..] });
        Catalog changes = world.Catalog with { LineItems = items[..10] };
        AdSnapshot delta = SnapshotCompiler.CompileDelta(changes, [], ofBase).Snapshot!;
        CompileResult again = SnapshotCompiler.CompileDelta(delta.ToCatalog(), [], ofBase);
        Assert.Empty(again.Errors);
        AssertEqual(Engine.Bytes(delta), Engine.Bytes(again.Snapshot!), "the delta");
    }

    [Fact]
    public void Texts_come_back_as_they_were_written()
    {
        Catalog catalog = new()
        {
            Currency = "EUR",
            TimeZone = "Europe/Stockholm",
            Generation = 3,
            Categories = [new Category("sports"), new Category("tennis", "sports"), new Category("padel", "tennis")],
            Experiments = [new Experiment("e") { Salt = "salt of e", Arms = [new ArmDefinition("a"), new ArmDefinition("b")] }],
            Advertisers = [new Advertiser("acme") { Name = "Acme", Domains = ["acme.example", "shop.acme-sports.example"], Categories = ["padel", "music"] }],
            Campaigns = [new Campaign("c", "acme") { Experiment = new ExperimentArm("e", "b") { InsideOnly = true }, Recency = TimeSpan.FromSeconds(90) }],
            Creatives = [new Creative("k", "acme", AdFormat.Audio) { Duration = TimeSpan.FromSeconds(30.25), MimeType = "audio/mpeg", Language = "sv", Categories = ["tennis"] }],
            LineItems =
            [
                new LineItem("l", "c")
                {
                    Name = "Löv & Co",
                    Price = Price.Cpm(2.5m),
                    Dayparts = [Daypart.Hours(WeekDays.Workdays, 6, 10), new Daypart(WeekDays.Weekend, TimeSpan.FromHours(8), TimeSpan.FromHours(24))],
                    Caps = [new FrequencyCap(2, CapWindow.Day) { Scope = CapScope.Category, Category = "sports", Identity = CapIdentity.Device }],
                    ExclusionLabels = ["cars", "alcohol"],
                    SpacingLabels = ["jingle"],
                    ShareOfVoice = 12.5,
                    Creatives = [new CreativeAssignment("k", 7)],
                    Targeting = TargetingExpression.True,
                },
            ],
        };
        AdSnapshot snapshot = AssertSame(Engine.Compile(catalog));
        Catalog exported = snapshot.ToCatalog();
        Assert.Equal(["acme.example", "shop.acme-sports.example"], exported.Advertisers[0].Domains);
        Assert.Equal(["music", "padel"], exported.Advertisers[0].Categories);
        Assert.Equal([("padel", "tennis"), ("sports", null), ("tennis", "sports")], exported.Categories.Select(category => (category.Id, category.ParentId)));
        Assert.Equal("salt of e", exported.Experiments[0].Salt);
        Assert.Equal(catalog.Campaigns[0], exported.Campaigns[0] with { Caps = catalog.Campaigns[0].Caps });
        Creative creative = exported.Creatives[0];
        Assert.Equal(("audio/mpeg", "sv", "tennis", 30.25), (creative.MimeType, creative.Language, Assert.Single(creative.Categories), creative.Duration.TotalSeconds));
        LineItem item = snapshot.ToLineItem(snapshot.LineItemAt(0));
        Assert.Equal(["alcohol", "cars"], item.ExclusionLabels);
        Assert.Equal(["jingle"], item.SpacingLabels);
        Assert.Equal("Löv & Co", item.Name);
        Assert.Equal(12.5, item.ShareOfVoice);
        Assert.Equal(catalog.LineItems.Single().Dayparts, item.Dayparts);
        Assert.Equal(catalog.LineItems.Single().Caps, item.Caps);
        Assert.Equal([new CreativeAssignment("k", 7)], item.Creatives);
    }

    private static AdSnapshot AssertSame(AdSnapshot snapshot, int seed = 0)
    {
        byte[] bytes = Engine.Bytes(snapshot);
        Catalog exported = snapshot.ToCatalog();
        AssertEqual(bytes, Engine.Bytes(Engine.Compile(exported)), $"catalog {seed}");
        if (HasJson(exported))
        {
            using var stream = new MemoryStream();
            CatalogJson.Save(exported, stream);
            stream.Position = 0;
            AssertEqual(bytes, Engine.Bytes(Engine.Compile(CatalogJson.Open(stream))), $"catalog {seed} from its JSON");
        }

        return snapshot;
    }

    // Some generated windows are shorter than a millisecond, which JSON cannot say.
    private static bool HasJson(Catalog catalog) =>
        ((IEnumerable<IEnumerable<FrequencyCap>>)[.. catalog.LineItems.Select(item => item.Caps), .. catalog.Campaigns.Select(campaign => campaign.Caps), .. catalog.Advertisers.Select(advertiser => advertiser.Caps), .. catalog.Creatives.Select(creative => creative.Caps)])
            .SelectMany(caps => caps)
            .Select(cap => cap.Window.Length)
            .Concat([.. catalog.LineItems.Select(item => item.Recency), .. catalog.Campaigns.Select(campaign => campaign.Recency), .. catalog.Advertisers.Select(advertiser => advertiser.Recency), .. catalog.Creatives.Select(creative => creative.Recency)])
            .All(length => length.Ticks % TimeSpan.TicksPerMillisecond == 0);

    private static void AssertEqual(byte[] expected, byte[] actual, string what) =>
        Assert.True(expected.AsSpan().SequenceEqual(actual), $"{what} compiles to other bytes: {(expected.AsSpan().SequenceEqual(actual) ? "" : SectionDifference.Of(expected, actual))}");
}
