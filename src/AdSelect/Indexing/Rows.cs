// Layouts of the frozen tables, one struct each. They are file format: every change here is a change of format version.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AdSelect.Indexing;

[Flags]
internal enum LineItemFlags : ushort
{
    None = 0,
    Paused = 1,
    House = 2,
    UtcDayparts = 4,
    SuitableForChildren = 8,
    NeedsPersonalData = 16,
    AllowsSameAdvertiser = 32,
    PaysOwnBid = 64,
    PaysSecondPrice = 128,

    /// <summary>A cap or recency lies on it, its campaign or its advertiser.</summary>
    Capped = 256,

    /// <summary>A cap or recency lies on one of its creatives.</summary>
    CreativesCapped = 512,

    /// <summary>It or its campaign is bound to an arm of an experiment.</summary>
    InExperiment = 1024,

    /// <summary>Its creatives serve only with a companion, or with all of them.</summary>
    NeedsCompanion = 2048,

    /// <summary>Its creatives serve only with all of their companions; <see cref="NeedsCompanion"/> is set too.</summary>
    NeedsAllCompanions = 4096,
}

/// <summary>
/// What the gates after matching ask of a line item: one cache line, in rank order.
/// <code>
///  0 FlightStartTicks   8 FlightEndTicks   16 EffectiveCpmMicros   24 QualityMillionths  28 Campaign
/// 32 Advertiser  36 Deal  40 ConsentPurposes  44 FirstCreative
/// 48 DaypartGrid  50 CreativeCount  51 Tier  52 Flags  54 PriceModel  55 Rotation  56 Program
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 64)]
internal struct LineItemRow
{
    public long FlightStartTicks;
    public long FlightEndTicks;
    public long EffectiveCpmMicros;
    public uint QualityMillionths;
    public int Campaign;
    public int Advertiser;
    public int Deal;
    public uint ConsentPurposes;
    public int FirstCreative;
    public ushort DaypartGrid;
    public byte CreativeCount;
    public byte Tier;
    public LineItemFlags Flags;
    public PriceModel PriceModel;
    public CreativeRotation Rotation;
    public int Program;

    /// <summary>The rank score that the catalog gives it: see <see cref="ExactScore"/>.</summary>
    public readonly UInt128 RankScore => ExactScore.Of(EffectiveCpmMicros, ExactScore.Factor(QualityMillionths, ExactScore.One));

    public readonly bool Has(LineItemFlags flag) => (Flags & flag) != 0;
}

/// <summary>One frequency cap, or the least time between exposures.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 32)]
internal struct CapRow
{
    /// <summary><see cref="Window"/> of a cap that states the least time since the last exposure.</summary>
    public const byte RecencyWindow = 7;

    public long WindowTicks;
    public ulong CategoryKey;
    public int Limit;
    public AdEvent Event;
    public CapIdentity Identity;
    public CapScope Scope;
    public MissingIdentity Missing;
    public byte Window;

    public readonly bool IsCalendar => Window is (byte)CapWindowKind.Day or (byte)CapWindowKind.Week or (byte)CapWindowKind.Month;
}

[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 40)]
internal struct CampaignRow
{
    /// <summary>XxHash3 of the id, by which exposures know it.</summary>
    public ulong Key;

    public long BudgetMicros;
    public long GoalCount;
    public int Advertiser;
    public int CapSet;
    public AdEvent GoalEvent;
    public byte Paused;
    public ArmBinding Experiment;
}

[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 24)]
internal struct AdvertiserRow
{
    /// <summary>XxHash3 of the id, by which exposures know it.</summary>
    public ulong Key;

    /// <summary>Index of a key set: hashes of the domains and of every domain above them.</summary>
    public int DomainSet;

    /// <summary>Index of a key set: hashes of the categories and of every category above them.</summary>
    public int CategorySet;

    public int CapSet;
    public byte Paused;
}

[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 24)]
internal struct DealRow
{
    public ulong Key;

    /// <summary>−1 means none.</summary>
    public long FloorMicros;

    public DealPrice Price;
}

/// <summary>How a request's values of an attribute find their class, and with it their rows.</summary>
internal enum ClassMode : byte
{
    /// <summary>Nothing but known or missing: classes 0 (missing) and 1 (known).</summary>
    Presence = 0,

    /// <summary>Every listed value has a class of its own: 0 missing, 1 unlisted, 2 and up the values. Rows decide exactly.</summary>
    Values = 1,

