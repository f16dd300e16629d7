// What a store takes and what it refuses: identities, exposures, options, stamps of the future, files of old writers.
using AdSelect.Frequency;
using static AdSelect.Tests.Frequency.StoreSamples;

namespace AdSelect.Tests.Frequency;

public sealed class RecordingTests
{
    // By index: what names a test case has to be text.
    private static readonly string[] s_invalidTexts = ["\ud800", "\udc00", "a\ud83d", "\udc00\ud83d", "\ud83d\ud83d\ude00", new string('a', 200) + "\udbff"];

    public static TheoryData<int> InvalidTexts => [.. Enumerable.Range(0, s_invalidTexts.Length)];

    [Fact]
    public void OneThatCannotBeRecordedKeepsAllFromBeingRecorded()
    {
        var store = new InMemoryExposureStore();
        foreach (RecordedExposure bad in new[]
        {
            new RecordedExposure(Anna, Event(0)), new(Anna, Event(2) with { Event = (AdEvent)5 }), new(Anna with { Id = "" }, Event(2)),
            new(Anna with { Id = "\ud800" }, Event(2)), new(Anna with { Kind = (CapIdentity)5 }, Event(2)), default,
        })
        {
            ArgumentException refused = Assert.Throws<ArgumentException>(() =>
                store.Record([new(Anna, Event(1)), new(Anna, Event(3)), bad, new(Anna, Event(4))], Now));
            Assert.StartsWith("exposures[2]", refused.Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => { _ = store.RecordAsync(new[] { new RecordedExposure(Anna, Event(1)), bad }, Now); });
        }

        Assert.Equal((0, 0L), (store.Read(Anna, Now).Bytes.Length, store.IdentityCount));
    }

    // Half of a surrogate pair, as cookies and headers bring it, becomes U+FFFD as bytes: two such ids would be one.
    [Theory]
    [MemberData(nameof(InvalidTexts))]
    public void TextThatIsNoneIsNoId(int index)
    {
        string id = s_invalidTexts[index];
        var store = new InMemoryExposureStore();
        foreach (CapIdentity kind in Enum.GetValues<CapIdentity>())
        {
            Assert.Throws<ArgumentException>(() => store.Read(new ListenerIdentity(kind, id), Now));
            Assert.Throws<ArgumentException>(() => store.Record(new ListenerIdentity(kind, id), Event(1), Now));
        }

        Assert.Throws<ArgumentException>(() => store.Record(Anna, Event(1) with { Id = id }, Now));
        Assert.True(store.Record(Anna with { Id = "\ud83d\ude00 \ufffd" }, Event(1), Now));
        Assert.Equal(1, Restarted(store).IdentityCount);
    }

    // As a version 1 wrote it: two ids that are no text became one in the file, and events could be stamped ahead.
    [Fact]
    public void AFileOfVersion1IsLoaded()
    {
        using var stream = new MemoryStream();
        var writer = new StoreFile.Writer(stream, version: 1);
        DateTimeOffset ahead = Now.AddYears(10);
        writer.Add(Anna with { Id = "\ufffd" }, ExposureHistory.Append([], Event(1), Now), Now.UtcTicks);
        writer.Add(Anna with { Id = "\ufffd" }, ExposureHistory.Append([], Event(2), Now), Now.UtcTicks);
        writer.Add(Anna, ExposureHistory.Append([], Event(3) with { Time = ahead }, ahead), Now.UtcTicks);
        writer.Complete();
        stream.Position = 0;
        InMemoryExposureStore store = InMemoryExposureStore.Load(stream);
        Assert.Equal(2, store.IdentityCount);
        Assert.Equal([Event(1), Event(2)], ExposureHistory.ReadAll(store.Read(Anna with { Id = "\ufffd" }, Now)));
        Assert.Equal([Event(3)], ExposureHistory.ReadAll(store.Read(Anna, Now)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2_049)]
    [InlineData(3_000)]
    [InlineData(int.MaxValue)]
    public void ARetentionOfTooManyRecordsIsRefusedWhereItIsStated(int records) =>
        Assert.Equal("MaxRecords", Assert.Throws<ArgumentOutOfRangeException>(() => new ExposureRetention { MaxRecords = records }).ParamName);

    [Fact]
    public void AgesAreGreaterThanZeroAndDefaultsAreNoOptions()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExposureRetention { Age = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExposureRetention { SessionAge = -TimeSpan.FromTicks(1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InMemoryExposureStoreOptions { MaxBytes = 0 });
        Assert.Throws<ArgumentException>(() => new InMemoryExposureStore(new InMemoryExposureStoreOptions { Retention = default }));
        Assert.ThrowsAny<ArgumentException>(() => new InMemoryExposureStore(default(InMemoryExposureStoreOptions)));
    }
}
