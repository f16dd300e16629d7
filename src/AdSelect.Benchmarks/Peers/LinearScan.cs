// The naive peer: every line item's compiled targeting is tested, one after the other.
using AdSelect.Workload;

namespace AdSelect.Benchmarks.Peers;

/// <summary>
/// What a competent user writes first. The line items are an array of structs in rank order; cheap gates (flight,
/// format) go before targeting; the best K are kept.
/// </summary>
internal sealed class LinearScan : IPeer
{
    public const string PeerName = "linear-scan";

    private readonly Entry[] _entries;
    private readonly ValueNumbers _numbers;
    private ParsedRequest[] _requests = [];

    public LinearScan(RankedCatalog ranking)
    {
        _numbers = new ValueNumbers(ranking.Catalog.Attributes);
        var delegates = new TargetingDelegates(_numbers);
        _entries = new Entry[ranking.LineItems.Length];
        foreach ((int index, LineItem lineItem) in ranking.Catalog.LineItems.Index())
        {
            int rank = ranking.RankOf[index];
            (TargetingTest test, Constants constants) = delegates.Compile(lineItem.Targeting);
            _entries[rank] = new Entry(ranking.LineItems[rank], test, constants);
        }
    }

    public string Name => PeerName;

    public void Prepare(Listener[] listeners) => _requests = [.. listeners.Select(_numbers.Parse)];

    /// <summary>All line items whose targeting matches.</summary>
    public int Match(int listener, Span<int> lineItems)
    {
        ParsedRequest request = _requests[listener];
        int count = 0;
        foreach (ref readonly Entry entry in _entries.AsSpan())
        {
            if (entry.Test(request, entry.Constants))
            {
                lineItems[count++] = entry.LineItem.Index;
            }
        }

        return count;
    }

    /// <summary>Uses the rank order of the array: stops as soon as enough are found.</summary>
    public int Select(int listener, Span<int> winners)
    {
        ParsedRequest request = _requests[listener];
        int count = 0;
        foreach (ref readonly Entry entry in _entries.AsSpan())
        {
            if (Passes(in entry, request))
            {
                winners[count++] = entry.LineItem.Index;
                if (count == winners.Length)
                {
                    break;
                }
            }
        }

        return count;
    }

    public void Dispose()
    {
    }

    private static bool Passes(in Entry entry, ParsedRequest request) =>
        entry.LineItem.MayServe(request.Format, request.UtcTicks) && entry.Test(request, entry.Constants);

    private readonly record struct Entry(RankedLineItem LineItem, TargetingTest Test, Constants Constants);
}
