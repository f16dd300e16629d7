// The threads that work on one compilation: the calling one, and as many borrowed from the thread pool as are allowed.
using System.Runtime.ExceptionServices;

namespace AdSelect.Compilation;

/// <summary>
/// Shares out independent pieces of work. Which thread does which piece, and in what order, must never show in a result.
/// Nobody ever waits for a thread that has not begun: whoever shares out work also does it, to the last piece.
/// </summary>
internal sealed class Crew
{
    // Long enough that sharing out costs nothing, short enough that the last range does not keep everybody waiting.
    private const int RangeLength = 4_096;

    private int _free;

    public Crew(int? maxParallelism, CancellationToken cancellation)
    {
        if (maxParallelism is < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(maxParallelism), maxParallelism, "MaxParallelism is 1 or more, or null.");
        }

#pragma warning disable RS0030 // How many cores there are decides how long it takes, and nothing else.
        Size = maxParallelism ?? Environment.ProcessorCount;
#pragma warning restore RS0030
        Cancellation = cancellation;
        _free = Size - 1;
    }

    /// <summary>Threads that may work at a time.</summary>
    public int Size { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>Has a helper run the job, unless all are busy. A helper is free again when its job ends.</summary>
    public bool TryStart(Action job, out Task helper)
    {
        helper = Task.CompletedTask;
        int free = Volatile.Read(ref _free);
        while (free > 0)
        {
            int seen = Interlocked.CompareExchange(ref _free, free - 1, free);
            if (seen == free)
            {
                helper = Task.Run(() => Help(job));
                return true;
            }

            free = seen;
        }

        return false;
    }

    /// <summary>Runs the jobs, some of them at the same time.</summary>
    public void Run(params Action[] jobs) => For(jobs.Length, index => jobs[index]());

    /// <summary>Calls the body for 0 to <paramref name="count"/> − 1.</summary>
    public void For(int count, Action<int> body) => For(count, () => body, static (act, index) => act(index));

    /// <summary>Calls the body for ranges that together are 0 to <paramref name="count"/> − 1.</summary>
    public void ForRanges(int count, Action<int, int> body) =>
        For((count + RangeLength - 1) / RangeLength, range => body(range * RangeLength, Math.Min(count, (range + 1) * RangeLength)));

    /// <summary>Calls the body for 0 to <paramref name="count"/> − 1, with something that each thread makes for itself.</summary>
    public void For<TOwn>(int count, Func<TOwn> create, Action<TOwn, int> body)
    {
        int next = -1;
        var failures = new FirstFailure();
        List<Task> helpers = [];
        while (helpers.Count < count - 1 && TryStart(Work, out Task helper))
        {
            helpers.Add(helper);
        }

        Work();
        Task.WaitAll(helpers);
        failures.Rethrow();

        void Work()
        {
            int index = -1;
            try
            {
                for (TOwn? own = default; !failures.Any && (index = Interlocked.Increment(ref next)) < count;)
                {
                    Cancellation.ThrowIfCancellationRequested();
                    body(own ??= create(), index);
                }
            }
            catch (Exception failure)
            {
                failures.Add(index, failure);
            }
        }
    }

    private void Help(Action job)
    {
        try
        {
            job();
        }
        finally
        {
            Interlocked.Increment(ref _free);
        }
    }
}

/// <summary>Of all that failed at the same time, the failure of the earliest piece of work: the one that a single thread would have met.</summary>
internal sealed class FirstFailure
{
    private readonly Lock _gate = new();
    private ExceptionDispatchInfo? _failure;
    private int _place;

    public bool Any => Volatile.Read(ref _failure) is not null;

    public void Add(int place, Exception failure)
    {
        lock (_gate)
        {
            if (_failure is null || place < _place)
            {
                _place = place;
                Volatile.Write(ref _failure, ExceptionDispatchInfo.Capture(failure));
            }
        }
    }

    /// <summary>Throws the failure as it was thrown, if there is one.</summary>
    public void Rethrow() => Volatile.Read(ref _failure)?.Throw();
}
