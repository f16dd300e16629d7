// Checks on the workload that the engine and every peer find the same line items, and reports the workload's shape.
using AdSelect.Benchmarks.Peers;
using AdSelect.Workload;

namespace AdSelect.Benchmarks;

/// <summary>A benchmark of two things that disagree measures nothing: this compares them, listener by listener.</summary>
internal sealed class AgreementCheck
{
    private const int Winners = 5;
    private const int MostShown = 20;

    // Scores in micros are rounded once more than a peer's: nearer than this they may stand in either order.
    private const double ScoreTolerance = 2e-6;

    private readonly Listener[] _listeners;
    private readonly EngineUnderTest _engine;
    private readonly RankedCatalog _ranking;
    private readonly string[] _ids;
    private readonly int[] _indexOf;
    private readonly int[] _ordinalOf;

    private AgreementCheck(int lineItems, Listener[] listeners)
    {
        _listeners = listeners;
        _engine = new EngineUnderTest(BenchmarkWorkload.Selector(lineItems), listeners);
        Catalog catalog = CatalogGenerator.Create(lineItems);
        _ranking = new RankedCatalog(catalog);
        _ids = [.. catalog.LineItems.Select(lineItem => lineItem.Id)];
        _indexOf = new int[lineItems];
        _ordinalOf = new int[lineItems];
        for (int index = 0; index < lineItems; index++)
        {
            int ordinal = _engine.Selector.Snapshot.FindLineItem(_ids[index]);
            _ordinalOf[index] = ordinal;
            _indexOf[ordinal] = index;
        }
    }

    /// <summary>Compares the engine with the named peers for all sizes; 0 when all agree.</summary>
    public static int Run(CommandOptions options)
    {
        int disagreements = 0;
        foreach (int lineItems in BenchmarkWorkload.LineItemCounts)
        {
            Listener[] listeners = ListenerGenerator.CreateMany(options.Requests, BenchmarkWorkload.ListenerSeed);
            var check = new AgreementCheck(lineItems, listeners);
            foreach (string peer in options.Peers)
            {
                disagreements += check.Compare(peer);
            }
        }

        Console.WriteLine(disagreements == 0 ? "The engine and its peers agree." : $"{disagreements} disagreements.");
        return disagreements == 0 ? 0 : 1;
    }

    /// <summary>Prints the share of line items that match, from the linear scan alone.</summary>
    public static int PrintShape(CommandOptions options)
    {
        Listener[] listeners = ListenerGenerator.CreateMany(options.Requests, BenchmarkWorkload.ListenerSeed);
        foreach (int lineItems in BenchmarkWorkload.LineItemCounts)
        {
            using IPeer scan = PeerFactory.Create(LinearScan.PeerName, CatalogGenerator.Create(lineItems), listeners);
            int[] room = new int[lineItems];
            int[] counts = [.. Enumerable.Range(0, listeners.Length).Select(listener => scan.Match(listener, room)).Order()];
            int[] eligible = [.. Enumerable.Range(0, listeners.Length).Select(listener => scan.Select(listener, room))];
            Console.WriteLine(
                $"{lineItems:N0} line items: {counts.Average() / lineItems:P2} match (10 % of the listeners below "
                + $"{counts[counts.Length / 10] / (double)lineItems:P2}, 10 % above {counts[^(counts.Length / 10)] / (double)lineItems:P2}); "
                + $"{eligible.Average() / lineItems:P2} after format and flight; listeners have "
                    + $"{listeners.Average(listener => listener.Segments.Length):F0} segments on average.");
        }

        return 0;
    }

    private int Compare(string name)
    {
        using IPeer peer = PeerFactory.Create(name, _ranking, _listeners);
        int[] room = new int[_ids.Length];
        int[] winners = new int[Winners];
        int disagreements = 0;
        long matched = 0;
        for (int listener = 0; listener < _listeners.Length; listener++)
        {
            int[] matches = room[..peer.Match(listener, room)];
            matched += matches.Length;
            string? difference = Matches(listener, matches)
                ?? PeerSelection(listener, matches, winners[..peer.Select(listener, winners)])
                ?? EngineSelection(listener, matches);
            if (difference is not null && disagreements++ < MostShown)
            {
                Console.Error.WriteLine($"{_ids.Length:N0} line items, {name}, listener {listener}: {difference}");
            }
        }

        Console.WriteLine($"{_ids.Length:N0} line items, {name}: {_listeners.Length} requests with {matched:N0} matches, {disagreements} disagreements.");
        return disagreements;
    }

    private string? Matches(int listener, int[] matches)
    {
        int count = _engine.Match(listener);
        int[] found = [.. _engine.Matches[..count].ToArray().Select(ordinal => _indexOf[ordinal]).Order()];
        int[] expected = [.. matches.Order()];
        return found.AsSpan().SequenceEqual(expected)
            ? null
            : $"the engine matches {found.Length}, the peer {expected.Length}; {First(found.Except(expected))} only the engine, "
                + $"{First(expected.Except(found))} only the peer";
    }

    // What the peer selects must be the best of what it matches, after its own gates.
    private string? PeerSelection(int listener, int[] matches, int[] selected)
    {
        Listener asked = _listeners[listener];
        int[] expected =
        [
            .. matches.Select(index => _ranking.RankOf[index]).Order().Select(rank => _ranking.LineItems[rank])
                .Where(lineItem => lineItem.MayServe(asked.Slot.Format, asked.Time.UtcTicks)).Take(Winners).Select(lineItem => lineItem.Index),
        ];
        return expected.AsSpan().SequenceEqual(selected) ? null : $"the peer selects {Names(selected)} instead of {Names(expected)}";
    }

    // What the engine selects must be the best of what the peer matches and the engine's gates let pass, one by one.
    private string? EngineSelection(int listener, int[] matches)
    {
        int[] selected = [.. _engine.Winners[.._engine.Select(listener, Winners)].ToArray().Select(winner => _indexOf[winner.LineItemOrdinal])];
        Listener asked = _listeners[listener];
        int[] expected =
        [
            .. matches.Where(index => _ranking.LineItems[_ranking.RankOf[index]].MayServe(asked.Slot.Format, asked.Time.UtcTicks))
                .OrderBy(index => _ordinalOf[index]).Where(index => _engine.Explain(listener, _ids[index]).IsEligible).Take(Winners),
        ];
        bool isSame = selected.Length == expected.Length
            && selected.Distinct().Count() == selected.Length
            && selected.Zip(expected).All(pair => pair.First == pair.Second || IsTied(pair.First, pair.Second))
            && selected.All(index => matches.Contains(index) && _engine.Explain(listener, _ids[index]).IsEligible);
        return isSame ? null : $"the engine selects {Names(selected)} instead of {Names(expected)}";
    }

    private bool IsTied(int left, int right)
    {
        RankedLineItem a = _ranking.LineItems[_ranking.RankOf[left]];
        RankedLineItem b = _ranking.LineItems[_ranking.RankOf[right]];
        return a.Tier == b.Tier && Math.Abs(a.Score - b.Score) <= ScoreTolerance * Math.Max(1, a.Score);
    }

    private string First(IEnumerable<int> indexes) => indexes.Select(index => _ids[index]).FirstOrDefault("none");

    private string Names(int[] indexes) => $"[{string.Join(' ', indexes.Select(index => _ids[index]))}]";
}
