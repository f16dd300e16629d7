// What the server keeps of a listener: repaired where it is damaged, compacted, and counted once by every host.
using StackExchange.Redis;
using static AdSelect.Tests.Redis.RedisHost;

namespace AdSelect.Tests.Redis;

public sealed class RedisHistoryTests(GarnetFixture garnet) : IClassFixture<GarnetFixture>
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(87)]
    [InlineData(88)]
    [InlineData(130)]
    [InlineData(264)]
    public async Task AStrayByteLosesTheRecordThatItHitAndTheHistorySaysSo(int at)
    {
        var identity = new ListenerIdentity(CapIdentity.User, $"stray {at}");
        RedisExposureStore store = Store();
        await Store().RecordAsync(Events(identity, 1, 3), Now);
        IDatabase database = garnet.Connection.GetDatabase();
        byte[] sound = (byte[])(await database.StringGetAsync(store.KeyOf(identity)))!;
        await database.StringSetAsync(store.KeyOf(identity), (byte[])[.. sound[..at], 7, .. sound[at..]]);
        int[] kept = [.. Enumerable.Range(1, 3).Where(id => at % 88 == 0 || id != (at / 88) + 1)];
        for (int read = 0; read < 3; read++)
        {
            StoredHistory history = await ReadAsync(store, identity);
            Assert.Equal(kept, IdsOf(history));
            Assert.False(history.IsComplete);
        }

        Assert.Equal(1, store.DamagedHistories);
        await Store().RecordAsync(Events(identity, 4, 5), Now);
        int[] all = [.. kept, 4, 5];
        Assert.Equal(all, IdsOf(await ReadAsync(Store(), identity)));
        Assert.True((await database.KeyTimeToLiveAsync(store.KeyOf(identity))).HasValue);
    }

    // Damage in a history that has to be compacted is not made to look sound.
    [Fact]
    public async Task DamageIsSeenWhenCompactingToo()
    {
        var identity = new ListenerIdentity(CapIdentity.User, "damaged and long");
        RedisExposureStore store = Store(maxRecords: 4);
        await garnet.Connection.GetDatabase().StringSetAsync(store.KeyOf(identity), "?");
        await store.RecordAsync(Events(identity, 1, 100), Now);
        StoredHistory history = await ReadAsync(Store(), identity);
        Assert.Equal((false, 100), (history.IsComplete, CountOf(history)));
        Assert.InRange(ExposureHistory.RecordCount(history.Bytes.Span), 1, 5);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(8, 1)]
    [InlineData(8, 3)]
    [InlineData(100, 2)]
    public async Task AHostCountsItsOwnEventsOnceAfterACompaction(int maxRecords, int hostCount)
    {
        var identity = new ListenerIdentity(CapIdentity.Device, $"once {maxRecords} {hostCount}");
        RedisExposureStore[] hosts = [.. Enumerable.Range(0, hostCount).Select(_ => Store(maxRecords))];
        for (int call = 0; call < 50; call++)
        {
            // Some are sent again.
            int first = Math.Max(1, (call * 10) - 3);
            await hosts[call % hostCount].RecordAsync(Events(identity, first, (call * 10) + 10), Now.AddSeconds(call));
        }

        foreach (RedisExposureStore host in hosts)
        {
            StoredHistory history = await ReadAsync(host, identity, Now.AddMinutes(1));
            Assert.Equal((true, 500), (history.IsComplete, CountOf(history)));
        }

        Assert.InRange(ExposureHistory.RecordCount((await ReadAsync(Store(), identity)).Bytes.Span), 1, maxRecords + StoredValue.MostOtherFrames);
    }

    [Fact]
    public async Task AHostWhoseClockIsYearsAheadDeletesNothing()
    {
        var identity = new ListenerIdentity(CapIdentity.User, "of all hosts");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        RedisExposureStore right = Store(maxRecords: 100), ahead = Store(maxRecords: 100);
        await right.RecordAsync(Enumerable.Range(1, 120).Select(i => Event(identity, i, now.AddSeconds(-i))).ToArray(), now);
        await ahead.RecordAsync(Events(identity, 121, 400), now.AddYears(10));
        StoredHistory history = await ReadAsync(Store(), identity, now);
        Assert.Equal((true, 400), (history.IsComplete, CountOf(history)));
    }

    [Fact]
    public async Task WhatAHostWhoseClockIsYearsAheadRepairsIsIncompleteNoLongerThanForOthers()
    {
        var identity = new ListenerIdentity(CapIdentity.User, "repaired in the future");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        await garnet.Connection.GetDatabase().StringSetAsync(Store().KeyOf(identity), "?");
        Assert.False((await ReadAsync(Store(), identity, now.AddYears(10))).IsComplete);
        Assert.False((await ReadAsync(Store(), identity, now.AddDays(399))).IsComplete);
        Assert.True((await ReadAsync(Store(), identity, now.AddDays(401))).IsComplete);
    }

    [Fact]
    public async Task WhatIsStampedLaterThanNowIsRecordedAsNow()
    {
        var identity = new ListenerIdentity(CapIdentity.User, "from the future");
        RedisExposureStore store = Store();
        await store.RecordAsync(new[] { Event(identity, 1, Now.AddYears(10)) }, Now);
        foreach (RedisExposureStore host in new[] { store, Store() })
        {
            Assert.Equal(Now, ExposureHistory.ReadAll((await ReadAsync(host, identity)).Bytes.Span).Single().Time);
        }
    }

    public static TheoryData<ListenerIdentity, int, AdEvent> Invalid => new()
    {
        { new ListenerIdentity(CapIdentity.User, ""), 1, AdEvent.Impression },
        { new ListenerIdentity(CapIdentity.User, null!), 1, AdEvent.Impression },
        { new ListenerIdentity(CapIdentity.User, "a\ud800"), 1, AdEvent.Impression },
        { new ListenerIdentity(CapIdentity.User, "\udc00a"), 1, AdEvent.Impression },
        { new ListenerIdentity(CapIdentity.User, new string('x', AdSelectLimits.MaxIdBytes + 1)), 1, AdEvent.Impression },
        { new ListenerIdentity(CapIdentity.User, new string('€', (AdSelectLimits.MaxIdBytes / 3) + 1)), 1, AdEvent.Impression },
        { new ListenerIdentity((CapIdentity)9, "a"), 1, AdEvent.Impression },
        { new ListenerIdentity(CapIdentity.User, "b"), 0, AdEvent.Impression },
        { new ListenerIdentity(CapIdentity.User, "b"), 1, (AdEvent)6 },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task OneInvalidExposureLeavesTheOthersUncountedEverywhere(ListenerIdentity identity, int id, AdEvent kind)
    {
        RedisExposureStore store = Store();
        var sound = new ListenerIdentity(CapIdentity.User, "of a refused batch");
        RecordedExposure invalid = Event(identity, id);
        invalid = invalid with { Exposure = invalid.Exposure with { Event = kind } };
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await store.RecordAsync(new[] { Event(sound, 1), invalid, Event(sound, 2) }, Now));
        Assert.Equal(0, store.WaitingExposures);
        Assert.Empty(IdsOf(await ReadAsync(store, sound)));
        Assert.Empty(IdsOf(await ReadAsync(Store(), sound)));
    }

    [Fact]
    public async Task WhatIsNoTextIsNoListener()
    {
        foreach (string id in (string[])["\ud800", "\udfff", "a\ud83d b", "\udc00\ud800"])
        {
            var identity = new ListenerIdentity(CapIdentity.User, id);
            ArgumentException refused = await Assert.ThrowsAnyAsync<ArgumentException>(async () => await ReadAsync(Store(), identity));
            Assert.Contains("User", refused.Message, StringComparison.Ordinal);
        }

        Assert.Empty(IdsOf(await ReadAsync(Store(), new ListenerIdentity(CapIdentity.User, "\ufffd \U0001f600"))));
    }

    [Fact]
    public async Task WhatIsNoSettingIsRefused()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store().ReadAsync(new ListenerIdentity[2], new StoredHistory[1], Now));
        RedisExposureStoreOptions[] refused =
        [
            new() { Timeout = TimeSpan.Zero },
            new() { Timeout = TimeSpan.MaxValue },
            new() { MaxWaiting = 0 },
            new() { LocalAge = TimeSpan.Zero },
            new() { LocalBytes = 0 },
            new() { Database = -2 },
            new() { KeyPrefix = "\ud800" },
            new() { Retention = default },
        ];
        Assert.All(refused, options => Assert.ThrowsAny<ArgumentException>(() => new RedisExposureStore(garnet.Connection, options)));
        _ = new RedisExposureStore(garnet.Connection, new() { Retention = new ExposureRetention { MaxRecords = AdSelectLimits.MaxHistoryRecords } });
    }

    private RedisExposureStore Store(int maxRecords = 1_024) =>
        new(garnet.Connection, Patient with { Retention = new ExposureRetention { MaxRecords = maxRecords } });
}
