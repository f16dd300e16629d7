// The time that one call may spend on the server, however many answers it waits for.
using StackExchange.Redis;

namespace AdSelect;

internal sealed class CallDeadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _caller;

    /// <param name="timeout">How long the whole call may wait.</param>
    /// <param name="caller">The caller may give up sooner.</param>
    public CallDeadline(TimeSpan timeout, CancellationToken caller)
    {
        _caller = caller;
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _source.CancelAfter(timeout);
        Token = _source.Token;
    }

    /// <summary>Cancelled when the time is over; stays valid when the call has returned.</summary>
    public CancellationToken Token { get; }

    /// <summary>True when an error means that the server did not answer, or did not answer in time.</summary>
    public static bool IsNoAnswer(Exception error) => error is RedisException or TimeoutException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Waits for an answer. Null when it came; otherwise what kept it away.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<Exception?> WaitAsync(Task answer)
    {
        try
        {
            await answer.WaitAsync(Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception error) when (IsNoAnswer(error) && !_caller.IsCancellationRequested)
        {
            return error;
        }
        finally
        {
            Observe(answer);
        }
    }

    /// <summary>Takes note of an answer that may come when nobody waits for it any more, so that its error does not count as unobserved.</summary>
    public static void Observe(Task answer) =>
        _ = answer.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    public void Dispose() => _source.Dispose();
}
