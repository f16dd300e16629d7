// Files whose every hash fits and whose statements are impossible: refused for what they state, before it is used.
using AdSelect.Snapshots;

namespace AdSelect.Tests.Snapshots;

public sealed class SnapshotForgeryTests
{
    private static readonly ForgedSnapshot _valid = new();

    [Fact]
    public void TheFormatIsWhatTheDocumentSays()
    {
        Assert.Equal(SampleSnapshot.BuildBytes(), _valid.Build());
    }

    [Fact]
    public void ANewerMajorVersionIsRefusedAsNewer()
    {
        Assert.Contains("2.7", Refused(SnapshotError.Newer, _valid with { Major = 2, Minor = 7 }), StringComparison.Ordinal);
        Refused(SnapshotError.Foreign, _valid with { Major = 0 });
    }

    [Fact]
    public void ANewerMinorVersionIsReadAndWhatIsUnknownIsSkipped()
    {
        // A key with a value of arrays and maps: { "future": [ { 1: "a" }, [ nil ] ] }.
        byte[] entry = [0xA6, .. "future"u8, 0x92, 0x81, 0x01, 0xA1, (byte)'a', 0x91, 0xC0];
        ForgedSnapshot newer = _valid with
        {
            Minor = 9,
            Extra = (1, entry),
            Sections = [.. ForgedSnapshot.SampleSections, new ForgedSection(60_000, [1, 2, 3])],
        };
        byte[] bytes = newer.Build();
        SnapshotFile file = SnapshotFile.Read(bytes);
        Assert.Equal(9, file.FormatMinor);
        Assert.Equal(SampleSnapshot.Header, file.Header);
        Assert.Equal(SampleSnapshot.LongColumn, file.Column<long>(SampleSnapshot.Longs).Span);

        bytes[^1] ^= 1;
        Assert.Equal(SnapshotError.Altered, Assert.Throws<SnapshotException>(() => SnapshotFile.Read(bytes)).Error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-64)]
    [InlineData(int.MinValue)]
    [InlineData(64)]
    [InlineData(1 << 20)]
    [InlineData(int.MaxValue)]
    [InlineData(long.MaxValue)]
    public void SectionsThatOverlapOrStandOutsideAreRefused(long offset)
    {
        string message = Refused(SnapshotError.Inconsistent, WithSecond(section => section with { StatedOffset = offset }));
        Assert.Contains($"section {(SectionId)2}", message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(0)]
    [InlineData(39)]
    [InlineData(41)]
    [InlineData(int.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void LengthsThatAreNotTheSectionsAreRefused(long length)
    {
        SnapshotException refusal = Assert.Throws<SnapshotException>(() => Read(WithSecond(section => section with { StatedLength = length })));

        // Two lengths that need equal padding differ first in the bytes between the sections.
        Assert.True(refusal.Error is SnapshotError.Inconsistent or SnapshotError.Altered, refusal.Message);
    }

    [Fact]
    public void TheLastSectionEndsWithTheFile()
    {
        ForgedSection[] sections = [new(1, [1, 2, 3]) { StatedLength = 2 }];
        Refused(SnapshotError.Inconsistent, _valid with { Sections = sections });
        sections = [new(1, [1, 2, 3]) { StatedLength = 4 }];
        Refused(SnapshotError.Inconsistent, _valid with { Sections = sections });
    }

    [Fact]
    public void IdsThatDoNotAscendAreRefused()
    {
        Refused(SnapshotError.Inconsistent, _valid with { Sections = [new(2, [1]), new(2, [1])] });
        Refused(SnapshotError.Inconsistent, _valid with { Sections = [new(3, [1]), new(2, [1])] });
    }

    [Fact]
    public void AHashThatIsNotTheSectionsIsRefused()
    {
        Refused(SnapshotError.Altered, WithSecond(section => section with { StatedHash = new byte[16] }));
        Refused(SnapshotError.Inconsistent, WithSecond(section => section with { StatedHash = new byte[15] }));
        Refused(SnapshotError.Inconsistent, WithSecond(section => section with { StatedHash = [] }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(-100_000)]
    [InlineData(1_000_000_000)]
    [InlineData(100_000_000_000)]
    public void AWrongTotalIsRefused(long error)
    {
        SnapshotException refusal = Assert.Throws<SnapshotException>(() => Read(_valid with { LengthError = error }));
        Assert.Equal(error > int.MaxValue ? SnapshotError.Inconsistent : SnapshotError.Truncated, refusal.Error);
    }

    [Fact]
    public void CountsAreCheckedAgainstLimitsAndBytes()
    {
        Refused(SnapshotError.Inconsistent, _valid with { LineItems = -1 });
        Refused(SnapshotError.Inconsistent, _valid with { LineItems = long.MaxValue });
        Refused(SnapshotError.TooLarge, _valid with { LineItems = int.MaxValue });
        Refused(SnapshotError.Inconsistent, _valid with { SectionCount = 3 });
        Refused(SnapshotError.Inconsistent, _valid with { SectionCount = 5 });
        Refused(SnapshotError.Inconsistent, _valid with { SectionCount = int.MaxValue });
        Refused(SnapshotError.Inconsistent, _valid with { Elements = 14 });
        Refused(SnapshotError.Inconsistent, _valid with { Elements = uint.MaxValue });
        ForgedSection[] many = [.. Enumerable.Range(0, SnapshotFormat.MaxSections + 1).Select(id => new ForgedSection((ushort)id, []))];
        Refused(SnapshotError.TooLarge, _valid with { Sections = many });
        Assert.Equal(SnapshotFormat.MaxSections, Read(_valid with { Sections = many[1..] }).Sections.Length);
    }

    [Theory]
    [InlineData("generation")]
    [InlineData("currency")]
    [InlineData("timeZone")]
    [InlineData("firstDayOfWeek")]
    [InlineData("deals")]
    [InlineData("fileLength")]
    [InlineData("sections")]
    public void AMissingFactIsNamed(string key)
    {
        Assert.Contains(key, Refused(SnapshotError.Inconsistent, _valid with { Without = key }), StringComparison.Ordinal);
    }

    [Fact]
    public void HeadersOfAnotherFormAreRefused()
    {
        byte[] generation = [0xAA, .. "generation"u8];
        Assert.Contains("twice", Refused(SnapshotError.Inconsistent, _valid with { Extra = (1, [.. generation, 0x01]) }), StringComparison.Ordinal);
        Refused(SnapshotError.Inconsistent, _valid with { Without = "generation", Extra = (1, [.. generation, 0xC0]) });
        Refused(SnapshotError.Inconsistent, _valid with { Without = "currency", Extra = (1, [0xA8, .. "currency"u8, 0xC0]) });
        Refused(SnapshotError.Inconsistent, _valid with { Extra = (1, [0xC0]) });
        Refused(SnapshotError.Inconsistent, _valid with { AfterMap = [0xC0] });
        Refused(SnapshotError.Inconsistent, _valid with { Header = [] });
        Refused(SnapshotError.Inconsistent, _valid with { Header = [0x90] });
        Refused(SnapshotError.Inconsistent, _valid with { Header = [0xC1] });
        Refused(SnapshotError.Inconsistent, _valid with { Header = [0xDF, 0xFF, 0xFF, 0xFF, 0xFF] });
        Refused(SnapshotError.Inconsistent, _valid with { Header = [0x81, 0xDB, 0xFF, 0xFF, 0xFF, 0xFF] });
        Refused(SnapshotError.TooLarge, _valid with { Header = new byte[SnapshotFormat.MaxHeaderLength + 1] });
    }

    [Theory]
    [InlineData(0x91)]
    [InlineData(0x81)]
    public void AHeaderNestedWithoutEndDoesNotExhaustTheStack(byte code)
    {
        byte[] entry = [0xA1, (byte)'x', .. Enumerable.Repeat(code, 1_000_000)];
        Refused(SnapshotError.Inconsistent, _valid with { Extra = (1, entry) });
    }

    [Fact]
    public void RandomHeadersAreNeverMoreThanRefused()
    {
        var random = new Random(20260704);
        byte[] codes = [0x81, 0x91, 0xA1, 0xC0, 0xC4, 0xC6, 0xC7, 0xCD, 0xD2, 0xD9, 0xDC, 0xDD, 0xDE, 0xDF, 0x00, 0xFF];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] header = new byte[random.Next(64)];
            random.NextBytes(header);
            for (int at = 0; at < header.Length; at += 1 + random.Next(4))
            {
                header[at] = codes[random.Next(codes.Length)];
            }

            Refused(SnapshotError.Inconsistent, _valid with { Header = header, Sections = [] });
        }
    }

    private static ForgedSnapshot WithSecond(Func<ForgedSection, ForgedSection> change)
        => _valid with { Sections = [.. ForgedSnapshot.SampleSections.Select((section, i) => i == 1 ? change(section) : section)] };

    private static SnapshotFile Read(ForgedSnapshot forged) => SnapshotFile.Read(forged.Build());

    private static string Refused(SnapshotError error, ForgedSnapshot forged)
    {
        SnapshotException refusal = Assert.Throws<SnapshotException>(() => Read(forged));
        Assert.True(error == refusal.Error, $"{refusal.Error} instead of {error}: {refusal.Message}");
        return refusal.Message;
    }
}
