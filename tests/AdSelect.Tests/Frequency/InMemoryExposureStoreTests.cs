// The store of one process: once is once, bounded, restartable, and used by many at a time.
using System.Collections.Concurrent;
using static AdSelect.Tests.Frequency.StoreSamples;

namespace AdSelect.Tests.Frequency;

public sealed class InMemoryExposureStoreTests
{
    [Fact]
    public void AnEventIsRecordedOnce()
    {
        var store = new InMemoryExposureStore();
        Assert.True(store.Record(Anna, Event(1), Now));
        Assert.False(store.Record(Anna, Event(1) with { Time = Now.AddHours(1) }, Now));
        Assert.True(store.Record(Anna, Event(1) with { Event = AdEvent.Click }, Now));
        Assert.True(store.Record(Anna with { Kind = CapIdentity.Device }, Event(1), Now));
        Assert.Equal([Event(1), Event(1) with { Event = AdEvent.Click }], ExposureHistory.ReadAll(store.Read(Anna, Now).Bytes.Span));
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
    public void AnIdentityNeedsAnId(string? id) =>
        Assert.Throws<ArgumentException>(() => new InMemoryExposureStore().Read(new ListenerIdentity(CapIdentity.User, id!), Now));

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

        ReadOnlySpan<byte> bytes = store.Read(Anna, Now).Bytes.Span;
        IReadOnlyList<Exposure> kept = ExposureHistory.ReadAll(bytes);
        Assert.InRange(kept.Count, 75, 100);
        Assert.Equal(
            [333, 334, 333],
            Enumerable.Range(0, 3).Select(item => kept.Where(exposure => exposure.LineItemKey == (ulong)item).Sum(exposure => exposure.Count)));
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
            ReadOnlyMemory<byte> bytes = store.Read(Anna, Now).Bytes;
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
        Assert.Equal(2_500, store.IdentityCount);
        Assert.All(users, user => Assert.NotEqual(0, store.Read(user, Now.AddDays(2)).Bytes.Length));
        Assert.All(sessions, session => Assert.Equal((0, true), Seen(store.Read(session, Now.AddDays(2)))));
        RecordMany(store, Now.AddDays(401));
        Assert.All(users, user => Assert.Equal((0, true), Seen(store.Read(user, Now.AddDays(401)))));
        Assert.Equal(0, store.ForgottenIdentities);
    }

    // Whether or not anything else was recorded meanwhile.
    [Theory]
    [InlineData(CapIdentity.Session)]
    [InlineData(CapIdentity.Break)]
    public void ASessionEndsADayAfterItsLastEvent(CapIdentity kind)
    {
        var store = new InMemoryExposureStore();
        var identity = new ListenerIdentity(kind, "one");
        store.Record(identity, Event(1), Now);
        store.Record(identity, Event(2), Now.AddHours(20));
        Assert.Equal((2, true), Seen(store.Read(identity, Now.AddHours(44))));
        Assert.Equal((0, true), Seen(store.Read(identity, Now.AddHours(44).AddTicks(1))));
        Assert.Equal((0, true), Seen(store.Read(identity, Now.AddDays(30))));

        // Reading deletes nothing; recording begins a new one.
        Assert.Equal((2, true), Seen(store.Read(identity, Now.AddHours(44))));
        Assert.True(store.Record(identity, Event(1), Now.AddDays(30)));
        Assert.Equal((1, true), Seen(store.Read(identity, Now.AddDays(30))));
        Assert.Equal(1, store.IdentityCount);
    }

    [Fact]
    public void HowLongASessionLastsIsAnOption()
    {
        var store = new InMemoryExposureStore(new() { Retention = new() { SessionAge = TimeSpan.FromMinutes(30) } });
        var identity = new ListenerIdentity(CapIdentity.Session, "short");
        store.Record(identity, Event(1), Now);
        Assert.Equal((1, true), Seen(store.Read(identity, Now.AddMinutes(30))));
        Assert.Equal((0, true), Seen(store.Read(identity, Now.AddMinutes(31))));
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
        Assert.Equal(
            (1, true),
            (
                ExposureHistory.ReadAll(store.Read(OfMany(49_999), Now).Bytes.Span).Count,
                ExposureHistory.Contains(store.Read(OfMany(49_999), Now), (ulong)Now.Ticks, AdEvent.Impression)));
        Assert.Empty(ExposureHistory.ReadAll(store.Read(OfMany(0), Now)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(AdSelectLimits.MaxHistoryRecords)]
    public void AStoreOfAnyRetentionTakesAnyNumberOfEvents(int records)
    {
        var store = new InMemoryExposureStore(new() { Retention = new() { MaxRecords = records } });
        for (int i = 1; i <= 5_000; i++)
        {
            store.Record(Anna, Event(i) with { CreativeKey = (ulong)i, Time = Now.AddSeconds(i) }, Now.AddSeconds(i));
        }

        StoredHistory history = store.Read(Anna, Now.AddDays(1));
        Assert.InRange(ExposureHistory.RecordCount(history), 1, Math.Max(2, records));
        Assert.False(history.IsComplete);
        Assert.Equal(history.Bytes.ToArray(), Restarted(store).Read(Anna, Now.AddDays(1)).Bytes.ToArray());
        Assert.False(Restarted(store).Read(Anna, Now.AddDays(1)).IsComplete);
    }

    [Fact]
    public void WhatIsStampedAheadIsRecordedAsOfNow()
    {
        var store = new InMemoryExposureStore();
        store.Record(Anna, Event(1) with { Time = Now.AddYears(10) }, Now);
        store.Record([new(Anna, Event(2) with { Time = Now.AddTicks(1) }), new(Anna, Event(3) with { Time = DateTimeOffset.MaxValue })], Now.AddHours(1));
        Assert.Equal(
            [Event(1), Event(2) with { Time = Now.AddTicks(1) }, Event(3) with { Time = Now.AddHours(1) }],
            ExposureHistory.ReadAll(store.Read(Anna, Now)));
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
            Assert.Equal((store.IdentityCount, ExposureHistory.RecordCount(store.Read(Anna, Now).Bytes.Span)), (restored.IdentityCount, 1));
            Assert.Equal(store.Read(Anna, Now).Bytes.ToArray(), restored.Read(Anna, Now).Bytes.ToArray());
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
                ReadOnlyMemory<byte> read = store.Read(identities[i % identities.Length], Now).Bytes;
                Assert.True(ExposureHistory.IsValid(read.Span));
            }

            await Task.Yield();
        });
        Assert.Equal(800, recorded.Count(isNew => isNew));
        Assert.Equal(800, identities.Sum(identity => ExposureHistory.ReadAll(store.Read(identity, Now).Bytes.Span).Count));
    }
}
