// One part of the in-memory store: a lock, a table, and the order in which identities were last recorded for.
using System.Runtime.InteropServices;

namespace AdSelect.Frequency;

/// <param name="retention">What is kept of an identity.</param>
/// <param name="maxBytes">What all may take together.</param>
/// <param name="marksOf">Where it is remembered who of a kind was forgotten.</param>
internal sealed class StoreShard(ExposureRetention retention, long maxBytes, Func<CapIdentity, ForgottenMarks> marksOf)
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
    public StoredHistory Read(in ListenerIdentity identity, long nowTicks)
    {
        lock (_gate)
        {
            if (_identities.TryGetValue(identity, out StoredIdentity? known) && !IsOver(known, nowTicks))
            {
                return new StoredHistory(known.Buffer.AsMemory(0, known.Length), known.ForgottenTicks < 0);
            }

            // What is older than any cap has to remember is no gap.
            long forgottenTicks = Math.Max(ForgottenOf(identity, nowTicks), known is null ? -1 : ForgottenWith(known));
            bool isComplete = forgottenTicks < Math.Max(0, nowTicks - (AdSelectLimits.MaxCapWindowDays * TimeSpan.TicksPerDay));
            return isComplete
                ? new StoredHistory(default, isComplete: true)
                : ExposureHistory.Incomplete([], new DateTimeOffset(forgottenTicks, TimeSpan.Zero));
        }
    }

    /// <summary>Appends a record, stamped no later than now, unless its event is there already.</summary>
    public bool Record(in ListenerIdentity identity, in ExposureRecord record, long nowTicks)
    {
        lock (_gate)
        {
            if (_identities.TryGetValue(identity, out StoredIdentity? known) && IsOver(known, nowTicks))
            {
                Forget(known);
                known = null;
            }

            if (known is not null && ExposureHistory.Contains(known.Buffer.AsSpan(0, known.Length), record.EventId, record.Event))
            {
                return false;
            }

            known ??= AddNew(identity, nowTicks);
            MakeRoom(known);
            Append(known, record);
            known.LastTicks = Math.Max(known.LastTicks, nowTicks);
            known.Order.Remove(known.Place);
            known.Order.AddLast(known.Place);
            ForgetOld(_listeners, known, nowTicks);
            ForgetOld(_sessions, known, nowTicks);
            ForgetBeyondBounds(known);
            return true;
        }
    }

    /// <summary>
    /// Takes over an identity that was saved; those saved later were recorded for later. An event stamped later than the last
    /// recording becomes as of that: a writer that knew no better let it be ahead.
    /// </summary>
    public void Restore(in ListenerIdentity identity, byte[] history, long lastTicks)
    {
        foreach (ref ExposureRecord record in MemoryMarshal.Cast<byte, ExposureRecord>(history.AsSpan()))
        {
            record.UtcTicks = record.IsMark ? record.UtcTicks : Math.Min(record.UtcTicks, lastTicks);
        }

        lock (_gate)
        {
            if (_identities.TryGetValue(identity, out StoredIdentity? known))
            {
                history = [.. known.Buffer.AsSpan(0, known.Length), .. history];
                history = ExposureHistory.Compact(history, AdSelectLimits.MaxHistoryRecords);
                Remove(known);
            }

            StoredIdentity restored = Add(identity, history, history.Length);
            restored.LastTicks = lastTicks;
            restored.ForgottenTicks = ExposureHistory.IncompleteUntil(history)?.UtcTicks ?? -1;
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

    // Who comes back after having been forgotten goes on with a mark.
    private StoredIdentity AddNew(in ListenerIdentity identity, long nowTicks)
    {
        StoredIdentity added = Add(identity, new byte[FirstRecords * ExposureRecord.Length], 0);
        added.LastTicks = nowTicks;
        added.ForgottenTicks = ForgottenOf(identity, nowTicks);
        if (added.ForgottenTicks >= 0)
        {
            Append(added, ExposureRecord.Mark(added.ForgottenTicks));
        }

        return added;
    }

    private static void Append(StoredIdentity known, in ExposureRecord record)
    {
        MemoryMarshal.Write(known.Buffer.AsSpan(known.Length), record);
        known.Length += ExposureRecord.Length;
    }

    // Readers may hold the old buffer, so a compacted or longer history always gets a new one.
    private void MakeRoom(StoredIdentity known)
    {
        if (known.Length / ExposureRecord.Length >= retention.MaxRecords)
        {
            ReadOnlySpan<ExposureRecord> records = ExposureHistory.RecordsOf(known.Buffer.AsSpan(0, known.Length));
            List<ExposureRecord> kept = HistoryCompaction.Run(records, Math.Max(1, retention.MaxRecords * 3 / 4));
            byte[] compacted = new byte[(kept.Count + (kept.Count / 4) + 1) * ExposureRecord.Length];
            MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(kept)).CopyTo(compacted);
            Replace(known, compacted);
            known.Length = kept.Count * ExposureRecord.Length;
            known.ForgottenTicks = kept[0].IsMark ? kept[0].UtcTicks : -1;
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

    private void ForgetOld(LinkedList<StoredIdentity> order, StoredIdentity kept, long nowTicks)
    {
        while (order.First?.Value is { } first && first != kept && IsOver(first, nowTicks))
        {
            Forget(first);
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

            marksOf(victim.Identity.Kind).Add(victim.Identity, LatestOf(victim));
            Remove(victim);
            Interlocked.Increment(ref _forgotten);
        }
    }

    // By the clock of whoever calls, which may be wrong: so a listener leaves a trace. A session has come to its end.
    private void Forget(StoredIdentity known)
    {
        if (ForgottenWith(known) is >= 0 and long untilTicks)
        {
            marksOf(known.Identity.Kind).Add(known.Identity, untilTicks);
        }

        Remove(known);
    }

    private bool IsOver(StoredIdentity known, long nowTicks) => known.LastTicks < nowTicks - retention.AgeOf(known.Identity.Kind).Ticks;

    private static bool IsSession(CapIdentity kind) => kind is CapIdentity.Session or CapIdentity.Break;

    // Until when events are missing once an identity that is over has been forgotten.
    private static long ForgottenWith(StoredIdentity known) => IsSession(known.Identity.Kind) ? -1 : LatestOf(known);

    // What was forgotten of a session that has ended since is not missing from the new one.
    private long ForgottenOf(in ListenerIdentity identity, long nowTicks)
    {
        long untilTicks = marksOf(identity.Kind).UntilOf(identity);
        return IsSession(identity.Kind) && untilTicks < nowTicks - retention.SessionAge.Ticks ? -1 : untilTicks;
    }

    private static long LatestOf(StoredIdentity known)
    {
        long latest = 0;
        foreach (ref readonly ExposureRecord record in ExposureHistory.RecordsOf(known.Buffer.AsSpan(0, known.Length)))
        {
            latest = Math.Max(latest, record.UtcTicks);
        }

        return latest;
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

        /// <summary>Until when events are missing from the history; below 0 when none are.</summary>
        public long ForgottenTicks { get; set; } = -1;
    }
}
