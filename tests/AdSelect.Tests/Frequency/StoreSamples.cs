// What the tests of the in-memory store record, and how they look at it.
namespace AdSelect.Tests.Frequency;

public static class StoreSamples
{
    public static DateTimeOffset Now { get; } = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    public static ListenerIdentity Anna { get; } = new(CapIdentity.User, "anna");

    public static (int Records, bool IsComplete) Seen(in StoredHistory history) => (ExposureHistory.RecordCount(history), history.IsComplete);

    public static ListenerIdentity OfMany(int number) => new(CapIdentity.User, $"of many {number}");

    public static InMemoryExposureStore Restarted(InMemoryExposureStore store)
    {
        using var file = new MemoryStream();
        store.Save(file);
        file.Position = 0;
        return InMemoryExposureStore.Load(file);
    }

    public static void RecordMany(InMemoryExposureStore store, DateTimeOffset time, CapIdentity kind = CapIdentity.User, int count = 2_000)
    {
        for (int i = 0; i < count; i++)
        {
            store.Record(new ListenerIdentity(kind, $"of many {i}"), Event(1) with { Id = (ulong)time.Ticks, Time = time }, time);
        }
    }

    public static Exposure Event(int id) => new() { Id = (ulong)id, Time = Now, LineItemKey = 1, CreativeKey = 2, CampaignKey = 3, AdvertiserKey = 4 };
}
