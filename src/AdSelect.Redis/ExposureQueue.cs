// Exposures that the server has not confirmed: what waits and what is under way, bounded together.
using StackExchange.Redis;

namespace AdSelect;

/// <summary>Where an identity's history lies on the server.</summary>
/// <param name="Key">The key.</param>
/// <param name="Age">How long it lives after its last event.</param>
internal readonly record struct StoreKey(RedisKey Key, TimeSpan Age);

/// <summary>An exposure on its way to the server.</summary>
/// <param name="key">Whose history grows.</param>
/// <param name="frame">What it grows by.</param>
internal sealed class QueuedExposure(in StoreKey key, byte[] frame)
{
    public StoreKey Key { get; } = key;

    public byte[] Frame { get; } = frame;

    /// <summary>Its place among all that were recorded: the oldest is dropped first.</summary>
    public long Number { get; set; }

    /// <summary>Where it waits; null while it does not.</summary>
    public LinkedListNode<QueuedExposure>? Place { get; set; }
}

/// <summary>
/// Thread-safe. No more than half of the capacity is under way, which leaves the newest exposures room to wait while a server does
/// not answer. Those that wait are sent in turn, and one that failed waits at the end: identities whose server is gone keep
/// nobody else waiting.
/// </summary>
/// <param name="capacity">How many may wait and be under way together.</param>
internal sealed class ExposureQueue(int capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<QueuedExposure> _waiting = [];
    private readonly SortedSet<QueuedExposure> _byAge = new(Comparer<QueuedExposure>.Create(static (x, y) => x.Number.CompareTo(y.Number)));
    private int _underWay;
    private long _numbers;
    private long _dropped;

    /// <summary>How many wait or are under way.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byAge.Count + _underWay;
            }
        }
    }

    public bool HasWaiting
    {
        get
        {
            lock (_lock)
            {
                return _byAge.Count > 0;
            }
        }
    }

    public long Dropped => Interlocked.Read(ref _dropped);

    private int MaxUnderWay => Math.Max(1, capacity / 2);

    /// <summary>Puts as many of a call's own exposures under way as may be, and then those that have waited for their turn longest.</summary>
    /// <param name="own">New exposures; those that begin are taken out.</param>
    /// <param name="mostWaiting">How many of those that wait.</param>
    /// <returns>What is to be sent.</returns>
    public List<QueuedExposure> Begin(Queue<QueuedExposure> own, int mostWaiting)
    {
        lock (_lock)
        {
            var begun = new List<QueuedExposure>();
            int room = MaxUnderWay - _underWay;
            while (begun.Count < room && own.TryDequeue(out QueuedExposure? exposure))
            {
                exposure.Number = ++_numbers;
                begun.Add(exposure);
            }

            // Before the others are sent: what is under way cannot be dropped.
            _underWay += begun.Count;
            DropBeyondCapacity();
            int ownBegun = begun.Count;
            for (int i = 0; i < mostWaiting && begun.Count < room && _waiting.First is { } first; i++)
            {
                TakeOut(first.Value);
                begun.Add(first.Value);
            }

            _underWay += begun.Count - ownBegun;
            return begun;
        }
    }

    /// <summary>Lets new exposures wait.</summary>
    public void Wait(IEnumerable<QueuedExposure> exposures)
    {
        lock (_lock)
        {
            foreach (QueuedExposure exposure in exposures)
            {
                exposure.Number = ++_numbers;
                PutIn(exposure);
            }

            DropBeyondCapacity();
        }
    }

    /// <summary>Lets what was under way wait again.</summary>
    public void Return(List<QueuedExposure> failed)
    {
        lock (_lock)
        {
            _underWay -= failed.Count;
            failed.ForEach(PutIn);
        }
    }

    /// <summary>Forgets what was under way: the server has it.</summary>
    public void Settle(List<QueuedExposure> taken)
    {
        lock (_lock)
        {
            _underWay -= taken.Count;
        }
    }

    /// <summary>Forgets what was under way, and can never arrive.</summary>
    public void Refuse(List<QueuedExposure> refused)
    {
        Settle(refused);
        Interlocked.Add(ref _dropped, refused.Count);
    }

    private void PutIn(QueuedExposure exposure)
    {
        exposure.Place = _waiting.AddLast(exposure);
        _byAge.Add(exposure);
    }

    private void TakeOut(QueuedExposure exposure)
    {
        _waiting.Remove(exposure.Place!);
        exposure.Place = null;
        _byAge.Remove(exposure);
    }

    private void DropBeyondCapacity()
    {
        while (_byAge.Count + _underWay > capacity && _byAge.Min is { } oldest)
        {
            TakeOut(oldest);
            Interlocked.Increment(ref _dropped);
        }
    }
}
