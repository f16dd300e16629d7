// The histories of a request, folded on first use so that the events of one creative, line item, campaign or advertiser are found.
using System.Runtime.CompilerServices;

namespace AdSelect.Frequency;

/// <summary>What the events of a history are found by. The values are places in the table.</summary>
internal enum ExposureKeyKind
{
    Event = 0,
    LineItem = 1,
    Creative = 2,
    Campaign = 3,
    Advertiser = 4,
}

/// <summary>Where the chains of one history are, and what is known of its order.</summary>
internal struct HistoryIndex
{
    public int FirstLink;
    public int Mask;
    public bool IsBuilt;

    /// <summary>Bit n: the chains of the n-th kind of key are there.</summary>
    public int ChainedKinds;

    /// <summary>The last instant of which events may have been forgotten; below 0 when none were.</summary>
    public long ForgottenTicks;

    /// <summary>
    /// How much later than an earlier record an event may have happened before: a walk from the last to the first may end once this far beyond its
    /// window.
    /// </summary>
    public long LatenessTicks;
}

/// <summary>
/// For every kind of key, heads of chains by the key's hash, and for every record the next of its chain, the last recorded first. Links
/// are 1 + a record's place; 0 ends a chain. Repeated events and marks are in no chain. Memory is the caller's, 16 bits a link.
/// </summary>
internal ref partial struct ExposureTable
{
    public const int Identities = 5;
    private const int KeyKinds = 5;
    private const int SmallestTable = 16;

    private ReadOnlySpan<ExposureRecord> _user;
    private ReadOnlySpan<ExposureRecord> _device;
    private ReadOnlySpan<ExposureRecord> _household;
    private ReadOnlySpan<ExposureRecord> _session;
    private ReadOnlySpan<ExposureRecord> _break;
    private Span<ushort> _links;
    private Span<HistoryIndex> _indexes;
    private byte _complete;

    /// <summary>The session under way.</summary>
    public ExposureKey SessionId { readonly get; private set; }

    /// <summary>The ad break under way.</summary>
    public ExposureKey BreakId { readonly get; private set; }

    /// <summary>Takes histories, to be folded on first use. A table that takes none counts nothing.</summary>
    /// <param name="histories">Valid histories, none beyond <see cref="AdSelectLimits.MaxHistoryRecords"/>.</param>
    /// <param name="links">As many as <see cref="LinksFor"/> says; need not be zero.</param>
    /// <param name="indexes"><see cref="Identities"/> of them; need not be zero.</param>
    public void Begin(scoped in ExposureHistories histories, Span<ushort> links, Span<HistoryIndex> indexes)
    {
        SessionId = histories.SessionId;
        BreakId = histories.BreakId;
        _complete = histories.Complete;
        if (links.IsEmpty)
        {
            return;
        }

        _user = ExposureHistory.RecordsOf(histories.User);
        _device = ExposureHistory.RecordsOf(histories.Device);
        _household = ExposureHistory.RecordsOf(histories.Household);
        _session = ExposureHistory.RecordsOf(histories.Session);
        _break = ExposureHistory.RecordsOf(histories.Break);
        _links = links;
        _indexes = indexes;
        int first = 0;
        for (int i = 0; i < Identities; i++)
        {
            int records = RecordsOf((CapIdentity)i).Length;
            int heads = HeadsFor(records);
            indexes[i] = new HistoryIndex { FirstLink = first, Mask = heads - 1 };
            first += KeyKinds * (heads + records);
        }
    }

    /// <summary>Links that the table of some histories takes.</summary>
    public static int LinksFor(in ExposureHistories histories)
    {
        int links = 0;
        for (int i = 0; i < Identities && histories.IsAnyGiven; i++)
        {
            int records = ExposureHistory.RecordCount(histories[(CapIdentity)i]);
            links += KeyKinds * (HeadsFor(records) + records);
        }

        return links;
    }

    public readonly bool IsComplete(CapIdentity identity) => ((_complete >> (int)identity) & 1) != 0;

    /// <summary>True when an event of a window may be missing from an identity's history.</summary>
    public readonly bool MayLack(CapIdentity identity, in CountedTime window, long nowTicks)
    {
        ReadOnlySpan<ExposureRecord> records = RecordsOf(identity);
        return !IsComplete(identity)
            || (!records.IsEmpty && Built(identity, records).ForgottenTicks is >= 0 and long forgotten && window.MayLack(forgotten, nowTicks));
    }

    /// <summary>True when the identity is known, or some of what it met is.</summary>
    public readonly bool IsGiven(CapIdentity identity) => IsComplete(identity) || !RecordsOf(identity).IsEmpty;

    private readonly ReadOnlySpan<ExposureRecord> RecordsOf(CapIdentity identity) => identity switch
    {
        CapIdentity.User => _user,
        CapIdentity.Device => _device,
        CapIdentity.Household => _household,
        CapIdentity.Session => _session,
        _ => _break,
    };

    /// <summary>Counts events of one key that happened in a window and that a filter takes, until there are <paramref name="enough"/>.</summary>
    public readonly int Count<TFilter>(CapIdentity identity, ExposureKeyKind kind, ulong key, in CountedTime window, in TFilter filter, int enough)
        where TFilter : struct, IExposureFilter
    {
        ReadOnlySpan<ExposureRecord> records = RecordsOf(identity);
        if (records.IsEmpty)
        {
            return 0;
        }

        ref HistoryIndex index = ref Built(identity, records);
        Chain(ref index, kind, records);
        Span<ushort> heads = HeadsOf(index, kind, records.Length);
        Span<ushort> next = NextOf(index, kind, records.Length);
        long end = window.FromTicks - index.LatenessTicks;
        int count = 0;
        for (int link = heads[RepeatedEvents.Slot(key, index.Mask)]; link != 0; link = next[link - 1])
        {
            ref readonly ExposureRecord record = ref records[link - 1];
            if (record.UtcTicks < end)
            {
                break;
            }

            if (KeyOf(record, kind) == key && window.Contains(record.UtcTicks) && filter.Takes(record))
            {
                count += record.Count;
                if (count >= enough)
                {
                    break;
                }
            }
        }

        return count;
    }

    /// <summary>As <see cref="Count{TFilter}"/>, of the events of a category: every record is looked at.</summary>
    public readonly int CountCategory<TFilter>(CapIdentity identity, ulong category, in CountedTime window, in TFilter filter, int enough)
        where TFilter : struct, IExposureFilter
    {
        ReadOnlySpan<ExposureRecord> records = RecordsOf(identity);
        if (records.IsEmpty)
        {
            return 0;
        }

        ref HistoryIndex index = ref Built(identity, records);
        Span<ushort> events = NextOf(index, ExposureKeyKind.Event, records.Length);
        uint folded = ExposureKey.Fold(category);
        int count = 0;
        for (int i = records.Length - 1; i >= 0 && count < enough; i--)
        {
            ref readonly ExposureRecord record = ref records[i];
            bool isMeant = window.Contains(record.UtcTicks) && ((ReadOnlySpan<uint>)record.Categories).Contains(folded);
            count += isMeant && events[i] != RepeatedEvents.NotCounted && filter.Takes(record) ? record.Count : 0;
        }

        return count;
    }

    /// <summary>
    /// The creative of a line item's latest impression, 0 when there is none; of impressions of one instant the last recorded is the latest.
    /// </summary>
    public readonly ulong LatestCreative(CapIdentity identity, ulong lineItem, long nowTicks)
    {
        ReadOnlySpan<ExposureRecord> records = RecordsOf(identity);
        if (records.IsEmpty)
        {
            return 0;
        }

        ref HistoryIndex index = ref Built(identity, records);
        Chain(ref index, ExposureKeyKind.LineItem, records);
        Span<ushort> next = NextOf(index, ExposureKeyKind.LineItem, records.Length);
        ulong creative = 0;
        long latest = -1;
        for (int link = HeadsOf(index, ExposureKeyKind.LineItem, records.Length)[RepeatedEvents.Slot(lineItem, index.Mask)]; link != 0; link = next[link - 1])
        {
            ref readonly ExposureRecord record = ref records[link - 1];
            if (record.LineItem == lineItem && record.Event == AdEvent.Impression && record.TicksAsOf(nowTicks) > latest)
            {
                latest = record.TicksAsOf(nowTicks);
                creative = record.Creative;
            }
        }

        return creative;
    }

    private static int HeadsFor(int records) =>
        records == 0 ? 0 : Math.Max(SmallestTable, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)records));

    private static ulong KeyOf(in ExposureRecord record, ExposureKeyKind kind) => kind switch
    {
        ExposureKeyKind.LineItem => record.LineItem,
        ExposureKeyKind.Creative => record.Creative,
        ExposureKeyKind.Campaign => record.Campaign,
        ExposureKeyKind.Advertiser => record.Advertiser,
        _ => record.EventId,
    };

    private readonly Span<ushort> HeadsOf(in HistoryIndex index, ExposureKeyKind kind, int records) =>
        _links.Slice(index.FirstLink + ((int)kind * (index.Mask + 1 + records)), index.Mask + 1);

    private readonly Span<ushort> NextOf(in HistoryIndex index, ExposureKeyKind kind, int records) =>
        _links.Slice(index.FirstLink + ((int)kind * (index.Mask + 1 + records)) + index.Mask + 1, records);

    private readonly ref HistoryIndex Built(CapIdentity identity, ReadOnlySpan<ExposureRecord> records)
    {
        ref HistoryIndex index = ref _indexes[(int)identity];
        if (!index.IsBuilt)
        {
            Build(ref index, records);
        }

        return ref index;
    }

    private readonly void Build(ref HistoryIndex index, ReadOnlySpan<ExposureRecord> records)
    {
        Span<ushort> notes = NextOf(index, ExposureKeyKind.Event, records.Length);
        RepeatedEvents.Note(records, HeadsOf(index, ExposureKeyKind.Event, records.Length), notes);
        long latest = 0;
        index.LatenessTicks = 0;
        index.ForgottenTicks = -1;
        index.ChainedKinds = 0;
        for (int i = 0; i < records.Length; i++)
        {
            ref readonly ExposureRecord record = ref records[i];
            if (notes[i] == RepeatedEvents.NotCounted)
            {
                index.ForgottenTicks = record.IsMark ? Math.Max(index.ForgottenTicks, record.UtcTicks) : index.ForgottenTicks;
                continue;
            }

            latest = Math.Max(latest, record.UtcTicks);
            index.LatenessTicks = Math.Max(index.LatenessTicks, latest - record.UtcTicks);
        }

        index.IsBuilt = true;
    }

    // The chains of one kind of key, once a cap asks for it: most requests ask for one or two.
    private readonly void Chain(ref HistoryIndex index, ExposureKeyKind kind, ReadOnlySpan<ExposureRecord> records)
    {
        if ((index.ChainedKinds >> (int)kind & 1) != 0)
        {
            return;
        }

        index.ChainedKinds |= 1 << (int)kind;
        Span<ushort> notes = NextOf(index, ExposureKeyKind.Event, records.Length);
        Span<ushort> heads = HeadsOf(index, kind, records.Length);
        Span<ushort> next = NextOf(index, kind, records.Length);
        heads.Clear();
        for (int i = 0; i < records.Length; i++)
        {
            if (notes[i] != RepeatedEvents.NotCounted)
            {
                ref ushort head = ref heads[RepeatedEvents.Slot(KeyOf(records[i], kind), index.Mask)];
                next[i] = head;
                head = (ushort)(i + 1);
            }
        }
    }
}

/// <summary>What a cap asks of an event beside its key and its time. A struct, so that the JIT inlines it.</summary>
internal interface IExposureFilter
{
    bool Takes(in ExposureRecord record);
}
