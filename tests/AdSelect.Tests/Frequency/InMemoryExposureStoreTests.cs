// The store of one process: once is once, bounded, restartable, and used by many at a time.
using System.Collections.Concurrent;

namespace AdSelect.Tests.Frequency;

public sealed class InMemoryExposureStoreTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly ListenerIdentity Anna = new(CapIdentity.User, "anna");

    [Fact]
    public void AnEventIsRecordedOnce()
    {
        var store = new InMemoryExposureStore();
        Assert.True(store.Record(Anna, Event(1), Now));
        Assert.False(store.Record(Anna, Event(1) with { Time = Now.AddHours(1) }, Now));
        Assert.True(store.Record(Anna, Event(1) with { Event = AdEvent.Click }, Now));
        Assert.True(store.Record(Anna with { Kind = CapIdentity.Device }, Event(1), Now));
        Assert.Equal([Event(1), Event(1) with { Event = AdEvent.Click }], ExposureHistory.ReadAll(store.Read(Anna).Bytes.Span));
        Assert.Equal(2, store.IdentityCount);
    }

    [Fact]
    public async Task SeveralIdentitiesAreReadAndRecordedInOneCall()
    {
        IExposureStore store = new InMemoryExposureStore();
        ListenerIdentity phone = new(CapIdentity.Device, "phone");
        await store.RecordAsync(new RecordedExposure[] { new(Anna, Event(1)), new(phone, Event(1)), new(phone, Event(2)) }, Now);
        var histories = new StoredHistory[3];
        await store.ReadAsync(new[] { Anna, new(CapIdentity.User, "bo"), phone }, histories, Now);
        Assert.Equal([1, 0, 2], histories.Select(history => ExposureHistory.RecordCount(history.Bytes.Span)));
        Assert.All(histories, history => Assert.True(history.IsComplete));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.ReadAsync(new[] { Anna, phone }, new StoredHistory[1], Now));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await store.ReadAsync(new[] { Anna }, histories, Now, new CancellationToken(true)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void AnIdentityNeedsAnId(string? id) => Assert.Throws<ArgumentException>(() => new InMemoryExposureStore().Read(new ListenerIdentity(CapIdentity.User, id!)));

    [Fact]
    public void AnIdentityHasAKindAndAShortId()
    {
        var store = new InMemoryExposureStore();
        Assert.Throws<ArgumentException>(() => store.Record(new ListenerIdentity((CapIdentity)5, "x"), Event(1), Now));
        Assert.Throws<ArgumentException>(() => store.Record(new ListenerIdentity(CapIdentity.User, new string('å', 129)), Event(1), Now));
        Assert.True(store.Record(new ListenerIdentity(CapIdentity.User, new string('å', 128)), Event(1), Now));
        Assert.Throws<ArgumentException>(() => store.Record(Anna, Event(0), Now));
    }

    [Fact]
    public void ALongHistoryIsCompactedAndKeepsItsCounts()
    {
        var store = new InMemoryExposureStore(new() { Retention = new() { MaxRecords = 100 } });
        for (int i = 1; i <= 1_000; i++)
        {
            Assert.True(store.Record(Anna, Event(i) with { LineItemKey = (ulong)(i % 3), Time = Now.AddMinutes(i) }, Now.AddMinutes(i)));
        }

        ReadOnlySpan<byte> bytes = store.Read(Anna).Bytes.Span;
        IReadOnlyList<Exposure> kept = ExposureHistory.ReadAll(bytes);
        Assert.InRange(kept.Count, 75, 100);
        Assert.Equal([333, 334, 333], Enumerable.Range(0, 3).Select(item => kept.Where(exposure => exposure.LineItemKey == (ulong)item).Sum(exposure => exposure.Count)));
        Assert.All(kept.TakeLast(70), exposure => Assert.Equal(1, exposure.Count));
    }

    [Fact]
    public void WhatWasReadNeverChanges()
    {
        var store = new InMemoryExposureStore(new() { Retention = new() { MaxRecords = 10 } });
        List<(ReadOnlyMemory<byte> Bytes, byte[] Copy)> reads = [];
        for (int i = 1; i <= 50; i++)
        {
            store.Record(Anna, Event(i), Now);
            ReadOnlyMemory<byte> bytes = store.Read(Anna).Bytes;
            reads.Add((bytes, bytes.ToArray()));
        }

        Assert.All(reads, read => Assert.Equal(read.Copy, read.Bytes.ToArray()));
    }

    [Fact]
    public void TheOldAreForgottenByAge()
    {
        var store = new InMemoryExposureStore();
        ListenerIdentity[] users = [.. Enumerable.Range(0, 500).Select(i => new ListenerIdentity(CapIdentity.User, $"user {i}"))];
        ListenerIdentity[] sessions = [.. Enumerable.Range(0, 500).Select(i => new ListenerIdentity(CapIdentity.Session, $"session {i}"))];
        Assert.All(users.Concat(sessions), identity => Assert.True(store.Record(identity, Event(1), Now)));
        RecordMany(store, Now.AddDays(2));
        Assert.All(users, user => Assert.NotEqual(0, store.Read(user).Bytes.Length));
        Assert.All(sessions, session => Assert.Equal(0, store.Read(session).Bytes.Length));
        RecordMany(store, Now.AddDays(401));
        Assert.All(users, user => Assert.Equal(0, store.Read(user).Bytes.Length));
        Assert.Equal(0, store.ForgottenIdentities);
    }

    [Fact]
    public void MemoryIsBoundedAndSessionsGoFirst()
    {
        const long Bound = 1 << 20;
        var store = new InMemoryExposureStore(new() { MaxBytes = Bound });
        RecordMany(store, Now, CapIdentity.Session, 4_000);
        long sessionsFirst = store.ForgottenIdentities;
        Assert.True(sessionsFirst > 0);
        RecordMany(store, Now, CapIdentity.User, 50_000);
        Assert.True(store.Bytes <= Bound, $"{store.Bytes} bytes");
        Assert.InRange(store.ForgottenIdentities, 50_000, 54_000);
        Assert.NotEqual(0, store.Read(new ListenerIdentity(CapIdentity.User, "of many 49999")).Bytes.Length);
        Assert.Equal(0, store.Read(new ListenerIdentity(CapIdentity.User, "of many 0")).Bytes.Length);
    }

    [Fact]
    public async Task ARestartForgetsNothing()
    {
        string path = Path.GetTempFileName();
        try
        {
            var store = new InMemoryExposureStore();
            RecordMany(store, Now, CapIdentity.User, 1_000);
            RecordMany(store, Now, CapIdentity.Break, 300);
            store.Record(Anna, Event(2).WithCategory("cars"), Now);
            await store.SaveAsync(path);
            InMemoryExposureStore restored = await InMemoryExposureStore.LoadAsync(path);
            Assert.Equal((store.IdentityCount, ExposureHistory.RecordCount(store.Read(Anna).Bytes.Span)), (restored.IdentityCount, 1));
            Assert.Equal(store.Read(Anna).Bytes.ToArray(), restored.Read(Anna).Bytes.ToArray());
            Assert.False(restored.Record(Anna, Event(2), Now));
            Assert.Equal(1_301, restored.IdentityCount);
            RecordMany(restored, Now.AddDays(3), CapIdentity.Session, 1_000);
            Assert.Equal(2_001, restored.IdentityCount);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void AnAlteredFileIsRefused()
    {
        var store = new InMemoryExposureStore();
        store.Record(Anna, Event(1), Now);
        using var stream = new MemoryStream();
        store.Save(stream);
        byte[] bytes = stream.ToArray();
        Assert.Equal(1, InMemoryExposureStore.Load(new MemoryStream(bytes)).IdentityCount);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] altered = [.. bytes];
            altered[i] ^= 0x40;
            Assert.Throws<InvalidDataException>(() => InMemoryExposureStore.Load(new MemoryStream(altered)));
            Assert.Throws<InvalidDataException>(() => InMemoryExposureStore.Load(new MemoryStream(bytes[..i])));
        }
    }

    [Fact]
    public async Task ManyWritersLoseNothing()
    {
        var store = new InMemoryExposureStore();
        ListenerIdentity[] identities = [.. Enumerable.Range(0, 8).Select(i => new ListenerIdentity(CapIdentity.User, $"user {i}"))];
        var recorded = new ConcurrentBag<bool>();
        await Parallel.ForAsync(0, 4, async (writer, _) =>
        {
            for (int i = 1; i <= 400; i++)
            {
                // Every event is recorded by two of the writers.
                recorded.Add(store.Record(identities[i % identities.Length], Event((i * 2) + (writer / 2)), Now));
                ReadOnlyMemory<byte> read = store.Read(identities[i % identities.Length]).Bytes;
                Assert.True(ExposureHistory.IsValid(read.Span));
            }

            await Task.Yield();
        });
        Assert.Equal(800, recorded.Count(isNew => isNew));
        Assert.Equal(800, identities.Sum(identity => ExposureHistory.ReadAll(store.Read(identity).Bytes.Span).Count));
    }

    private static void RecordMany(InMemoryExposureStore store, DateTimeOffset time, CapIdentity kind = CapIdentity.User, int count = 2_000)
    {
        for (int i = 0; i < count; i++)
        {
            store.Record(new ListenerIdentity(kind, $"of many {i}"), Event(1) with { Id = (ulong)time.Ticks, Time = time }, time);
        }
    }

    private static Exposure Event(int id) => new() { Id = (ulong)id, Time = Now, LineItemKey = 1, CreativeKey = 2, CampaignKey = 3, AdvertiserKey = 4 };
}
