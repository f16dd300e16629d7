// Layouts of the frozen creatives. They are file format: every change here is a change of format version.
using System.Runtime.InteropServices;

namespace AdSelect.Indexing;

[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 24)]
internal struct CreativeRow
{
    /// <summary>XxHash3 of the id, by which exposures know it.</summary>
    public ulong Key;

    /// <summary>Index of what decides whether it fits a slot.</summary>
    public int Supply;

    public int CapSet;
    public int Advertiser;

    /// <summary>Index of a language text; 0 means none.</summary>
    public ushort Language;
}

/// <summary>What slots ask of a creative. A catalog has many creatives and few kinds of them, so these stay in the cache.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 56)]
internal record struct SupplyRow
{
    /// <summary><see cref="MimeType"/> of a creative that states none.</summary>
    public const byte NoMimeType = 255;

    public long FlightStartTicks;
    public long FlightEndTicks;
    public ulong Attributes;
    public ulong ApiFrameworks;
    public int DurationMilliseconds;
    public int CategorySet;
    public AdFormat Format;
    public CreativeApproval Approval;
    public byte Skippable;
    public byte MimeType;
    public ushort Width;
    public ushort Height;

    /// <summary>Index of a list of companions; list 0 is empty.</summary>
    public int CompanionSet;
}
