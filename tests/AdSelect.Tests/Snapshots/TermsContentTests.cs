// Shared terms, sparse amounts and tie starts: stored as compiled, and refused when they contradict the rest.
using System.Runtime.InteropServices;
using AdSelect.Indexing;
using AdSelect.Snapshots;
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Snapshots;

public sealed class TermsContentTests
{
    private static readonly SectionId[] s_presences = [SectionId.BidPresence, SectionId.BudgetPresence, SectionId.GoalPresence];

    [Fact]
    public void AmountsAndTermsAreThoseOfTheCatalog()
    {
        FrozenCatalog catalog = CompiledSample.Snapshot.Catalog;
        OracleSelector oracle = CompiledSample.World.Oracle();
        for (int i = 0; i < catalog.LineItems.Length; i++)
        {
            OracleLineItem item = oracle.Catalog.LineItems.Single(item => item.Id == CompiledSample.Snapshot.LineItemId(i));
            Assert.Equal(item.LineItem.Budget is { } budget ? oracle.Catalog.Money.ToMicros(budget) : -1, catalog.BudgetMicros(i));
            Assert.Equal(item.LineItem.Goal?.Count ?? -1, catalog.GoalCount(i));
            Assert.Equal(item.Price.BidMicros, catalog.BidMicros(i));
            Assert.Equal(item.LineItem.Quality, catalog.LineItems[i].QualityMillionths / 1_000_000m);
            Assert.Equal(item.LineItem.Kind, catalog.TermsOf(i).Kind);
        }

        Assert.True(catalog.Terms.Length < catalog.LineItems.Length);
        Assert.All(new[] { catalog.Bids, catalog.Budgets, catalog.Goals }, column => Assert.InRange(column.Amounts.Length, 1, catalog.LineItems.Length - 1));
    }

