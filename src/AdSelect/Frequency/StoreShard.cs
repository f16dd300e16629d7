// One part of the in-memory store: a lock, a table, and the order in which identities were last recorded for.
using System.Runtime.InteropServices;

namespace AdSelect.Frequency;

internal sealed class StoreShard(InMemoryExposureStoreOptions options, long maxBytes)
{
    /// <summary>About what an identity takes beside its id's characters and its records.</summary>
    private const int BytesPerIdentity = 200;

    private const int FirstRecords = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<ListenerIdentity, StoredIdentity> _identities = [];

    // The shorter-lived apart: among the others they would wait for their turn.
    private readonly LinkedList<StoredIdentity> _listeners = new();
    private readonly LinkedList<StoredIdentity> _sessions = new();
    private long _bytes;
    private long _forgotten;

    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _identities.Count;
            }
        }
    }

    public long Bytes => Interlocked.Read(ref _bytes);

    public long Forgotten => Interlocked.Read(ref _forgotten);

    /// <summary>What was recorded so far. Later records are written behind it or elsewhere, so it never changes.</summary>
    public ReadOnlyMemory<byte> Read(in ListenerIdentity identity)
    {
        lock (_gate)
        {
            return _identities.TryGetValue(identity, out StoredIdentity? known) ? known.Buffer.AsMemory(0, known.Length) : default;
        }
    }

    /// <summary>Appends a record unless its event is there already.</summary>
    public bool Record(in ListenerIdentity identity, ReadOnlySpan<byte> record, long nowTicks)
    {
        ref readonly ExposureRecord exposure = ref ExposureHistory.RecordsOf(record)[0];
        lock (_gate)
        {
            if (!_identities.TryGetValue(identity, out StoredIdentity? known))
            {
                known = Add(identity, new byte[FirstRecords * ExposureRecord.Length], 0);
            }
            else if (ExposureHistory.Contains(known.Buffer.AsSpan(0, known.Length), exposure.EventId, exposure.Event))
            {
                return false;
            }

            MakeRoom(known, nowTicks);
            record.CopyTo(known.Buffer.AsSpan(known.Length));
            known.Length += record.Length;
            known.LastTicks = Math.Max(known.LastTicks, nowTicks);
            known.Order.Remove(known.Place);
            known.Order.AddLast(known.Place);
            ForgetOld(_listeners, nowTicks - options.Retention.Age.Ticks);
            ForgetOld(_sessions, nowTicks - options.SessionAge.Ticks);
            ForgetBeyondBounds(known);
            return true;
        }
    }

    /// <summary>Takes over an identity that was saved; those saved later were recorded for later.</summary>
    public void Restore(in ListenerIdentity identity, byte[] history, long lastTicks)
    {
        lock (_gate)
        {
            if (_identities.ContainsKey(identity))
            {
                throw new InvalidDataException("The file has an identity twice.");
            }

            StoredIdentity restored = Add(identity, history, history.Length);
            restored.LastTicks = lastTicks;
            ForgetBeyondBounds(restored);
        }
    }

    /// <summary>All identities, those recorded for longest ago first, as they are at one instant.</summary>
    public List<(ListenerIdentity Identity, ReadOnlyMemory<byte> History, long LastTicks)> Copy()
    {
        lock (_gate)
        {
            var all = new List<(ListenerIdentity, ReadOnlyMemory<byte>, long)>(_identities.Count);
            foreach (LinkedList<StoredIdentity> order in (ReadOnlySpan<LinkedList<StoredIdentity>>)[_listeners, _sessions])
            {
                foreach (StoredIdentity known in order)
                {
                    all.Add((known.Identity, known.Buffer.AsMemory(0, known.Length), known.LastTicks));
                }
            }

            return all;
        }
    }

    private StoredIdentity Add(in ListenerIdentity identity, byte[] buffer, int length)
    {
        LinkedList<StoredIdentity> order = identity.Kind is CapIdentity.Session or CapIdentity.Break ? _sessions : _listeners;
        var added = new StoredIdentity(identity, order, buffer) { Length = length };
        order.AddLast(added.Place);
        _identities.Add(identity, added);
        Account(SizeOf(added));
        return added;
    }

    // Readers may hold the old buffer, so a compacted or longer history always gets a new one.
    private void MakeRoom(StoredIdentity known, long nowTicks)
    {
        if (known.Length / ExposureRecord.Length >= options.Retention.MaxRecords)
        {
            ExposureRetention target = options.Retention with { MaxRecords = Math.Max(1, options.Retention.MaxRecords * 3 / 4) };
            List<ExposureRecord> kept = HistoryCompaction.Run(ExposureHistory.RecordsOf(known.Buffer.AsSpan(0, known.Length)), nowTicks, target);
            byte[] compacted = new byte[(kept.Count + (kept.Count / 4) + 1) * ExposureRecord.Length];
            MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(kept)).CopyTo(compacted);
            Replace(known, compacted);
            known.Length = kept.Count * ExposureRecord.Length;
        }

        if (known.Length + ExposureRecord.Length > known.Buffer.Length)
        {
            byte[] longer = new byte[Math.Max(known.Buffer.Length + (known.Buffer.Length / 2), known.Length + ExposureRecord.Length)];
            known.Buffer.AsSpan(0, known.Length).CopyTo(longer);
            Replace(known, longer);
        }
    }

    private void Replace(StoredIdentity known, byte[] buffer)
    {
        Account(buffer.Length - known.Buffer.Length);
        known.Buffer = buffer;
    }

    private void ForgetOld(LinkedList<StoredIdentity> order, long oldestTicks)
    {
        while (order.First is { } first && first.Value.LastTicks < oldestTicks)
        {
            Remove(first.Value);
        }
    }

    // Whoever was just recorded for stays.
    private void ForgetBeyondBounds(StoredIdentity known)
    {
        while (_bytes > maxBytes)
        {
            StoredIdentity? victim = _sessions.First?.Value;
            victim = victim is null || victim == known ? _listeners.First?.Value : victim;
            if (victim is null || victim == known)
            {
                return;
            }

            Remove(victim);
            Interlocked.Increment(ref _forgotten);
        }
    }

    private void Remove(StoredIdentity known)
    {
        known.Order.Remove(known.Place);
        _identities.Remove(known.Identity);
        Account(-SizeOf(known));
    }

    private void Account(long bytes) => Interlocked.Add(ref _bytes, bytes);

    private static long SizeOf(StoredIdentity known) => BytesPerIdentity + (2L * known.Identity.Id.Length) + known.Buffer.Length;

    private sealed class StoredIdentity
    {
        public StoredIdentity(in ListenerIdentity identity, LinkedList<StoredIdentity> order, byte[] buffer)
        {
            Identity = identity;
            Order = order;
            Buffer = buffer;
            Place = new LinkedListNode<StoredIdentity>(this);
        }

        public ListenerIdentity Identity { get; }

        public LinkedList<StoredIdentity> Order { get; }

        public LinkedListNode<StoredIdentity> Place { get; }

        public byte[] Buffer { get; set; }

        public int Length { get; set; }

        public long LastTicks { get; set; }
    }
}
