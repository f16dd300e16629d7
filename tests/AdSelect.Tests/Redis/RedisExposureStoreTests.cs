// The Redis store against a real server: what is recorded is read, by everybody, once, whatever happens in between.
using StackExchange.Redis;

namespace AdSelect.Tests.Redis;

public sealed class RedisExposureStoreTests(GarnetFixture garnet) : IClassFixture<GarnetFixture>
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    // A busy test machine must not look like a server that is down.
    private static readonly RedisExposureStoreOptions Patient = new() { Timeout = TimeSpan.FromSeconds(20) };

    [Fact]
    public async Task WhatOneHostRecordsAllHostsRead()
    {
        ListenerIdentity[] identities = [new(CapIdentity.User, "anna"), new(CapIdentity.Device, "anna"), new(CapIdentity.User, "nobody {}")];
        RedisExposureStore first = Store();
        await first.RecordAsync(new[] { Of(identities[0], 1), Of(identities[1], 2), Of(identities[0], 3) }, Now);
        StoredHistory[] read = await Read(Store(), identities);
        Assert.Equal([1UL, 3], IdsOf(read[0]));
        Assert.Equal([2UL], IdsOf(read[1]));
        Assert.Empty(IdsOf(read[2]));
        Assert.All(read, history => Assert.True(history.IsComplete));
        Assert.Equal((0, 0), (first.WaitingExposures, first.DroppedExposures));
    }

    [Fact]
    public async Task AnEventThatComesAgainCountsOnce()
    {
        var identity = new ListenerIdentity(CapIdentity.User, "twice");
        await Store().RecordAsync(new[] { Of(identity, 1), Of(identity, 1) }, Now);
        await Store().RecordAsync(new[] { Of(identity, 1) }, Now);
        StoredHistory read = (await Read(Store(), identity))[0];
        Assert.Equal([1UL], IdsOf(read));
    }

    [Fact]
    public async Task ClientsThatRecordAtOnceLoseNothing()
    {
        const int Clients = 4;
        const int EventsEach = 400;
        var identity = new ListenerIdentity(CapIdentity.Household, "busy");

        // Small enough that histories are compacted again and again while others append.
        RedisExposureStoreOptions options = Patient with { KeyPrefix = "busy:", Retention = new ExposureRetention { MaxRecords = 64 } };
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            RedisExposureStore store = Store(options);
            for (int i = 0; i < EventsEach; i++)
            {
                // Every event is sent twice.
                await store.RecordAsync(new[] { Of(identity, (ulong)((client * EventsEach) + i + 1)) }, Now.AddSeconds(i));
                await store.RecordAsync(new[] { Of(identity, (ulong)((client * EventsEach) + i + 1)) }, Now.AddSeconds(i));
            }

            Assert.Equal((0, 0), (store.WaitingExposures, store.DroppedExposures));
        }));
        StoredHistory history = (await Read(Store(options), identity))[0];
        Assert.True(history.IsComplete);
        Assert.True(ExposureHistory.RecordCount(history.Bytes.Span) < Clients * EventsEach, "It was compacted.");

        Assert.Equal(Clients * EventsEach, ExposureHistory.ReadAll(history.Bytes.Span).Sum(exposure => exposure.Count));
    }

    [Fact]
    public async Task KeysExpireAfterTheLastEvent()
    {
        RedisExposureStore store = Store(Patient with { Retention = new ExposureRetention { Age = TimeSpan.FromDays(3), SessionAge = TimeSpan.FromDays(2) } });
        foreach ((CapIdentity kind, int days) in ((CapIdentity, int)[])[
            (CapIdentity.User, 3),
            (CapIdentity.Household, 3),
            (CapIdentity.Session, 2),
            (CapIdentity.Break, 2),
        ])
        {
            var identity = new ListenerIdentity(kind, "expiring");
            await store.RecordAsync(new[] { Of(identity, 1) }, Now);
            TimeSpan? left = await garnet.Connection.GetDatabase().KeyTimeToLiveAsync(store.KeyOf(identity));
            Assert.InRange(left!.Value, TimeSpan.FromDays(days - 0.1), TimeSpan.FromDays(days));
        }
    }

    private RedisExposureStore Store(RedisExposureStoreOptions? options = null) => new(garnet.Connection, options ?? Patient);

    private static async Task<StoredHistory[]> Read(RedisExposureStore store, params ListenerIdentity[] identities)
    {
        var histories = new StoredHistory[identities.Length];
        await store.ReadAsync(identities, histories, Now);
        return histories;
    }

    private static ulong[] IdsOf(StoredHistory history) => [.. ExposureHistory.ReadAll(history.Bytes.Span).Select(exposure => exposure.Id.Value)];

    private static RecordedExposure Of(ListenerIdentity identity, ulong id) => new(identity, new Exposure
    {
        Event = AdEvent.Impression,
        Id = id,
        Time = Now,
        LineItemKey = 1,
        CreativeKey = 2,
        CampaignKey = 3,
        AdvertiserKey = 4,
    });
}