    [Fact]
    public void TiesEndWhereTheRankChanges()
    {
        FrozenCatalog catalog = CompiledSample.Snapshot.Catalog;
        int count = catalog.LineItems.Length;
        for (int i = 0; i < count; i++)
        {
            int end = i + 1;
            while (end < count && Ties(catalog, i, end))
            {
                end++;
            }

            Assert.Equal(end, catalog.TieStarts.EndOf(i));
            Assert.Equal(i == 0 || !Ties(catalog, i, i - 1), catalog.TieStarts.Starts(i));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(700)]
    public void TiesOfAnyLengthEnd(int ties)
    {
        LineItem[] items = [.. Enumerable.Range(0, ties + 2).Select(i => SmallCatalog.Item($"l{i}", i < ties ? 5 : 1))];
        FrozenCatalog catalog = SnapshotCompiler.Compile(SmallCatalog.Of(items)).Snapshot!.Catalog;
        Assert.All(Enumerable.Range(0, ties), i => Assert.Equal((ties, i == 0), (catalog.TieStarts.EndOf(i), catalog.TieStarts.Starts(i))));
        Assert.All([ties, ties + 1], i => Assert.Equal((ties + 2, i == ties), (catalog.TieStarts.EndOf(i), catalog.TieStarts.Starts(i))));
    }

    [Fact]
    public void MoreTermsThanSixteenBitsNumberAreStoredWider()
    {
        const int Count = ushort.MaxValue + 2;
        LineItem[] items = [.. Enumerable.Range(0, Count).Select(i => SmallCatalog.Item($"l{i}") with { PredictedRates = new PredictedRates(Click: (i + 1) / 100_000.0), Price = Price.Cpc(1) })];
        FrozenCatalog catalog = AdSnapshot.Load(SnapshotCompiler.Compile(SmallCatalog.Of(items)).Snapshot!.Catalog.File.Bytes).Catalog;
        Assert.Equal(Count, catalog.Terms.Length);
        Assert.Equal(Count * sizeof(int), catalog.File.Column<byte>(SectionId.LineItemTerms).Length);
        Assert.All(Enumerable.Range(0, Count), i => Assert.Equal((int.Parse(catalog.LineItemIds[i].AsSpan(1)) + 1) / 100_000.0, catalog.TermsOf(i).Rate));
    }

    [Fact]
    public void TermsThatDoNotExistOrAreImpossibleAreRefused()
    {
        int terms = CompiledSample.Snapshot.Catalog.Terms.Length;
        AssertRefused("LineItemTerms", CompiledSample.With<ushort>(SectionId.LineItemTerms, indexes => indexes[0] = (ushort)terms));
        AssertRefused("LineItemTerms", WithLength(SectionId.LineItemTerms, -sizeof(ushort)));
        Assert.All(
            (Action<TermsRow[]>[])
            [
                rows => rows[0].RateCeiling = -1, rows => rows[0].Rate = double.NaN, rows => rows[0].Weight = -1, rows => rows[0].ShareOfVoice = float.NaN,
                rows => rows[0].CapSet = int.MaxValue, rows => rows[0].ExclusionSet = -1, rows => rows[0].SpacingSet = int.MaxValue, rows => rows[0].Kind = (LineItemKind)9,
                rows => rows[0].GoalEvent = (AdEvent)99, rows => rows[0].Pacing = (PacingPolicy)3, rows => rows[0].CatchUp = (CatchUp)2, rows => rows[0].BreakPosition = (BreakPosition)3,
            ],
            change => AssertRefused("Terms", CompiledSample.With(SectionId.Terms, change)));
    }

    [Fact]
    public void PresenceMustCountTheAmounts() => Assert.All(s_presences, presence =>
    {
        int last = CompiledSample.Snapshot.Catalog.LineItems.Length - 1;
        AssertRefused(presence.ToString(), CompiledSample.With<PresenceRow>(presence, rows => rows[0].Bits ^= 2));
        AssertRefused(presence.ToString(), CompiledSample.With<PresenceRow>(presence, rows => rows[1].Before++));
        AssertRefused(presence.ToString(), CompiledSample.With<PresenceRow>(presence, rows => rows[0].Before--));
        AssertRefused(presence.ToString(), CompiledSample.With<PresenceRow>(presence, rows => (rows[^1].Bits, rows[^1].Bits) = (0, Moved(rows[^1].Bits, last + 1))));
        AssertRefused(presence.ToString(), WithLength(presence, Marshal.SizeOf<PresenceRow>()));
        AssertRefused(presence.ToString(), WithLength(presence + 1, -sizeof(long)));
        AssertRefused((presence + 1).ToString(), CompiledSample.With<long>(presence + 1, amounts => amounts[^1] = -1));
    });

    [Fact]
    public void BidsBelongToAllPriceModelsButCpm()
    {
        int row = CompiledSample.Snapshot.Catalog.LineItems.Span.ToArray().Take(64).ToList().FindIndex(row => row.PriceModel == PriceModel.Cpm);
        int other = CompiledSample.Snapshot.Catalog.LineItems.Span.ToArray().Take(64).ToList().FindIndex(row => row.PriceModel != PriceModel.Cpm);
        AssertRefused("BidPresence", CompiledSample.With<PresenceRow>(SectionId.BidPresence, rows => rows[0].Bits ^= (1UL << row) | (1UL << other)));
        AssertRefused("Bids", CompiledSample.With<long>(SectionId.Bids, amounts => amounts[0] = AdSelectLimits.MaxMoneyMicros + 1));
    }

    [Fact]
    public void TieStartsThatAreNotThoseOfTheOrderAreRefused()
    {
        AssertRefused("TieStarts", CompiledSample.With<ulong>(SectionId.TieStarts, words => words[0] ^= 1));
        AssertRefused("TieStarts", CompiledSample.With<ulong>(SectionId.TieStarts, words => words[0] ^= 1UL << 17));
        AssertRefused("TieStarts", CompiledSample.With<ulong>(SectionId.TieStarts, words => words[^1] |= 1UL << 63));
        AssertRefused("TieStarts", WithLength(SectionId.TieStarts, sizeof(ulong)));
        AssertRefused("TieStarts", WithLength(SectionId.TieStarts, -sizeof(ulong)));
    }

    // Clears the lowest bit and sets another, so that the sum stays.
    private static ulong Moved(ulong bits, int to) => (bits & (bits - 1)) | (1UL << to);

    private static bool Ties(FrozenCatalog catalog, int left, int right) =>
        catalog.LineItems[left].Tier == catalog.LineItems[right].Tier && catalog.LineItems[left].RankScore == catalog.LineItems[right].RankScore;

    private static byte[] WithLength(SectionId id, int change)
    {
        SortedDictionary<SectionId, byte[]> sections = CompiledSample.Sections();
        sections[id] = change < 0 ? sections[id][..^-change] : [.. sections[id], .. new byte[change]];
        return CompiledSample.Build(sections);
    }

    private static void AssertRefused(string section, byte[] bytes) =>
        Assert.Contains(section, Assert.Throws<SnapshotException>(() => AdSnapshot.Load(bytes)).Message, StringComparison.Ordinal);
}
