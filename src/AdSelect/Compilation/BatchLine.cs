// A line of work: batches come in order from one thread, any thread works on them, and they are taken over in order.
namespace AdSelect.Compilation;

/// <summary>
/// Whoever posts is slowed down to the pace of the work: when enough batches wait, it does the work of the oldest itself.
/// So the memory of waiting batches is bounded, and a slow source keeps one thread reading while the others work.
/// </summary>
internal sealed class BatchLine<T>(Crew crew, Action<T> work, Action<T> takeOver)
    where T : class
{
    private readonly Lock _gate = new();
    private readonly Queue<(int Number, T Batch)> _waiting = new();
    private readonly Dictionary<int, T> _worked = [];
    private readonly List<Task> _helpers = [];
    private readonly FirstFailure _failures = new();
    private int _posted;
    private int _taken;
    private bool _isTakingOver;

    /// <summary>Adds the next batch.</summary>
    public void Post(T batch)
    {
        _failures.Rethrow();
        crew.Cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _waiting.Enqueue((_posted++, batch));
        }

        if (crew.TryStart(() => WorkWhile(0), out Task helper))
        {
            _helpers.RemoveAll(static one => one.IsCompleted);
            _helpers.Add(helper);
        }
        else
        {
            WorkWhile(2 * (crew.Size - 1));
        }
    }

    /// <summary>Works until nothing waits, and waits for what others still work on.</summary>
    public void Complete()
    {
        Drain();
        _failures.Rethrow();
    }

    /// <summary>The same, whatever failed.</summary>
    public void Drain()
    {
        WorkWhile(0);
        Task.WaitAll(_helpers);
    }

    // Works as long as more batches wait than that.
    private void WorkWhile(int moreThan)
    {
        while (TryNext(moreThan, out (int Number, T Batch) next))
        {
            try
            {
                crew.Cancellation.ThrowIfCancellationRequested();
                work(next.Batch);
                TakeOver(next.Number, next.Batch);
            }
            catch (Exception failure)
            {
                _failures.Add(next.Number, failure);
            }
        }
    }

    private bool TryNext(int moreThan, out (int Number, T Batch) next)
    {
        lock (_gate)
        {
            if (_failures.Any)
            {
                _waiting.Clear();
            }

            next = default;
            return _waiting.Count > moreThan && _waiting.TryDequeue(out next);
        }
    }

    // One thread at a time takes over; those who finish a batch meanwhile leave it to that thread.
    private void TakeOver(int number, T batch)
    {
        lock (_gate)
        {
            _worked.Add(number, batch);
            if (_isTakingOver)
            {
                return;
            }

            _isTakingOver = true;
        }

        while (TryNextWorked(out T? next))
        {
            takeOver(next);
        }
    }

    private bool TryNextWorked([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? next)
    {
        lock (_gate)
        {
            _isTakingOver = _worked.Remove(_taken, out next);
            _taken += _isTakingOver ? 1 : 0;
            return _isTakingOver;
        }
    }
}
