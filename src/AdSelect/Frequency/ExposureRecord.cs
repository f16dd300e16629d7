// The byte form of one exposure: 80 bytes that need nothing before or after them.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AdSelect.Frequency;

/// <summary>
/// One record of a history, little-endian. Record after record is a history, so that appending is writing 80 bytes at its end, and
/// two histories one after the other are one history.
/// <code>
///  0 EventId   8 LineItem   16 Creative   24 Campaign   32 Advertiser   40 UtcTicks
/// 48 Session  52 Break  56 Categories 5 × u32  76 Version  77 Kind (bits 0 to 2: event; bit 7: not toward parents)  78 Count
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Length)]
internal struct ExposureRecord
{
    public const int Length = 80;
    public const byte CurrentVersion = 0xE1;

    private const byte EventBits = 0x07;
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

    /// <summary>True when the record is one that <see cref="Of"/> could have made, as far as its form tells.</summary>
    public readonly bool IsValid
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Version == CurrentVersion & (Kind & ~NotTowardParentsBit) <= (byte)AdEvent.Conversion & Count != 0 & EventId != 0
            & (ulong)UtcTicks <= (ulong)DateTime.MaxValue.Ticks;
    }

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
        Kind = (byte)((byte)exposure.Event | (exposure.CountsTowardParents ? 0 : NotTowardParentsBit)),
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
        Count = Count,
    };

    /// <summary>The same event, whatever else the two state.</summary>
    public readonly bool IsSameEvent(in ExposureRecord other) => EventId == other.EventId && Event == other.Event;
}