    /// <summary>Values share buckets: 0 missing, 1 unlisted, 2 and up the buckets. Rows narrow; record or program decides.</summary>
    Buckets = 2,

    /// <summary>Numbers between two cuts share a class: 0 missing, 1 below the first cut, and so on. Rows decide exactly.</summary>
    Intervals = 3,
}

[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 48)]
internal struct AttributeRow
{
    /// <summary>Classes that one attribute may have.</summary>
    public const int MaxClasses = 320;

    public ulong Key;

    /// <summary>
    /// Index of class 0 in a partition's row directory; <see cref="ClassCount"/> classes follow, then the row of those that are kept
    /// for several values whatever those are.
    /// </summary>
    public int FirstClass;

    public int ClassCount;
    public int FirstValue;
    public int ValueCount;
    public int FirstCut;
    public int CutCount;
    public AttributeKind Kind;
    public ClassMode Mode;
    public byte Personal;

    public readonly int MultiClass => FirstClass + ClassCount;

    public readonly bool RowsDecide => Mode is ClassMode.Values or ClassMode.Intervals;
}

/// <summary>One partition of the matching image: the line items that one format can serve.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 40)]
internal struct PartitionRow
{
    public int FirstEntry;
    public int EntryCount;

    /// <summary>Index of its first block among all partitions' blocks.</summary>
    public int FirstBlock;

    public int BlockCount;
    public int RowCount;

    /// <summary>64-bit summary words of one row.</summary>
    public int SummaryWords;

    /// <summary>Index of its first 64-bit word in the block rows.</summary>
    public long FirstRowWord;

    /// <summary>Index of its first 64-bit word in the summaries.</summary>
    public int FirstSummaryWord;

    /// <summary>Row of the entries whose line item has an earlier partition too, or <see cref="RowDirectory.None"/>.</summary>
    public int SecondaryRow;

    /// <summary>Place of a line item among the partition's entries, which ascend by ordinal; negative when it has none.</summary>
    public readonly int Find(ReadOnlySpan<EntryRecord> allEntries, int lineItem)
    {
        int low = 0;
        int high = EntryCount - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int found = allEntries[FirstEntry + middle].LineItem;
            if (found == lineItem)
            {
                return middle;
            }

            if (found < lineItem)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }
}

internal static class RowDirectory
{
    /// <summary>Every entry: no row is needed.</summary>
    public const int All = -1;

    /// <summary>No entry: no row is needed.</summary>
    public const int None = -2;
}

/// <summary>
/// What matching asks of an entry once its rows agree: half a cache line.
/// <code>
///  0 LineItem   4 Program (bit 31: rows and tokens do not decide)   8 any-of tokens 6 × u16   20 none-of tokens 4 × u16   28 Lead
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 32)]
internal struct EntryRecord
{
    public const int AnySlots = 6;
    public const int NoneSlots = 4;
    public const uint NeedsProgramBit = 1u << 31;

    public int LineItem;

    /// <summary>1 + first word of the targeting program, 0 without targeting; <see cref="NeedsProgramBit"/> when only the program decides.</summary>
    public uint Program;

    public AnyTokens Any;
    public NoneTokens None;

    /// <summary>Supply row of the attached creative most likely to fit a slot of the partition's format; −1 without creatives.</summary>
    public int Lead;

    [InlineArray(AnySlots)]
    public struct AnyTokens
    {
        private ushort _first;
    }

    [InlineArray(NoneSlots)]
    public struct NoneTokens
    {
        private ushort _first;
    }
}

/// <summary>Tokens with a fixed meaning.</summary>
internal static class Tokens
{
    /// <summary>Never in a request: pads none-of slots.</summary>
    public const ushort Never = 0;

    /// <summary>In every request: fills the any-of slots of entries without an any-of.</summary>
    public const ushort Always = 1;

    /// <summary>The first token of a value.</summary>
    public const int First = 2;

    /// <summary>Tokens a snapshot can have.</summary>
    public const int Limit = ushort.MaxValue + 1;
}

/// <summary>A circle of a <c>near</c> predicate, with its unit vector so that most tests are one dot product.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 64)]
internal struct CircleRow
{
    public double Latitude;
    public double Longitude;
    public double Kilometers;
    public double X;
    public double Y;
    public double Z;

    /// <summary>A dot product below it is certainly outside.</summary>
    public double CosineOutside;

    /// <summary>A dot product above it is certainly inside.</summary>
    public double CosineInside;
}
