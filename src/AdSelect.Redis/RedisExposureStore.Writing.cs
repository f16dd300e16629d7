// What a Redis store writes: events, appended.
using StackExchange.Redis;

namespace AdSelect;

public sealed partial class RedisExposureStore
{
    // Events that waited and are sent in one go.
    private const int MaxBatch = 256;

    // What a server says of a key that holds something else. Every other error may pass.
    private const string WrongType = "WRONGTYPE";

    // Sends what is new and what waits. False when the server did not take all of it; then that waits on.
    private async ValueTask<bool> SendAsync(Queue<QueuedExposure> own, CallDeadline deadline)
    {
        List<StoreKey> grown = [];
        bool isTaken;
        try
        {
            // In parts when there is more than may be under way.
            do
            {
                List<QueuedExposure> begun = _queue.Begin(own, MaxBatch);
                Task<Append>[] appends = [.. begun.GroupBy(static exposure => exposure.Key).Select(ofOne => AppendAsync(ofOne.Key, [.. ofOne]))];
                isTaken = await AnsweredAsync(Task.WhenAll(appends), deadline).ConfigureAwait(false) && begun.Count > 0;
                foreach (Task<Append> append in appends)
                {
                    isTaken &= append.IsCompletedSuccessfully && append.Result.IsSettled;
                    if (append.IsCompletedSuccessfully && append.Result.Length > MaxValueBytes)
                    {
                        grown.Add(append.Result.Key);
                    }
                }
            }
            while (own.Count > 0 && isTaken);
        }
        finally
        {
            _queue.Wait(own);
        }

        await RewriteAsync(grown, deadline).ConfigureAwait(false);
        return isTaken;
    }

    // Ends when the server answers or the connection gives up, which may be after the call. What failed is sent again, and still counts
    // once if it did arrive; what is under way is not.
    private async Task<Append> AppendAsync(StoreKey key, List<QueuedExposure> exposures)
    {
        try
        {
            byte[] frames = [.. exposures.SelectMany(static exposure => exposure.Frame)];

            // One transaction, so that no key is left without an expiry.
            ITransaction transaction = Database.CreateTransaction();
            Task<long> length = transaction.StringAppendAsync(key.Key, frames);
            Task<bool> expiry = transaction.KeyExpireAsync(key.Key, key.Age);
            CallDeadline.Observe(length);
            CallDeadline.Observe(expiry);
            await transaction.ExecuteAsync().ConfigureAwait(false);

            // One after the other: when a transaction fails, its commands may never be told.
            var append = new Append(key, await length.ConfigureAwait(false), IsSettled: true);
            _queue.Settle(exposures);
            return append;
        }
        catch (RedisServerException error) when (error.Message.StartsWith(WrongType, StringComparison.Ordinal))
        {
            // Nothing can ever be appended.
            _queue.Refuse(exposures);
            return new Append(key, Length: 0, IsSettled: true);
        }
        catch (Exception error) when (CallDeadline.IsNoAnswer(error))
        {
            LogNoAnswer(error.Message);
            _queue.Return(exposures);
            return new Append(key, Length: 0, IsSettled: false);
        }
    }

    /// <summary>What became of an append.</summary>
    /// <param name="Key">Where.</param>
    /// <param name="Length">Bytes of the value afterwards.</param>
    /// <param name="IsSettled">True when there is nothing to send again.</param>
    private readonly record struct Append(StoreKey Key, long Length, bool IsSettled);
}
