// Small snapshot files with sections of several element types, for the tests of the envelope.
using AdSelect.Snapshots;

namespace AdSelect.Tests.Snapshots;

internal static class SampleSnapshot
{
    public const SectionId Bytes = (SectionId)1;
    public const SectionId Longs = (SectionId)2;
    public const SectionId Empty = (SectionId)7;
    public const SectionId Floats = (SectionId)300;
    public const SectionId Missing = (SectionId)8;

    public static readonly byte[] ByteColumn = [1, 2, 3, 4, 5];
    public static readonly long[] LongColumn = [long.MinValue, -1, 0, 1, long.MaxValue];
    public static readonly float[] FloatColumn = [.. Enumerable.Range(0, 33).Select(i => i / 4f)];

    public static SnapshotHeader Header { get; } = new()
    {
        Generation = 42,
        Currency = "SEK",
        TimeZone = "Europe/Stockholm",
        FirstDayOfWeek = 1,
        LineItemCount = 1_000,
        CampaignCount = 100,
        AdvertiserCount = 10,
        CreativeCount = 3_000,
        DealCount = 2,
    };

    public static SnapshotFile Build()
    {
        var writer = new SnapshotWriter(Header);
        writer.Add<byte>(Bytes, ByteColumn.AsSpan());
        writer.Add(Longs, LongColumn);
        writer.Add<int>(Empty, []);
        writer.Add(Floats, FloatColumn);
        return writer.Build();
    }

    public static byte[] BuildBytes() => Build().Bytes.ToArray();
}
