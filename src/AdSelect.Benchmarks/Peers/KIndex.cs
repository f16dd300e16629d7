// The K-index of Whang et al., "Indexing Boolean Expressions", VLDB 2009, tuned for this load.
using AdSelect.Workload;

namespace AdSelect.Benchmarks.Peers;

/// <summary>
/// Each line item's targeting becomes a disjunction of conjunctions; conjunctions are shelved by how many attributes
/// they require and found through posting lists. What lists cannot say (circles, a second clause on an attribute) is
/// checked with the compiled delegate of the linear scan.
/// </summary>
internal sealed class KIndex : IPeer
{
    public const string PeerName = "k-index";
    private const int MaxConjunctions = 64;
    private const int HasOneConjunction = -1;
    private const int FirstWindow = 256;

    private readonly IndexedCatalog _catalog;
    private readonly KIndexShelf[] _shelves;

    // By rank: the last request that met the line item, so that one with several conjunctions is found once.
    private readonly int[] _metBy;
    private int _turn;
    private Request[] _requests = [];

    public KIndex(RankedCatalog ranking)
    {
        _catalog = new IndexedCatalog(ranking, MaxConjunctions);
        _metBy = [.. _catalog.ByRank.Select(conjunctions => conjunctions.Length > 1 ? 0 : HasOneConjunction)];
        _shelves = [.. Shelve()];
        _catalog.Release();
    }

    public string Name => PeerName;

    public void Prepare(Listener[] listeners)
    {
        _requests =
        [
            .. listeners.Select(listener =>
            {
                int[][] tokens = _catalog.Tokens.Of(listener);
                return new Request(_catalog.Numbers.Parse(listener), tokens, [.. tokens.SelectMany(list => list)]);
            }),
        ];
        foreach (KIndexShelf shelf in _shelves)
        {
            shelf.Reserve(_catalog.Tokens.AttributeCount, _requests.Max(request => request.AllTokens.Length));
        }
    }

    public int Match(int listener, Span<int> lineItems)
    {
        Request request = _requests[listener];
        var visitor = new MatchVisitor(this, request.Parsed, lineItems);
        _turn++;
        foreach (KIndexShelf shelf in _shelves)
        {
            shelf.Open(request.Tokens, request.AllTokens);
            shelf.Walk(int.MaxValue, ref visitor);
        }

        return visitor.Count;
    }

    // All shelves go down the ranks together, in windows that double, so that none looks far beyond the last winner.
    public int Select(int listener, Span<int> winners)
    {
        Request request = _requests[listener];
        var visitor = new TopVisitor(this, request.Parsed, winners);
        foreach (KIndexShelf shelf in _shelves)
        {
            if (shelf.Format == request.Parsed.Format)
            {
                shelf.Open(request.Tokens, request.AllTokens);
            }
        }

        bool goesOn = true;
        for (long window = FirstWindow; goesOn && visitor.Count < winners.Length; window *= 2)
        {
            goesOn = false;
            foreach (KIndexShelf shelf in _shelves)
            {
                goesOn |= shelf.Format == request.Parsed.Format && shelf.Walk((int)Math.Min(window, visitor.RankLimit), ref visitor);
            }
        }

        foreach (ref int winner in winners[..visitor.Count])
        {
            winner = _catalog.LineItems[winner].Index;
        }

        return visitor.Count;
    }

    public void Dispose()
    {
    }

    private IEnumerable<KIndexShelf> Shelve()
    {
        var shelves = new SortedDictionary<(int Size, AdFormat Format), KIndexShelf>();
        for (int rank = 0; rank < _catalog.ByRank.Length; rank++)
        {
            foreach (IndexedConjunction conjunction in _catalog.ByRank[rank])
            {
                (int, AdFormat) key = (conjunction.Required.Count, _catalog.LineItems[rank].Format);
                if (!shelves.TryGetValue(key, out KIndexShelf? shelf))
                {
                    shelf = new KIndexShelf(_catalog.LineItems[rank].Format, conjunction.Required.Count);
                    shelves.Add(key, shelf);
                }

                shelf.Add(rank, conjunction);
            }
        }

        foreach (KIndexShelf shelf in shelves.Values)
        {
            shelf.Freeze(_catalog.Tokens.Count);
        }

        return shelves.Values;
    }

    private sealed record Request(ParsedRequest Parsed, int[][] Tokens, int[] AllTokens);

    private ref struct MatchVisitor(KIndex index, ParsedRequest request, Span<int> lineItems) : IConjunctionVisitor
    {
        private readonly Span<int> _lineItems = lineItems;

        public int Count { get; private set; }

        public void Visit(int rank, bool needsCheck)
        {
            ref int metBy = ref index._metBy[rank];
            if (metBy != index._turn && (!needsCheck || index._catalog.Passes(rank, request)))
            {
                metBy = metBy == HasOneConjunction ? HasOneConjunction : index._turn;
                _lineItems[Count++] = index._catalog.LineItems[rank].Index;
            }
        }
    }

    // Holds the best ranks in order.
    private ref struct TopVisitor(KIndex index, ParsedRequest request, Span<int> best) : IConjunctionVisitor
    {
        private readonly Span<int> _best = best;

        public int Count { get; private set; }

        public readonly int RankLimit => Count == _best.Length ? _best[^1] : int.MaxValue;

        public void Visit(int rank, bool needsCheck)
        {
            if (rank < RankLimit
                && index._catalog.LineItems[rank].MayServe(request.Format, request.UtcTicks)
                && (!needsCheck || index._catalog.Passes(rank, request)))
            {
                Insert(rank);
            }
        }

        private void Insert(int rank)
        {
            if (_best[..Count].Contains(rank))
            {
                return;
            }

            int at = Count < _best.Length ? Count++ : Count - 1;
            for (; at > 0 && _best[at - 1] > rank; at--)
            {
                _best[at] = _best[at - 1];
            }

            _best[at] = rank;
        }
    }
}
