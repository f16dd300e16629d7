// Line items as conjunctions in rank order, and the tests of those that postings alone cannot decide.
namespace AdSelect.Benchmarks.Peers;

/// <summary>What the inverted indexes are built from, and what they ask about a line item that they found.</summary>
internal sealed class IndexedCatalog
{
    private readonly Dictionary<int, (TargetingTest Test, Constants Constants)> _checks = [];

    /// <param name="ranking">The catalog.</param>
    /// <param name="limit">Conjunctions of one line item at most; with more, the compiled test decides.</param>
    public IndexedCatalog(RankedCatalog ranking, int limit)
    {
        LineItems = ranking.LineItems;
        Tokens = new Tokens(ranking.Catalog);
        Numbers = new ValueNumbers(ranking.Catalog.Attributes);
        var delegates = new TargetingDelegates(Numbers);
        ByRank = new IndexedConjunction[LineItems.Length][];
        foreach ((int index, LineItem lineItem) in ranking.Catalog.LineItems.Index())
        {
            int rank = ranking.RankOf[index];
            ByRank[rank] = [.. NormalForm.Of(lineItem.Targeting, limit).Select(Tokens.Index)];
            if (ByRank[rank].Any(conjunction => conjunction.NeedsCheck))
            {
                _checks.Add(rank, delegates.Compile(lineItem.Targeting));
            }
        }
    }

    public RankedLineItem[] LineItems { get; }

    public Tokens Tokens { get; }

    /// <summary>Numbers the values that compiled tests ask for.</summary>
    public ValueNumbers Numbers { get; }

    /// <summary>By rank: the conjunctions of the line item. Indexes take them and let them go.</summary>
    public IndexedConjunction[][] ByRank { get; private set; }

    /// <summary>Gives the conjunctions back to the collector once an index is built.</summary>
    public void Release() => ByRank = [];

    /// <summary>Evaluates the whole targeting of a line item whose conjunction says that it must be checked.</summary>
    public bool Passes(int rank, ParsedRequest request)
    {
        (TargetingTest test, Constants constants) = _checks[rank];
        return test(request, constants);
    }
}
