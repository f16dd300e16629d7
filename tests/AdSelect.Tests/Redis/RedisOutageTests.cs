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

    // Answers are late, are lost, and requests are lost, while histories are compacted again and again: what was sent twice counts once.
    [Fact]
    public async Task OutagesInMidTrafficLoseNothingAndCountNothingTwice()
    {
        const int Calls = 80;
        var garnet = new GarnetFixture();
        await garnet.InitializeAsync();
        using var proxy = new TcpProxy(garnet.Port);
        using IConnectionMultiplexer connection = await proxy.Connect(asyncTimeout: 300);
        var options = new RedisExposureStoreOptions { Timeout = TimeSpan.FromMilliseconds(30), Retention = new ExposureRetention { MaxRecords = 8 } };
        RedisExposureStore[] hosts = [.. Enumerable.Range(0, 3).Select(_ => new RedisExposureStore(connection, options))];
        for (int call = 0; call < Calls; call++)
        {
            (proxy.Passage, proxy.Delay) = (call / 10 % 4) switch
            {
                1 => (Passage.LosesAnswers, TimeSpan.Zero),
                2 => (Passage.LosesRequests, TimeSpan.Zero),
                3 => (Passage.Open, TimeSpan.FromMilliseconds(40)),
                _ => (Passage.Open, TimeSpan.Zero),
            };
            RedisExposureStore host = hosts[call % hosts.Length];
            await host.RecordAsync(RedisHost.Events(Anna, (call * 3) + 1, (call * 3) + 3), Now);
            StoredHistory own = await RedisHost.ReadAsync(host, Anna);
            Assert.InRange(RedisHost.CountOf(own), (call / hosts.Length * 3) + 3, (call * 3) + 3);
            await Task.Delay(5);
        }

        (proxy.Passage, proxy.Delay) = (Passage.Open, TimeSpan.Zero);
        foreach (RedisExposureStore host in hosts)
        {
            await RedisHost.FlushAsync(host);
            Assert.Equal((0, 0), (host.WaitingExposures, host.DroppedExposures));
        }

        foreach (RedisExposureStore host in (RedisExposureStore[])[.. hosts, new(garnet.Connection, RedisHost.Patient)])
        {
            StoredHistory history = await RedisHost.ReadAsync(host, Anna);
            Assert.Equal(Calls * 3, RedisHost.CountOf(history));
        }

        Assert.True((await RedisHost.ReadAsync(new RedisExposureStore(garnet.Connection, RedisHost.Patient), Anna)).IsComplete);
        await garnet.DisposeAsync();
    }

    [Fact]
    public async Task WhatTheProcessRemembersEndsWithTheSession()
    {
        using IConnectionMultiplexer nobody = await Nobody();
        var retention = new ExposureRetention { SessionAge = TimeSpan.FromMinutes(1) };
        var store = new RedisExposureStore(nobody, new RedisExposureStoreOptions { Retention = retention });
        var session = new ListenerIdentity(CapIdentity.Session, "s");
        await store.RecordAsync(new[] { RedisHost.Event(session, 1), RedisHost.Event(Anna, 2) }, Now);
        Assert.Equal((int[])[1], RedisHost.IdsOf(await RedisHost.ReadAsync(store, session, Now.AddSeconds(59))));
        Assert.Empty(RedisHost.IdsOf(await RedisHost.ReadAsync(store, session, Now.AddMinutes(1))));
        Assert.Equal((int[])[2], RedisHost.IdsOf(await RedisHost.ReadAsync(store, Anna, Now.AddMinutes(14))));
        Assert.Empty(RedisHost.IdsOf(await RedisHost.ReadAsync(store, Anna, Now.AddMinutes(15))));
    }

    [Fact]
    public async Task CallersMayGiveUp()
    {
        using IConnectionMultiplexer nobody = await Nobody();
        var store = new RedisExposureStore(nobody);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await store.ReadAsync(new[] { Anna }, new StoredHistory[1], Now, new CancellationToken(canceled: true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await store.RecordAsync(new[] { Of(1) }, Now, new CancellationToken(canceled: true)));
    }

    private static async Task<IConnectionMultiplexer> Nobody() => await GarnetFixture.Connect(GarnetFixture.FreePort());

    private static async Task<(bool IsComplete, int Events)> Read(RedisExposureStore store)
    {
        var histories = new StoredHistory[1];
        await store.ReadAsync(new[] { Anna }, histories, Now);
        return (histories[0].IsComplete, ExposureHistory.ReadAll(histories[0].Bytes.Span).Count);
    }

    private static RecordedExposure Of(ulong id) =>
        new(Anna, new Exposure { Event = AdEvent.Impression, Id = id, Time = Now, LineItemKey = 1, CreativeKey = 2, CampaignKey = 3, AdvertiserKey = 4 });
}
