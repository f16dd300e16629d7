// One deadline for a call, however many identities it is about and whatever it finds.
using System.Diagnostics;
using StackExchange.Redis;
using static AdSelect.Tests.Redis.RedisHost;

namespace AdSelect.Tests.Redis;

public sealed class RedisDeadlineTests(GarnetFixture garnet) : IClassFixture<GarnetFixture>
{
    private const int Identities = 20;
    private static readonly TimeSpan Answer = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(200);

    // What a busy machine may add. One round trip for each identity would take more.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(600);

    [Fact]
    public async Task RecordingForManyThatHaveToBeCompacted()
    {
        ListenerIdentity[] identities = Named("compacted");
        RedisExposureStoreOptions options = Patient with { Retention = new ExposureRetention { MaxRecords = 1 } };
        var direct = new RedisExposureStore(garnet.Connection, options with { Retention = new() });
        await direct.RecordAsync(identities.SelectMany(identity => Events(identity, 1, 60)).ToArray(), Now);
        using TcpProxy proxy = new(garnet.Port);
        using IConnectionMultiplexer slow = await proxy.Connect();
        var store = new RedisExposureStore(slow, options with { Timeout = Timeout });
        proxy.Delay = Answer;
        await Within(() => store.RecordAsync(identities.Select(identity => Event(identity, 61)).ToArray(), Now));
        Assert.Equal((0, 0), (store.WaitingExposures, store.DroppedExposures));
    }

    [Fact]
    public async Task ReadingManyThatAreDamaged()
    {
        ListenerIdentity[] identities = Named("damaged");
        var direct = new RedisExposureStore(garnet.Connection, Patient);
        await direct.RecordAsync(identities.Select(identity => Event(identity, 1)).ToArray(), Now);
        foreach (ListenerIdentity identity in identities)
        {
            await garnet.Connection.GetDatabase().StringAppendAsync(direct.KeyOf(identity), "?");
        }

        using TcpProxy proxy = new(garnet.Port);
        using IConnectionMultiplexer slow = await proxy.Connect();
        var store = new RedisExposureStore(slow, new RedisExposureStoreOptions { Timeout = Timeout });
        proxy.Delay = Answer;
        var histories = new StoredHistory[Identities];
        await Within(() => store.ReadAsync(identities, histories, Now));
        Assert.All(histories, history => Assert.Equal([1], IdsOf(history)));

        // Repaired sooner or later.
        proxy.Delay = TimeSpan.Zero;
        await new RedisExposureStore(slow, Patient).ReadAsync(identities, histories, Now);
        var after = new RedisExposureStore(garnet.Connection, Patient);
        await after.ReadAsync(identities, histories, Now);
        Assert.Equal(0, after.DamagedHistories);
    }

    [Theory]
    [InlineData(Passage.LosesRequests)]
    [InlineData(Passage.LosesAnswers)]
    public async Task AServerThatHangs(Passage passage)
    {
        ListenerIdentity[] identities = Named($"{passage}");
        using TcpProxy proxy = new(garnet.Port);
        using IConnectionMultiplexer hung = await proxy.Connect(asyncTimeout: 1_000);
        var store = new RedisExposureStore(hung, new RedisExposureStoreOptions { Timeout = Timeout });
        proxy.Passage = passage;
        await Within(() => store.RecordAsync(identities.Select(identity => Event(identity, 1)).ToArray(), Now));
        var histories = new StoredHistory[Identities];
        await Within(() => store.ReadAsync(identities, histories, Now));
        Assert.All(histories, history => Assert.Equal((false, 1), (history.IsComplete, CountOf(history))));
        await Within(async () => Assert.False(await store.FlushAsync(Now)));
        Assert.Equal(Identities, store.WaitingExposures);
        proxy.Passage = Passage.Open;
        await FlushAsync(store);
        var reader = new RedisExposureStore(garnet.Connection, Patient);
        await reader.ReadAsync(identities, histories, Now);
        Assert.All(histories, history => Assert.Equal((true, 1), (history.IsComplete, CountOf(history))));
    }

    // Many more than go in one batch.
    [Fact]
    public async Task FlushingMuchToASlowServer()
    {
        var late = new GarnetFixture();
        using TcpProxy proxy = new(late.Port);
        using IConnectionMultiplexer slow = await proxy.Connect();
        var store = new RedisExposureStore(slow, new RedisExposureStoreOptions { Timeout = Timeout });
        await store.RecordAsync(Events(new ListenerIdentity(CapIdentity.User, "much"), 1, 5_000), Now);
        Assert.Equal(5_000, store.WaitingExposures);
        late.Start();
        var patience = Stopwatch.StartNew();
        while (!slow.IsConnected && patience.Elapsed < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(20);
        }

        proxy.Delay = Answer;
        await Within(async () => Assert.False(await store.FlushAsync(Now)));
        Assert.InRange(store.WaitingExposures, 1, 4_999);
        proxy.Delay = TimeSpan.Zero;
        await FlushAsync(store);
        Assert.Equal((0, 0), (store.WaitingExposures, store.DroppedExposures));
        late.Stop();
    }

    private static ListenerIdentity[] Named(string name) =>
        [.. Enumerable.Range(0, Identities).Select(i => new ListenerIdentity(CapIdentity.User, $"{name} {i}"))];

    private static async Task Within(Func<ValueTask> call)
    {
        var watch = Stopwatch.StartNew();
        await call();
        Assert.True(watch.Elapsed < Timeout + Slack, $"The call took {watch.Elapsed}.");
    }
}
