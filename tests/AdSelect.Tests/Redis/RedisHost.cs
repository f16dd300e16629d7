// What tests of the Redis store say of listeners, events and what a host reads.
namespace AdSelect.Tests.Redis;

internal static class RedisHost
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static readonly ListenerIdentity Anna = new(CapIdentity.User, "anna");

    // A busy test machine must not look like a server that is down.
    public static readonly RedisExposureStoreOptions Patient = new() { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>Events that caps tell apart by time alone, so that they may be joined.</summary>
    public static RecordedExposure Event(ListenerIdentity identity, int id, DateTimeOffset? time = null, ulong creative = 2) => new(identity, new Exposure
    {
        Event = AdEvent.Impression,
        Id = (ulong)id,
        Time = time ?? Now,
        LineItemKey = 1,
        CreativeKey = creative,
        CampaignKey = 3,
        AdvertiserKey = 4,
    });

    public static RecordedExposure[] Events(ListenerIdentity identity, int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(id => Event(identity, id))];

    public static async Task<StoredHistory> ReadAsync(RedisExposureStore store, ListenerIdentity identity, DateTimeOffset? now = null)
    {
        var histories = new StoredHistory[1];
        await store.ReadAsync(new[] { identity }, histories, now ?? Now);
        return histories[0];
    }

    public static int[] IdsOf(StoredHistory history) => [.. ExposureHistory.ReadAll(history.Bytes.Span).Select(exposure => (int)exposure.Id.Value)];

    public static int CountOf(StoredHistory history) => ExposureHistory.ReadAll(history.Bytes.Span).Sum(exposure => exposure.Count);

    /// <summary>Flushes until nothing waits, or for as long as a test may take.</summary>
    public static async Task FlushAsync(RedisExposureStore store)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (!await store.FlushAsync(Now) && patience.Elapsed < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(20);
        }
    }
}
