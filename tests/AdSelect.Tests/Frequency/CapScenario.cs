// One listener who takes every ad that is offered, hour by hour: what caps come to over time.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;

namespace AdSelect.Tests.Frequency;

/// <summary>Asks, records the winner as an impression of the user, and asks again.</summary>
public sealed class CapScenario(Catalog catalog)
{
    private readonly InMemoryExposureStore _store = new();
    private readonly ListenerIdentity _user = new(CapIdentity.User, "user");
    private ulong _events;

    public AdSelector Selector { get; } = new(Engine.Compile(catalog));

    /// <summary>Records an impression that was met before.</summary>
    public void Met(string lineItemId, string creativeId, DateTimeOffset time)
    {
        Assert.True(Selector.Snapshot.TryFindLineItem(lineItemId, out LineItemRef lineItem));
        Assert.True(Selector.Snapshot.TryFindCreative(creativeId, out CreativeRef creative));
        _store.Record(_user, Selector.Snapshot.CreateExposure(lineItem, creative, AdEvent.Impression, ++_events, time), time);
    }

    /// <summary>The line item that serves, or null; nothing is recorded.</summary>
    public string? Ask(DateTimeOffset time) => Answer(time)?.LineItemId;

    /// <summary>The line item that serves, or null; it is recorded.</summary>
    public string? Take(DateTimeOffset time)
    {
        OracleWinner? winner = Answer(time);
        if (winner is not null)
        {
            Met(winner.LineItemId, winner.CreativeId, time);
        }

        return winner?.LineItemId;
    }

    /// <summary>The instants, a step apart, at which something served.</summary>
    public DateTimeOffset[] TakeAll(DateTimeOffset from, DateTimeOffset to, TimeSpan step)
    {
        List<DateTimeOffset> served = [];
        for (DateTimeOffset time = from; time < to; time += step)
        {
            if (Take(time) is not null)
            {
                served.Add(time);
            }
        }

        return [.. served];
    }

    public Explanation Explain(string lineItemId, DateTimeOffset time)
    {
        AdRequest request = Request(time);
        return Selector.Explain(in request, lineItemId);
    }

    private OracleWinner? Answer(DateTimeOffset time)
    {
        AdRequest request = Request(time);
        var winners = new AdSelection[1];
        return Selector.Select(in request, winners, out AdSnapshot snapshot) == 0 ? null : Engine.Resolve(winners[0], snapshot);
    }

    private AdRequest Request(DateTimeOffset time)
    {
        return new AdRequest(new Term[4])
        {
            Id = (ulong)time.UtcTicks,
            Time = time,
            Slot = Slot.Audio(),
            Consent = Consent.Full,
            Exposures = new ExposureHistories { User = _store.Read(_user, time) },
        };
    }
}
