// The counting algorithm over the same conjunctions as the K-index, with bits for counters and a window for a cache.
using System.Numerics;
using AdSelect.Workload;

namespace AdSelect.Benchmarks.Peers;

/// <summary>
/// Every posting of a request's tokens sets the bit of its attribute in the conjunction's mask; a conjunction holds when
/// its mask is what it requires, neither less nor, by an exclusion's bit, more. Several values of one attribute set the
/// same bit, so nothing is counted twice. Masks are kept for a window of conjunctions that fits the first-level cache;
/// conjunctions are in rank order, so that a selection can stop after any window.
/// </summary>
internal sealed class CountingIndex : IPeer
{
    public const string PeerName = "counting";
    private const int MaxConjunctions = 64;
    private const int Window = 8_192;
    private const int FirstWindow = 1_024;
    private const ushort ExcludedBit = 0x8000;

    private readonly IndexedCatalog _catalog;
    private readonly PostingLists _required;
    private readonly PostingLists _excluded;

    // By conjunction: the mask that it requires, its line item's rank, and whether the expression must be checked.
    private readonly ushort[] _masks;
    private readonly int[] _ranks;
    private readonly bool[] _needsCheck;

    private readonly ushort[] _window = new ushort[Window];
    private PostingCursor[] _cursors = [];
    private int _requiredLists;
    private Request[] _requests = [];

    public CountingIndex(RankedCatalog ranking)
    {
        _catalog = new IndexedCatalog(ranking, MaxConjunctions);
        if (_catalog.Tokens.AttributeCount > 15)
        {
            throw new NotSupportedException("Masks have a bit for each of 15 attributes and one for exclusions.");
        }

        IndexedConjunction[] all = [.. _catalog.ByRank.SelectMany(conjunctions => conjunctions)];
        _ranks = [.. _catalog.ByRank.SelectMany((conjunctions, rank) => conjunctions.Select(_ => rank))];
        _needsCheck = [.. all.Select(conjunction => conjunction.NeedsCheck)];
        _masks = [.. all.Select(conjunction => (ushort)conjunction.Required.Keys.Sum(attribute => 1 << attribute))];
        _required = Post(all, conjunction => conjunction.Required.Values.SelectMany(tokens => tokens));
        _excluded = Post(all, conjunction => conjunction.Excluded);
        _catalog.Release();
    }

    public string Name => PeerName;

    public void Prepare(Listener[] listeners)
    {
        _requests =
        [
            .. listeners.Select(listener => new Request(_catalog.Numbers.Parse(listener), [.. _catalog.Tokens.Of(listener).SelectMany(tokens => tokens)])),
        ];
        _cursors = new PostingCursor[2 * _requests.Max(request => request.Tokens.Length)];
    }

    public int Match(int listener, Span<int> lineItems)
    {
        Request request = _requests[listener];
        int lists = Open(request.Tokens);
        int count = 0;
        int lastRank = -1;
        for (int start = 0; start < _masks.Length; start += Window)
        {
            int length = Math.Min(Window, _masks.Length - start);
            Mark(lists, start, length);
            for (int at = NextHeld(start, length, 0); at < length; at = NextHeld(start, length, at + 1))
            {
                int rank = _ranks[start + at];
                if (rank != lastRank && Passes(start + at, request.Parsed))
                {
                    lastRank = rank;
                    lineItems[count++] = _catalog.LineItems[rank].Index;
                }
            }
        }

        return count;
    }

    public int Select(int listener, Span<int> winners)
    {
        Request request = _requests[listener];
        int lists = Open(request.Tokens);
        int count = 0;
        int lastRank = -1;
        int length = FirstWindow;
        for (int start = 0; start < _masks.Length; start += length, length = Math.Min(2 * length, Window))
        {
            length = Math.Min(length, _masks.Length - start);
            Mark(lists, start, length);
            for (int at = NextHeld(start, length, 0); at < length; at = NextHeld(start, length, at + 1))
            {
                int rank = _ranks[start + at];
                if (rank != lastRank && _catalog.LineItems[rank].MayServe(request.Parsed.Format, request.Parsed.UtcTicks) && Passes(start + at, request.Parsed))
                {
                    lastRank = rank;
                    winners[count++] = _catalog.LineItems[rank].Index;
                    if (count == winners.Length)
                    {
                        return count;
                    }
                }
            }
        }

        return count;
    }

    public void Dispose()
    {
    }

    private PostingLists Post(IndexedConjunction[] conjunctions, Func<IndexedConjunction, IEnumerable<int>> tokensOf)
    {
        var builder = new PostingListsBuilder();
        for (int i = 0; i < conjunctions.Length; i++)
        {
            foreach (int token in tokensOf(conjunctions[i]))
            {
                builder.Add(token, i);
            }
        }

        return builder.Build(_catalog.Tokens.Count);
    }

    // A cursor's Current is the bit that its list sets; lists that exclude follow those that require.
    private int Open(int[] tokens)
    {
        int count = 0;
        foreach (int token in tokens)
        {
            Add(_required, token, 1 << _catalog.Tokens.AttributeOf(token), ref count);
        }

        int required = count;
        foreach (int token in tokens)
        {
            Add(_excluded, token, ExcludedBit, ref count);
        }

        _requiredLists = required;
        return count;

        void Add(in PostingLists lists, int token, int bit, ref int count)
        {
            if (lists.Has(token))
            {
                _cursors[count++] = new PostingCursor { Current = bit, Position = lists.Starts[token], End = lists.Starts[token + 1] };
            }
        }
    }

    private void Mark(int lists, int start, int length)
    {
        Span<ushort> window = _window.AsSpan(0, length);
        window.Clear();
        for (int i = 0; i < lists; i++)
        {
            ref PostingCursor cursor = ref _cursors[i];
            int[] postings = i < _requiredLists ? _required.Postings : _excluded.Postings;
            ushort bit = (ushort)cursor.Current;
            int position = cursor.Position;
            for (; position < cursor.End; position++)
            {
                int at = postings[position] - start;
                if ((uint)at >= (uint)window.Length)
                {
                    break;
                }

                window[at] |= bit;
            }

            cursor.Position = position;
        }
    }

    private int NextHeld(int start, int length, int from)
    {
        ReadOnlySpan<ushort> window = _window.AsSpan(0, length);
        ReadOnlySpan<ushort> masks = _masks.AsSpan(start, length);
        int at = from;
        while (at < length)
        {
            // Most of a window is passed over by the vector, the rest by the loop.
            if (Vector<ushort>.Count <= length - at
                && !Vector.EqualsAny(new Vector<ushort>(window[at..]), new Vector<ushort>(masks[at..])))
            {
                at += Vector<ushort>.Count;
            }
            else if (window[at] == masks[at])
            {
                return at;
            }
            else
            {
                at++;
            }
        }

        return length;
    }

    private bool Passes(int conjunction, ParsedRequest request) => !_needsCheck[conjunction] || _catalog.Passes(_ranks[conjunction], request);

    private sealed record Request(ParsedRequest Parsed, int[] Tokens);
}
