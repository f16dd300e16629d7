// Exposures that wait for a server: never more than may, and the newest of them.
using StackExchange.Redis;
using static AdSelect.Tests.Redis.RedisHost;

namespace AdSelect.Tests.Redis;

public sealed class RedisQueueTests
{
    // In one call, one by one, and in calls that are larger than what may wait.
    [Theory]
    [InlineData(150)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(149)]
    public async Task OfTooManyTheOldestAreDropped(int eventsACall)
    {
        var garnet = new GarnetFixture();
        using IConnectionMultiplexer connection = await GarnetFixture.Connect(garnet.Port);
        var store = new RedisExposureStore(connection, Patient with { MaxWaiting = 100 });
        foreach (RecordedExposure[] call in Events(Anna, 1, 150).Chunk(eventsACall))
        {
            await store.RecordAsync(call, Now);
            Assert.InRange(store.WaitingExposures, 1, 100);
        }

        Assert.Equal((100, 50), (store.WaitingExposures, store.DroppedExposures));
        garnet.Start();
        await FlushAsync(store);
        Assert.Equal(Enumerable.Range(51, 100), IdsOf(await ReadAsync(new RedisExposureStore(connection, Patient), Anna)).Order());
        garnet.Stop();
    }

    [Fact]
    public async Task WhatIsUnderWayToAServerThatHangsIsBoundedToo()
    {
        var garnet = new GarnetFixture();
        garnet.Start();
        using var proxy = new TcpProxy(garnet.Port);
        using IConnectionMultiplexer connection = await proxy.Connect(asyncTimeout: 1_000);
        var store = new RedisExposureStore(connection, new RedisExposureStoreOptions { MaxWaiting = 100, Timeout = TimeSpan.FromMilliseconds(1) });
        proxy.Passage = Passage.LosesRequests;
        foreach (RecordedExposure[] call in Events(Anna, 1, 14_100).Chunk(100))
        {
            await store.RecordAsync(call, Now);
            Assert.InRange(store.WaitingExposures, 1, 100);
        }

        Assert.Equal(14_000, store.DroppedExposures);
        proxy.Passage = Passage.Open;
        await FlushAsync(store);
        Assert.Equal(0, store.WaitingExposures);

        // The first were sent before it was known that nobody answers; of what waited, the newest are there.
        int[] arrived = IdsOf(await ReadAsync(new RedisExposureStore(connection, Patient), Anna));
        Assert.Equal(100, arrived.Length);
        Assert.Empty(Enumerable.Range(14_051, 50).Except(arrived));
        garnet.Stop();
    }

    [Fact]
    public async Task ACallMayBeLargerThanWhatMayWait()
    {
        var garnet = new GarnetFixture();
        await garnet.InitializeAsync();
        var store = new RedisExposureStore(garnet.Connection, Patient with { MaxWaiting = 3 });
        await store.RecordAsync(Events(Anna, 1, 100), Now);
        Assert.Equal((0, 0), (store.WaitingExposures, store.DroppedExposures));
        Assert.Equal(100, CountOf(await ReadAsync(new RedisExposureStore(garnet.Connection, Patient), Anna)));
        await garnet.DisposeAsync();
    }

    [Fact]
    public void WhatFailedWaitsAtTheEndAndIsStillTheFirstToBeDropped()
    {
        var queue = new ExposureQueue(4);
        QueuedExposure[] all = [.. Enumerable.Range(0, 6).Select(i => new QueuedExposure(new StoreKey($"{i}", TimeSpan.FromDays(1)), []))];
        List<QueuedExposure> first = queue.Begin(new Queue<QueuedExposure>(all[..4]), 10);
        Assert.Equal(all[..2], first);
        queue.Wait(all[2..4]);
        queue.Return(first);
        Assert.Equal(4, queue.Count);

        // The others' turn.
        List<QueuedExposure> second = queue.Begin([], 10);
        Assert.Equal(all[2..4], second);
        queue.Return(second);

        // Still the oldest.
        queue.Wait(all[4..5]);
        Assert.Equal((4, 1), (queue.Count, queue.Dropped));
        Assert.DoesNotContain(all[0], queue.Begin([], 10));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(64)]
    public void AnyOrderOfEventsKeepsWithinTheCapacity(int capacity)
    {
        var random = new Random(capacity);
        var queue = new ExposureQueue(capacity);
        List<List<QueuedExposure>> underWay = [];
        int settled = 0, recorded = 0, refused = 0;
        for (int i = 0; i < 2_000; i++)
        {
            var own = new Queue<QueuedExposure>(Enumerable.Range(0, random.Next(4))
                .Select(_ => new QueuedExposure(new StoreKey("k", TimeSpan.FromDays(1)), [])));
            recorded += own.Count;
            List<QueuedExposure> begun = queue.Begin(own, random.Next(4));
            queue.Wait(own);
            underWay.Add(begun);
            Assert.InRange(queue.Count, 0, capacity);
            while (underWay.Count > random.Next(4))
            {
                List<QueuedExposure> done = underWay[random.Next(underWay.Count)];
                underWay.Remove(done);
                switch (random.Next(8))
                {
                    case 0:
                        queue.Refuse(done);
                        refused += done.Count;
                        break;
                    case < 4:
                        queue.Return(done);
                        break;
                    default:
                        queue.Settle(done);
                        settled += done.Count;
                        break;
                }

                Assert.InRange(queue.Count, 0, capacity);
            }
        }

        Assert.Equal(recorded, settled + queue.Dropped + queue.Count);
        Assert.InRange(refused, 1, queue.Dropped);
    }
}
