// The Redis store while the server is gone, slow, or back again.
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace AdSelect.Tests.Redis;

public sealed class RedisOutageTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly ListenerIdentity Anna = new(CapIdentity.User, "anna");

    [Fact]
    public async Task AServerThatDiesAndComesBackGetsWhatWaited()
    {
        var garnet = new GarnetFixture();
        await garnet.InitializeAsync();
        var store = new RedisExposureStore(garnet.Connection, new RedisExposureStoreOptions { Timeout = TimeSpan.FromSeconds(3) });
        await store.RecordAsync(new[] { Of(1) }, Now);
        Assert.Equal((true, 1), await Read(store));

        garnet.Stop();
        await store.RecordAsync(new[] { Of(2) }, Now);
        Assert.Equal(1, store.WaitingExposures);
        Assert.Equal((false, 2), await Read(store));

        // It comes back empty, as without persistence: what waited arrives, what it had is still known here.
        garnet.Start();
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (!await store.FlushAsync(Now) && patience.Elapsed < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(100);
        }

        Assert.Equal((0, 0), (store.WaitingExposures, store.DroppedExposures));
        Assert.Equal((true, 2), await Read(store));
        Assert.Equal((true, 1), await Read(new RedisExposureStore(garnet.Connection, new RedisExposureStoreOptions { Timeout = TimeSpan.FromSeconds(20) })));
        await garnet.DisposeAsync();
    }

    [Fact]
    public async Task NoMoreWaitThanMay()
    {
        using IConnectionMultiplexer nobody = await Nobody();
        var store = new RedisExposureStore(nobody, new RedisExposureStoreOptions { MaxWaiting = 3 });
        await store.RecordAsync(Enumerable.Range(1, 5).Select(id => Of((ulong)id)).ToArray(), Now);
        Assert.Equal((3, 2), (store.WaitingExposures, store.DroppedExposures));
        Assert.Equal((false, 5), await Read(store));
        Assert.False(await store.FlushAsync(Now));
    }

    [Fact]
    public async Task ASlowServerIsNotWaitedFor()
    {
        // Takes connections and requests, and never says a word.
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var options = new ConfigurationOptions { EndPoints = { mute.LocalEndpoint }, AbortOnConnectFail = false, ConnectTimeout = 500, AsyncTimeout = 60_000 };
        using IConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(options);
        var store = new RedisExposureStore(connection, new RedisExposureStoreOptions { Timeout = TimeSpan.FromMilliseconds(30) });
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal((false, 0), await Read(store));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"Reading took {watch.Elapsed}.");
    }

    [Fact]
    public async Task CallersMayGiveUp()
    {
        using IConnectionMultiplexer nobody = await Nobody();
        var store = new RedisExposureStore(nobody);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.ReadAsync(new[] { Anna }, new StoredHistory[1], Now, new CancellationToken(canceled: true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.RecordAsync(new[] { Of(1) }, Now, new CancellationToken(canceled: true)));
    }

    private static async Task<IConnectionMultiplexer> Nobody() => await GarnetFixture.Connect(GarnetFixture.FreePort());

    private static async Task<(bool IsComplete, int Events)> Read(RedisExposureStore store)
    {
        var histories = new StoredHistory[1];
        await store.ReadAsync(new[] { Anna }, histories, Now);
        return (histories[0].IsComplete, ExposureHistory.ReadAll(histories[0].Bytes.Span).Count);
    }

    private static RecordedExposure Of(ulong id) => new(Anna, new Exposure { Event = AdEvent.Impression, Id = id, Time = Now, LineItemKey = 1, CreativeKey = 2, CampaignKey = 3, AdvertiserKey = 4 });
}
