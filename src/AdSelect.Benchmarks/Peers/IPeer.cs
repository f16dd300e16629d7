// What is measured beside the engine: one interface, so that every peer is checked and timed by the same code.
using AdSelect.Workload;

namespace AdSelect.Benchmarks.Peers;

/// <summary>
/// A way to find the line items of a listener without the engine. Line items are named by their place in the catalog.
/// Peers decide less than the library does: targeting, format and flight; no dayparts, creative checks beyond the
/// format, policy, floors or prices. One instance serves one thread, so that scratch memory can be kept.
/// </summary>
internal interface IPeer : IDisposable
{
    string Name { get; }

    /// <summary>Turns listeners into the peer's own form of a request, before measuring and in the peer's favour.</summary>
    void Prepare(Listener[] listeners);

    /// <summary>All line items whose targeting matches, in any order.</summary>
    int Match(int listener, Span<int> lineItems);

    /// <summary>The best line items of the slot's format that are in flight, best first.</summary>
    int Select(int listener, Span<int> winners);
}

/// <summary>Makes peers by name.</summary>
internal static class PeerFactory
{
    public static IReadOnlyList<string> Names { get; } = [LinearScan.PeerName, KIndex.PeerName, CountingIndex.PeerName, LucenePeer.PeerName];

    public static IPeer Create(string name, Catalog catalog, Listener[] listeners) => Create(name, new RankedCatalog(catalog), listeners);

    public static IPeer Create(string name, RankedCatalog ranking, Listener[] listeners)
    {
        IPeer peer = name switch
        {
            LinearScan.PeerName => new LinearScan(ranking),
            KIndex.PeerName => new KIndex(ranking),
            CountingIndex.PeerName => new CountingIndex(ranking),
            LucenePeer.PeerName => new LucenePeer(ranking),
            _ => throw new ArgumentException($"There is no peer '{name}'; there are {string.Join(", ", Names)}."),
        };
        peer.Prepare(listeners);
        return peer;
    }
}
