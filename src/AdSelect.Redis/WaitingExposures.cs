// Exposures that the server has not taken yet: bounded, the oldest dropped first.
namespace AdSelect;

/// <summary>Thread-safe.</summary>
/// <param name="capacity">How many may wait.</param>
internal sealed class WaitingExposures(int capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<RecordedExposure> _waiting = [];
    private long _dropped;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Counts exposures that can never be sent.</summary>
    public void Drop(int count) => Interlocked.Add(ref _dropped, count);

    /// <summary>Takes out the oldest.</summary>
    public List<RecordedExposure> Take(int most)
    {
        lock (_lock)
        {
            var taken = new List<RecordedExposure>(Math.Min(most, _waiting.Count));
            while (taken.Count < most && _waiting.First is { } oldest)
            {
                taken.Add(oldest.Value);
                _waiting.RemoveFirst();
            }

            return taken;
        }
    }

    /// <summary>Puts back what was taken, before all that came later, as far as there is room.</summary>
    public void Return(List<RecordedExposure> taken)
    {
        lock (_lock)
        {
            for (int i = taken.Count - 1; i >= 0; i--)
            {
                _waiting.AddFirst(taken[i]);
            }

            while (_waiting.Count > capacity)
            {
                _waiting.RemoveFirst();
                Interlocked.Increment(ref _dropped);
            }
        }
    }
}
