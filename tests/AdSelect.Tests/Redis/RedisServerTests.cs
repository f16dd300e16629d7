// The Redis store on redis-server itself: killed in mid-traffic, and as a cluster of three nodes.
using System.Diagnostics;
using StackExchange.Redis;

namespace AdSelect.Tests.Redis;

public sealed class RedisServerTests
{
    private const int Hosts = 3;
    private const int EventsEach = 300;
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly RedisExposureStoreOptions Patient = new() { Timeout = TimeSpan.FromSeconds(5) };

    [RedisServerFact]
    public async Task AServerKilledInMidTrafficLosesNothing()
    {
        using var server = new RedisProcess();
        using IConnectionMultiplexer connection = await GarnetFixture.Connect(server.Port);
        RedisExposureStore[] hosts =
        [
            .. Enumerable.Range(0, Hosts).Select(_ => new RedisExposureStore(connection, Patient with { Timeout = TimeSpan.FromMilliseconds(200) })),
        ];
        Task traffic = Task.WhenAll(hosts.Select((host, number) => Record(host, number, pause: 2)));
        await Task.Delay(300);
        server.Kill();
        await Task.Delay(300);
        server.Start();
        await traffic;
        await Flush(hosts);
        Assert.All(hosts, host => Assert.Equal((0, 0), (host.WaitingExposures, host.DroppedExposures)));
        await AssertAllThere(connection);
    }

    [RedisServerFact]
    public async Task AClusterOfThreeServesEveryIdentity()
    {
        RedisProcess[] nodes = [.. Enumerable.Range(0, 3).Select(_ => new RedisProcess("--cluster-enabled", "yes", "--cluster-node-timeout", "2000"))];
        try
        {
            await RedisProcess.JoinAsync(nodes);
            using IConnectionMultiplexer connection = await GarnetFixture.Connect(nodes[0].Port);
            RedisExposureStore[] hosts = [.. Enumerable.Range(0, Hosts).Select(_ => new RedisExposureStore(connection, Patient))];
            await Task.WhenAll(hosts.Select((host, number) => Record(host, number, pause: 0)));
            await Flush(hosts);
            await AssertAllThere(connection);
            HashSet<int> slots = [.. Identities.Select(identity => connection.HashSlot(hosts[0].KeyOf(identity)) / 5_462)];
            Assert.True(slots.Count > 1, "The identities lie on several nodes.");
        }
        finally
        {
            Array.ForEach(nodes, node => node.Dispose());
        }
    }

    // On Garnet lists and texts live apart, so a key may be both.
    [RedisServerFact]
    public async Task AKeyOfAnotherTypeKeepsNobodyElseWaiting()
    {
        using var server = new RedisProcess();
        using IConnectionMultiplexer connection = await GarnetFixture.Connect(server.Port);
        var store = new RedisExposureStore(connection, Patient);
        var patience = Stopwatch.StartNew();
        while (!connection.IsConnected && patience.Elapsed < TimeSpan.FromSeconds(30))
        {
            await Task.Delay(50);
        }

        ListenerIdentity[] identities = Identities[..2];
        await connection.GetDatabase().ListLeftPushAsync(store.KeyOf(identities[0]), "x");
        var exposure = new Exposure { Event = AdEvent.Click, Id = 1, Time = Now };
        await store.RecordAsync(identities.Select(identity => new RecordedExposure(identity, exposure)).ToArray(), Now);
        Assert.Equal((0, 1), (store.WaitingExposures, store.DroppedExposures));
        var histories = new StoredHistory[2];
        await new RedisExposureStore(connection, Patient).ReadAsync(identities, histories, Now);
        Assert.Equal((false, true), (histories[0].IsComplete, histories[1].IsComplete));
        Assert.Equal(1, ExposureHistory.RecordCount(histories[1].Bytes.Span));
    }

    private static ListenerIdentity[] Identities => [.. Enumerable.Range(0, 12).Select(i => new ListenerIdentity(CapIdentity.User, $"user {i}"))];

    // Every host records its own events, spread over the same identities.
    private static async Task Record(RedisExposureStore host, int number, int pause)
    {
        for (int i = 0; i < EventsEach; i++)
        {
            ulong id = (ulong)((number * EventsEach) + i + 1);
            var exposure = new Exposure
            {
                Event = AdEvent.Impression,
                Id = id,
                Time = Now.AddSeconds(i),
                LineItemKey = 1,
                CreativeKey = id,
                CampaignKey = 3,
                AdvertiserKey = 4,
            };
            await host.RecordAsync(new[] { new RecordedExposure(Identities[i % Identities.Length], exposure) }, Now);
            await Task.Delay(pause);
        }
    }

    private static async Task Flush(RedisExposureStore[] hosts)
    {
        var patience = Stopwatch.StartNew();
        foreach (RedisExposureStore host in hosts)
        {
            while (!await host.FlushAsync(Now) && patience.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(100);
            }
        }
    }

    // As a host reads that has recorded nothing itself.
    private static async Task AssertAllThere(IConnectionMultiplexer connection)
    {
        var reader = new RedisExposureStore(connection, Patient);
        var histories = new StoredHistory[Identities.Length];
        await reader.ReadAsync(Identities, histories, Now);
        Assert.All(histories, history => Assert.True(history.IsComplete));
        ulong[] ids = [.. histories.SelectMany(history => ExposureHistory.ReadAll(history.Bytes.Span)).Select(exposure => exposure.Id.Value).Order()];
        Assert.Equal(Enumerable.Range(1, Hosts * EventsEach).Select(id => (ulong)id), ids);
    }
}
