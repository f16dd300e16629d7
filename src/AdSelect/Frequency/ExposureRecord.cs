// The byte form of one exposure: 80 bytes that need nothing before or after them.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AdSelect.Frequency;

/// <summary>
/// One record of a history, little-endian. Record after record is a history, so that appending is writing 80 bytes at its end, and
/// two histories one after the other are one history.
/// <code>
///  0 EventId   8 LineItem   16 Creative   24 Campaign   32 Advertiser   40 UtcTicks
/// 48 Session  52 Break  56 Categories 5 × u32  76 Version  77 Kind  78 Count
/// </code>
/// Bits 0 to 2 of Kind are the event, bit 6 says that it joins events of several sessions or breaks, bit 7 that it does not count toward
/// parents. Kind 5 is no event but a mark: events until its time were forgotten. Its id is its time, so that equal marks are one.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Length)]
internal struct ExposureRecord
{
    public const int Length = 80;
    public const byte CurrentVersion = 0xE1;

    private const byte EventBits = 0x07;
    private const byte MarkKind = 0x05;
    private const byte SeveralBit = 0x40;
    private const byte NotTowardParentsBit = 0x80;

    public ulong EventId;
    public ulong LineItem;
    public ulong Creative;
    public ulong Campaign;
    public ulong Advertiser;
    public long UtcTicks;
    public uint Session;
    public uint Break;
    public Exposure.CategoryKeys Categories;
    public byte Version;
    public byte Kind;
    public ushort Count;

    public readonly AdEvent Event => (AdEvent)(Kind & EventBits);

    public readonly bool CountsTowardParents => (Kind & NotTowardParentsBit) == 0;

    /// <summary>True for a mark: no event, but the news that events until <see cref="UtcTicks"/> were forgotten.</summary>
    public readonly bool IsMark => Kind == MarkKind;

    /// <summary>True when it joins events of several sessions or breaks, of which it names the last.</summary>
    public readonly bool IsOfSeveral => (Kind & SeveralBit) != 0;

    /// <summary>True when the record is one that this library could have made, as far as its form tells.</summary>
    public readonly bool IsValid
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Version == CurrentVersion & ((Kind & ~(NotTowardParentsBit | SeveralBit)) <= (byte)AdEvent.Conversion | Kind == MarkKind)
            & Count != 0 & EventId != 0 & (ulong)UtcTicks <= (ulong)DateTime.MaxValue.Ticks;
    }

    /// <summary>The mark that events until an instant were forgotten.</summary>
    public static ExposureRecord Mark(long utcTicks) => new()
    {
        EventId = (ulong)Math.Max(1, utcTicks),
        UtcTicks = utcTicks,
        Version = CurrentVersion,
        Kind = MarkKind,
        Count = 1,
    };

    public static ExposureRecord Of(in Exposure exposure) => new()
    {
        EventId = exposure.Id.Value,
        LineItem = exposure.LineItemKey,
        Creative = exposure.CreativeKey,
        Campaign = exposure.CampaignKey,
        Advertiser = exposure.AdvertiserKey,
        UtcTicks = exposure.Time.UtcTicks,
        Session = exposure.SessionId.Folded,
        Break = exposure.BreakId.Folded,
        Categories = exposure.Categories,
        Version = CurrentVersion,
        Kind = (byte)((byte)exposure.Event | (exposure.CountsTowardParents ? 0 : NotTowardParentsBit) | (exposure.JoinsSessions ? SeveralBit : 0)),
        Count = (ushort)exposure.Count,
    };

    public readonly Exposure ToExposure() => new()
    {
        Id = EventId,
        LineItemKey = LineItem,
        CreativeKey = Creative,
        CampaignKey = Campaign,
        AdvertiserKey = Advertiser,
        Time = new DateTimeOffset(UtcTicks, TimeSpan.Zero),
        SessionId = Session,
        BreakId = Break,
        Categories = Categories,
        Event = Event,
        CountsTowardParents = CountsTowardParents,
        JoinsSessions = IsOfSeveral,
        Count = Count,
    };

    /// <summary>
    /// When it happened, as far as one believes it. A stamp a little ahead is a clock a little ahead: it happened now. Of one further
    /// ahead nothing is known, so it happened before all else; otherwise one wrong clock would keep caps shut until its time comes.
    /// </summary>
    public readonly long TicksAsOf(long nowTicks) => UtcTicks <= nowTicks ? UtcTicks : UtcTicks - nowTicks <= CountedTime.MaxSkewTicks ? nowTicks : 0;

    /// <summary>
    /// Whether it counts toward a session or a break: as one of it, or, where joining has left only the last of several, as what may be
    /// one of it for a day.
    /// </summary>
    /// <param name="of">What the record keeps of its session, or of its break.</param>
    /// <param name="asked">The session or break asked about.</param>
    /// <param name="nowTicks">The instant of the request.</param>
    public readonly bool IsIn(uint of, uint asked, long nowTicks) => of == asked || (IsOfSeveral && nowTicks - TicksAsOf(nowTicks) < TimeSpan.TicksPerDay);

    /// <summary>This and an earlier event that caps cannot tell apart but by time, session and break, as one.</summary>
    public readonly ExposureRecord JoinedWith(in ExposureRecord earlier)
    {
        ExposureRecord sum = this;
        sum.Count = (ushort)Math.Min(ushort.MaxValue, Count + earlier.Count);
        bool isSame = Session == earlier.Session && Break == earlier.Break && !earlier.IsOfSeveral;
        sum.Kind = (byte)(Kind | (isSame ? 0 : SeveralBit));
        return sum;
    }

    /// <summary>The kind without what joining adds.</summary>
    public readonly byte CountedKind => (byte)(Kind & ~SeveralBit);

    /// <summary>The same event, whatever else the two state.</summary>
    public readonly bool IsSameEvent(in ExposureRecord other) => EventId == other.EventId && Event == other.Event;
}
