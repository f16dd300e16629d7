// Content with fitting checksums that contradicts itself: refused when loading, or harmless in every use.
using System.Diagnostics;
using AdSelect.Auctions;
using AdSelect.Indexing;
using AdSelect.Snapshots;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using AdSelect.Tests.Selection;

namespace AdSelect.Tests.Snapshots;

public sealed class SnapshotContentTests
{
    private const int Rounds = 1_500;
    private static readonly TimeSpan s_longestRound = TimeSpan.FromSeconds(20);

    [Fact]
    public void TheSampleItselfIsGoodForEveryUse()
    {
        Assert.Equal(CompiledSample.Bytes, CompiledSample.Build(CompiledSample.Sections()));
        for (int round = 0; round < CompiledSample.World.Requests.Count; round++)
        {
            SnapshotExercise.Run(AdSnapshot.Load(CompiledSample.Bytes), round);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void ChangedContentIsRefusedOrHarmless(int seed)
    {
        int refused = ChangeAndUse(CompiledSample.Snapshot, CompiledSample.World, seed, Rounds);

        // Both outcomes must occur, or one of them was not tested.
        Assert.InRange(refused, Rounds / 4, Rounds * 19 / 20);
    }

    // Attributes stored in every way, with values of each: what the match index is built from.
    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void ChangedContentOfEveryStorageIsRefusedOrHarmless(int seed)
    {
        World world = StorageWorlds.Widen(CompiledSample.World with { Seed = seed });
        int refused = ChangeAndUse(Engine.Compile(world.Catalog), world, seed, Rounds / 5);
        Assert.InRange(refused, Rounds / 50, Rounds / 5 * 19 / 20);
    }

    [Fact]
    public void CountsOfTheHeaderMustBeThoseOfTheColumns()
    {
        SnapshotHeader header = SnapshotFile.Read(CompiledSample.Bytes).Header;
        foreach (int change in (int[])[-1, 1])
        {
            AssertRefused(CompiledSample.Build(CompiledSample.Sections(), header with { LineItemCount = header.LineItemCount + change }));
            AssertRefused(CompiledSample.Build(CompiledSample.Sections(), header with { CampaignCount = header.CampaignCount + change }));
            AssertRefused(CompiledSample.Build(CompiledSample.Sections(), header with { AdvertiserCount = header.AdvertiserCount + change }));
            AssertRefused(CompiledSample.Build(CompiledSample.Sections(), header with { CreativeCount = header.CreativeCount + change }));
            AssertRefused(CompiledSample.Build(CompiledSample.Sections(), header with { DealCount = header.DealCount + change }));
        }
    }

    [Fact]
    public void EverySectionIsNeeded()
    {
        foreach (SectionId id in CompiledSample.Sections().Keys)
        {
            SortedDictionary<SectionId, byte[]> sections = CompiledSample.Sections();
            sections.Remove(id);
            Assert.Contains(id.ToString(), AssertRefused(CompiledSample.Build(sections)).Message, StringComparison.Ordinal);
        }

        // A delta has two more, and both of them or none.
        Assert.Equal(Enum.GetValues<SectionId>().Where(id => id < SectionId.DeltaBase), CompiledSample.Sections().Keys);
        foreach (SectionId id in (SectionId[])[SectionId.DeltaBase, SectionId.DeltaReplaced])
        {
            SortedDictionary<SectionId, byte[]> sections = CompiledSample.Sections();
            sections.Add(id, new byte[2 * sizeof(ulong)]);
            Assert.Contains("Delta", AssertRefused(CompiledSample.Build(sections)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AnAttributeCannotTakeTheKeyOfABlockList() =>
        AssertRefused(CompiledSample.With<AttributeRow>(SectionId.Attributes, rows => rows[0].Key = 0xAD5E_1EC7_0000_0008 | (ulong)rows[0].Kind));

    [Fact]
    public void AnAttributeCannotHaveAnotherKindThanItsKey() =>
        AssertRefused(CompiledSample.With<AttributeRow>(SectionId.Attributes, rows => rows[0].Key ^= 3));

    [Fact]
    public void AnAttributeWhoseRowsDecideCannotListMoreValuesThanItHasClasses() =>
        AssertRefused(CompiledSample.With<AttributeRow>(SectionId.Attributes, rows =>
        {
            ref AttributeRow many = ref rows.AsSpan()[Array.FindIndex(rows, row => row.Mode == ClassMode.Values)];
            many.ValueCount = many.ClassCount + 1;
        }));

    // Whoever may need several values of an attribute is asked for its program when the match index is built.
    [Fact]
    public void ALineItemWithoutTargetingCannotNeedAllValues()
    {
        FrozenCatalog catalog = CompiledSample.Snapshot.Catalog;
        int length = catalog.RowDirectory.Length / Partitioning.Count;
        for (int partition = 0; partition < Partitioning.Count; partition++)
        {
            ReadOnlySpan<EntryRecord> entries = catalog.Entries.Span.Slice(catalog.Partitions[partition].FirstEntry, catalog.Partitions[partition].EntryCount);
            bool hasUntargeted = entries.ToArray().Any(static entry => entry.Program == 0);
            foreach (AttributeRow attribute in catalog.Attributes.Span)
            {
                byte[] forged = CompiledSample.With<int>(SectionId.RowDirectory, rows => rows[(partition * length) + attribute.MultiClass] = RowDirectory.All);
                if (hasUntargeted)
                {
                    Assert.Contains(nameof(SectionId.RowDirectory), AssertRefused(forged).Message, StringComparison.Ordinal);
                }
                else
                {
                    SnapshotExercise.Run(AdSnapshot.Load(forged), partition);
                }
            }
        }
    }

    [Fact]
    public void ALineItemWithoutTargetingForbidsNothing() =>
        Assert.Contains(
            nameof(SectionId.Entries),
            AssertRefused(CompiledSample.With<EntryRecord>(
                SectionId.Entries,
                entries => entries[Array.FindIndex(entries, static entry => entry.Program == 0)].None[0] = Tokens.First)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void IdsOfExperimentsMustAscend() => AssertRefused(CompiledSample.With<byte>(SectionId.ExperimentIds, static bytes => bytes[0] = (byte)'~'));

    [Fact]
    public void FlightsThatNoDateCanHoldAreRefused()
    {
        AssertRefused(CompiledSample.With<LineItemRow>(SectionId.LineItems, rows => rows[0].FlightStartTicks = long.MaxValue));
        AssertRefused(CompiledSample.With<LineItemRow>(SectionId.LineItems, rows => rows[0].FlightEndTicks = -1));
    }

    [Fact]
    public void QualitiesBeyondTheirLimitsAreRefused()
    {
        AssertRefused(CompiledSample.With<LineItemRow>(SectionId.LineItems, rows => rows[0].QualityMillionths = 0));
        AssertRefused(CompiledSample.With<LineItemRow>(SectionId.LineItems, rows => rows[0].QualityMillionths = 1_000_000_001));
        AssertRefused(CompiledSample.With<TermsRow>(SectionId.Terms, rows => rows[0].RateCeiling = double.NaN));
        AssertRefused(CompiledSample.With<TermsRow>(SectionId.Terms, rows => rows[0].CreativeRate = double.NaN));
        AssertRefused(CompiledSample.With<TermsRow>(SectionId.Terms, rows => rows[0].Exploration = 1.01f));
        AssertRefused(CompiledSample.With<TermsRow>(SectionId.Terms, rows => rows[0].Exploration = float.NaN));
        AssertRefused(CompiledSample.With<UInt128>(SectionId.ScoreCeilings, ceilings => ceilings[0]--));
        AssertRefused(CompiledSample.With<UInt128>(SectionId.ScoreCeilings, ceilings => ceilings[^1] = UInt128.MaxValue));
    }

    [Fact]
    public void CirclesThatAreNotNumbersAreRefused() => Assert.All(
        (Action<CircleRow[]>[])[
            rows => rows[0].X = double.NaN,
            rows => rows[0].CosineInside = double.NaN,
            rows => rows[0].Kilometers = double.NaN,
            rows => rows[0].Z += 0.5,
        ],
        change => AssertRefused(CompiledSample.With(SectionId.Circles, change)));

    [Fact]
    public void AValueThatItsProbeMissesIsRefused() => AssertRefused(CompiledSample.With<ValueSlot>(SectionId.ValueSlots, slots =>
    {
        int used = Array.FindIndex(slots, slot => slot.Number != 0);
        int empty = Array.FindLastIndex(slots, slot => slot.Number == 0);
        (slots[used], slots[empty]) = (slots[empty], slots[used]);
    }));

    [Fact]
    public void ARateTooSmallForThePriceCostsTheWholeBid()
    {
        var bid = new Bid(PriceModel.Cpc, AdSelectLimits.MaxMoneyMicros, AdSelectLimits.MaxMoneyMicros) { Rate = 1e-28 };
        ClearedPrice cleared = Pricing.Second(bid, qualityMillionths: 1_000_000, AdSelectLimits.MaxMoneyMicros / 2, hasCompetitor: false, 0, 0);
        Assert.Equal(AdSelectLimits.MaxMoneyMicros, cleared.PriceMicros);
    }

    private static SnapshotException AssertRefused(byte[] bytes) => Assert.Throws<SnapshotException>(() => AdSnapshot.Load(bytes));

    // Changes a snapshot's sections in many ways and uses what still loads; returns how many were refused.
    private static int ChangeAndUse(AdSnapshot good, World world, int seed, int rounds)
    {
        var random = new Random(seed);
        var mutation = new SectionMutation(random);
        SortedDictionary<SectionId, byte[]> goodSections = CompiledSample.Sections(good);
        int refused = 0;
        for (int round = 0; round < rounds; round++)
        {
            var sections = new SortedDictionary<SectionId, byte[]>(goodSections);
            string how = mutation.Apply(sections);
            how += random.Next(4) == 0 ? ", " + mutation.Apply(sections) : string.Empty;
            long start = Stopwatch.GetTimestamp();
            refused += IsRefusedOrHarmless(CompiledSample.Build(sections, good.Catalog.File.Header), world, round, $"seed {seed}, round {round}: {how}")
                ? 1
                : 0;
            Assert.True(Stopwatch.GetElapsedTime(start) < s_longestRound, $"seed {seed}, round {round}: {how} took {Stopwatch.GetElapsedTime(start)}");
        }

        return refused;
    }

    private static bool IsRefusedOrHarmless(byte[] bytes, World world, int round, string how)
    {
        AdSnapshot snapshot;
        try
        {
            snapshot = AdSnapshot.Load(bytes);
        }
        catch (SnapshotException)
        {
            return true;
        }
        catch (Exception exception)
        {
            throw new Xunit.Sdk.XunitException($"{how}: loading threw {exception}");
        }

        try
        {
            SnapshotExercise.Run(snapshot, round, world);
        }
        catch (Exception exception)
        {
            throw new Xunit.Sdk.XunitException($"{how}: it was loaded, and then {exception}");
        }

        return false;
    }
}
