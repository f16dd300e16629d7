// What was played in the session so far, for rules over whole breaks.
namespace AdSelect.Frequency;

internal ref partial struct ExposureTable
{
    /// <summary>Where a session is looked up: the first of these identities that is given.</summary>
    private static ReadOnlySpan<CapIdentity> SessionIdentities => [CapIdentity.Session, CapIdentity.Device, CapIdentity.User, CapIdentity.Household];

    /// <summary>The latest impressions of the session, the latest first; of one instant the last recorded is the latest.</summary>
    /// <param name="nowTicks">The instant of the request.</param>
    /// <param name="latest">Filled with as many as there is room for.</param>
    /// <returns>How many there are in it.</returns>
    public readonly int LatestOfSession(long nowTicks, Span<ExposureRecord> latest)
    {
        int count = 0;
        ReadOnlySpan<ExposureRecord> records = SessionRecords(out CapIdentity identity);
        if (records.IsEmpty)
        {
            return 0;
        }

        ref HistoryIndex index = ref Built(identity, records);
        Span<ushort> events = NextOf(index, ExposureKeyKind.Event, records.Length);
        for (int i = 0; i < records.Length; i++)
        {
            if (!IsImpression(records[i]) || events[i] == RepeatedEvents.NotCounted || !IsOfSession(records[i], identity, nowTicks))
            {
                continue;
            }

            long time = records[i].TicksAsOf(nowTicks);
            int at = count < latest.Length ? count++ : latest.Length;
            for (; at > 0 && latest[at - 1].TicksAsOf(nowTicks) <= time; at--)
            {
                if (at < latest.Length)
                {
                    latest[at] = latest[at - 1];
                }
            }

            if (at < latest.Length)
            {
                latest[at] = records[i];
            }
        }

        return count;
    }

    /// <summary>How many impressions there were in a window; of the session only, if none is given.</summary>
    public readonly int CountLoad(CountedTime? window, long nowTicks)
    {
        int count = 0;
        ReadOnlySpan<ExposureRecord> records = SessionRecords(out CapIdentity identity);
        if (records.IsEmpty)
        {
            return 0;
        }

        ref HistoryIndex index = ref Built(identity, records);
        Span<ushort> events = NextOf(index, ExposureKeyKind.Event, records.Length);
        for (int i = 0; i < records.Length; i++)
        {
            bool isMeant = window is { } counted ? counted.Contains(records[i].UtcTicks) : IsOfSession(records[i], identity, nowTicks);
            bool counts = isMeant && IsImpression(records[i]) && events[i] != RepeatedEvents.NotCounted;
            count += counts ? records[i].Count : 0;
        }

        return count;
    }

    private static bool IsImpression(in ExposureRecord record) => record.Event == AdEvent.Impression;

    // A session's own history may leave its id out.
    private readonly bool IsOfSession(in ExposureRecord record, CapIdentity identity, long nowTicks)
    {
        uint session = SessionId.Folded;
        return session == 0
            ? identity == CapIdentity.Session
            : record.IsIn(record.Session, session, nowTicks) || (identity == CapIdentity.Session && record.Session == 0);
    }

    private readonly ReadOnlySpan<ExposureRecord> SessionRecords(out CapIdentity identity)
    {
        foreach (CapIdentity candidate in SessionIdentities)
        {
            if (IsGiven(candidate))
            {
                identity = candidate;
                return RecordsOf(candidate);
            }
        }

        identity = CapIdentity.Session;
        return [];
    }
}
