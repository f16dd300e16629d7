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

    private readonly IndexedCatalog _catalog;
    private readonly FixedBitSet _needsCheck;
    private readonly LuceneIndex _index;
    private readonly IndexSearcher _searcher;
    private readonly LuceneRequests _lucene;
    private Request[] _requests = [];

    public LucenePeer(RankedCatalog ranking)
    {
        // One conjunction a document: what has alternatives is left to the check.
        _catalog = new IndexedCatalog(ranking, limit: 1);
        _needsCheck = new FixedBitSet(_catalog.LineItems.Length);
        _index = new LuceneIndex(_catalog.Tokens.AttributeCount);
        Index();
        _catalog.Release();
        _searcher = new IndexSearcher(_index.Segment.Reader);
        _lucene = new LuceneRequests(_index, _catalog.Tokens);
    }

    public string Name => PeerName;

    public void Prepare(Listener[] listeners) =>
        _requests = [.. listeners.Select(listener => new Request(_catalog.Numbers.Parse(listener), _catalog.Tokens.Of(listener)))];

    public int Match(int listener, Span<int> lineItems)
    {
        Request request = _requests[listener];
        DocIdSetIterator? documents = _lucene.Filter(request.Tokens).GetDocIdSet(_index.Segment, null)?.GetIterator();
        int count = 0;
        for (int rank = Next(documents); rank != DocIdSetIterator.NO_MORE_DOCS; rank = Next(documents))
        {
            if (Passes(rank, request.Parsed))
            {
                lineItems[count++] = _catalog.LineItems[rank].Index;
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
            if (_catalog.LineItems[rank].MayServe(request.Parsed.Format, request.Parsed.UtcTicks) && Passes(rank, request.Parsed))
            {
                winners[count++] = _catalog.LineItems[rank].Index;
            }
        }

        return count;
    }

    public void Dispose() => _index.Dispose();

    private static int Next(DocIdSetIterator? documents) => documents?.NextDoc() ?? DocIdSetIterator.NO_MORE_DOCS;

    private void Index()
    {
        for (int rank = 0; rank < _catalog.ByRank.Length; rank++)
        {
            IndexedConjunction? conjunction = _catalog.ByRank[rank].SingleOrDefault();
            _index.Add(_catalog.LineItems[rank].Format, conjunction, _catalog.Tokens.AttributeOf);
            if (conjunction is { NeedsCheck: true })
            {
                _needsCheck.Set(rank);
            }
        }

        _index.Freeze();
    }

    private bool Passes(int rank, ParsedRequest request) => !_needsCheck.Get(rank) || _catalog.Passes(rank, request);

    private sealed record Request(ParsedRequest Parsed, int[][] Tokens);
}
