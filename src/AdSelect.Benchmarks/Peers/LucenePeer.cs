// Lucene.Net used as an ad matcher: documents are line items, a request is a filter or a query over their fields.
using AdSelect.Workload;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace AdSelect.Benchmarks.Peers;

/// <summary>
/// Matching all evaluates cached bit sets, which is Lucene's fastest way to all documents; the best few come from a
/// query evaluated document by document in rank order, which can stop. Scores are never asked for. Circles and nested
/// expressions are checked on what was found, with the compiled delegate of the linear scan.
/// </summary>
internal sealed class LucenePeer : IPeer
{
    public const string PeerName = "lucene";

    private readonly RankedLineItem[] _lineItems;
    private readonly Dictionary<int, (TargetingTest Test, Constants Constants)> _checks = [];
    private readonly FixedBitSet _needsCheck;
    private readonly LuceneIndex _index;
    private readonly IndexSearcher _searcher;
    private readonly Tokens _tokens;
    private readonly ValueNumbers _numbers;
    private readonly LuceneRequests _lucene;
    private Request[] _requests = [];

    public LucenePeer(RankedCatalog ranking)
    {
        _lineItems = ranking.LineItems;
        _numbers = new ValueNumbers(ranking.Catalog.Attributes);
        _tokens = new Tokens(ranking.Catalog);
        _needsCheck = new FixedBitSet(_lineItems.Length);
        _index = new LuceneIndex(_tokens.AttributeCount);
        Index(ranking);
        _searcher = new IndexSearcher(_index.Segment.Reader);
        _lucene = new LuceneRequests(_index, _tokens);
    }

    public string Name => PeerName;

    public void Prepare(Listener[] listeners) => _requests = [.. listeners.Select(listener => new Request(_numbers.Parse(listener), _tokens.Of(listener)))];

    public int Match(int listener, Span<int> lineItems)
    {
        Request request = _requests[listener];
        DocIdSetIterator? documents = _lucene.Filter(request.Tokens).GetDocIdSet(_index.Segment, null)?.GetIterator();
        int count = 0;
        for (int rank = Next(documents); rank != DocIdSetIterator.NO_MORE_DOCS; rank = Next(documents))
        {
            if (Passes(rank, request.Parsed))
            {
                lineItems[count++] = _lineItems[rank].Index;
            }
        }

        return count;
    }

    public int Select(int listener, Span<int> winners)
    {
        Request request = _requests[listener];
        Weight weight = _searcher.CreateNormalizedWeight(_lucene.Query(request.Tokens, request.Parsed.Format));
        Scorer? documents = weight.GetScorer(_index.Segment, null);
        int count = 0;
        for (int rank = Next(documents); rank != DocIdSetIterator.NO_MORE_DOCS && count < winners.Length; rank = Next(documents))
        {
            if (_lineItems[rank].MayServe(request.Parsed.Format, request.Parsed.UtcTicks) && Passes(rank, request.Parsed))
            {
                winners[count++] = _lineItems[rank].Index;
            }
        }

        return count;
    }

    public void Dispose() => _index.Dispose();

    private static int Next(DocIdSetIterator? documents) => documents?.NextDoc() ?? DocIdSetIterator.NO_MORE_DOCS;

    private void Index(RankedCatalog ranking)
    {
        var delegates = new TargetingDelegates(_numbers);
        var byRank = new IndexedConjunction?[_lineItems.Length];
        foreach ((int index, LineItem lineItem) in ranking.Catalog.LineItems.Index())
        {
            // One conjunction a document: what has alternatives is left to the check.
            int rank = ranking.RankOf[index];
            Conjunction? conjunction = NormalForm.Of(lineItem.Targeting, limit: 1).SingleOrDefault();
            byRank[rank] = conjunction is null ? null : _tokens.Index(conjunction);
            if (byRank[rank] is { NeedsCheck: true })
            {
                _checks.Add(rank, delegates.Compile(lineItem.Targeting));
                _needsCheck.Set(rank);
            }
        }

        for (int rank = 0; rank < byRank.Length; rank++)
        {
            _index.Add(_lineItems[rank].Format, byRank[rank], _tokens.AttributeOf);
        }

        _index.Freeze();
    }

    private bool Passes(int rank, ParsedRequest request)
    {
        if (!_needsCheck.Get(rank))
        {
            return true;
        }

        (TargetingTest test, Constants constants) = _checks[rank];
        return test(request, constants);
    }

    private sealed record Request(ParsedRequest Parsed, int[][] Tokens);
}
