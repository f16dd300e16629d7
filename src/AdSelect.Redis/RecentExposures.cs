// What this process recorded itself a short while ago: bounded in time, in events of an identity, and in bytes.
namespace AdSelect;

/// <summary>
/// Thread-safe. Events stay single, unlike in a store that compacts: only so can each be told from those that the server has.
/// </summary>
/// <param name="maxBytes">Bytes beyond which the identities without an event for longest are forgotten.</param>
/// <param name="age">How long an event is remembered after it was recorded.</param>
internal sealed class RecentExposures(long maxBytes, TimeSpan age)
{
    /// <summary>Events of one identity; beyond it the first recorded are forgotten.</summary>
    public const int MaxEvents = 512;

    private const int BytesPerIdentity = 300;
    private const int BytesPerEvent = 128;

    private readonly Lock _lock = new();
    private readonly Dictionary<ListenerIdentity, LinkedListNode<Known>> _identities = [];

    // Those without an event for longest first.
    private readonly LinkedList<Known> _order = [];
    private long _bytes;

    /// <summary>The events that an identity met within the age, in the order of recording.</summary>
    /// <param name="identity">Who.</param>
    /// <param name="now">The present.</param>
    /// <param name="end">How long after its last event the identity ends, as its key does.</param>
    public Exposure[] Read(in ListenerIdentity identity, DateTimeOffset now, TimeSpan end)
    {
        lock (_lock)
        {
            if (!_identities.TryGetValue(identity, out LinkedListNode<Known>? node))
            {
                return [];
            }

            ForgetEvents(node.Value, now);
            bool hasEnded = now - node.Value.LastRecorded >= end;
            return hasEnded ? [] : [.. node.Value.Events.Select(static recorded => recorded.Exposure)];
        }
    }

    public void Record(in ListenerIdentity identity, in Exposure exposure, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_identities.TryGetValue(identity, out LinkedListNode<Known>? node))
            {
                node = new LinkedListNode<Known>(new Known(identity));
                _identities.Add(identity, node);
                _bytes += BytesPerIdentity + (sizeof(char) * identity.Id.Length);
            }
            else
            {
                _order.Remove(node);
            }

            _order.AddLast(node);
            if (node.Value.Ids.Add((exposure.Id, exposure.Event)))
            {
                node.Value.Events.Enqueue((exposure, now));
                _bytes += BytesPerEvent;
            }

            node.Value.LastRecorded = now;
            ForgetEvents(node.Value, now);
            ForgetIdentities(node.Value, now);
        }
    }

    private void ForgetEvents(Known known, DateTimeOffset now)
    {
        while (known.Events.TryPeek(out (Exposure Exposure, DateTimeOffset Recorded) first) && (known.Events.Count > MaxEvents || now - first.Recorded >= age))
        {
            known.Events.Dequeue();
            known.Ids.Remove((first.Exposure.Id, first.Exposure.Event));
            _bytes -= BytesPerEvent;
        }
    }

    // The one that was just recorded for stays.
    private void ForgetIdentities(Known recorded, DateTimeOffset now)
    {
        while (_order.First is { } first && first.Value != recorded)
        {
            ForgetEvents(first.Value, now);
            if (first.Value.Events.Count > 0 && _bytes <= maxBytes)
            {
                return;
            }

            _bytes -= BytesPerIdentity + (sizeof(char) * first.Value.Identity.Id.Length) + (BytesPerEvent * first.Value.Events.Count);
            _identities.Remove(first.Value.Identity);
            _order.RemoveFirst();
        }
    }

    private sealed class Known(ListenerIdentity identity)
    {
        public ListenerIdentity Identity { get; } = identity;

        public DateTimeOffset LastRecorded { get; set; }

        public Queue<(Exposure Exposure, DateTimeOffset Recorded)> Events { get; } = [];

        public HashSet<(ExposureKey, AdEvent)> Ids { get; } = [];
    }
}
