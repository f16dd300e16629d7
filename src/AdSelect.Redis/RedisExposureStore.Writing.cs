// What a Redis store writes: appended events, compacted and repaired values.
using StackExchange.Redis;

namespace AdSelect;

public sealed partial class RedisExposureStore
{
    // Events that waited and are sent in one go.
    private const int MaxBatch = 256;

    // What a server says of a key that holds something else. Every other error may pass.
    private const string WrongType = "WRONGTYPE";

    // Sends what waits and what is new. False when the server did not take all of it; then that waits on.
    private async ValueTask<bool> SendAsync(RecordedExposure[] exposures, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<RecordedExposure> batch = [.. _waiting.Take(MaxBatch), .. exposures];
        List<Append> appends = [];
        try
        {
            foreach (IGrouping<ListenerIdentity, RecordedExposure> own in batch.GroupBy(recorded => recorded.Identity))
            {
                appends.Add(StartAppending(own.Key, [.. own], now));
            }

            await Answered(Task.WhenAll(appends.Select(append => append.Executed)), cancellationToken).ConfigureAwait(false);
        }
        catch (RedisException error)
        {
            LogNoAnswer(error.Message);
        }
        finally
        {
            HashSet<ListenerIdentity> begun = [.. appends.Select(append => append.Identity)];
            _waiting.Return([.. batch.Where(recorded => !begun.Contains(recorded.Identity))]);
            appends.ForEach(Follow);
        }

        await CompactAsync(appends, cancellationToken).ConfigureAwait(false);
        return appends.Sum(static append => append.IsSettled ? append.Recorded.Count : 0) == batch.Count;
    }

    // What failed is sent again, and still counts once if it did arrive. What is under way is not: a slow server must not be
    // sent more and more of what it has not answered yet.
    private void Follow(Append append)
    {
        if (append.Executed.IsCompleted)
        {
            Settle(append);
            return;
        }

        Interlocked.Add(ref _underWay, append.Recorded.Count);
        _ = append.Executed.ContinueWith(
            _ =>
            {
                Settle(append);
                Interlocked.Add(ref _underWay, -append.Recorded.Count);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void Settle(Append append)
    {
        if (!append.IsSettled)
        {
            _waiting.Return(append.Recorded);
        }
        else if (append.IsRefused)
        {
            _waiting.Drop(append.Recorded.Count);
        }
    }

    // One transaction, so that no key is left without an expiry.
    private Append StartAppending(ListenerIdentity identity, List<RecordedExposure> exposures, DateTimeOffset now)
    {
        byte[] records = new byte[exposures.Count * ExposureHistory.RecordBytes];
        for (int i = 0; i < exposures.Count; i++)
        {
            ExposureHistory.Write(exposures[i].Exposure, now, records.AsSpan(i * ExposureHistory.RecordBytes));
        }

        ITransaction transaction = Database.CreateTransaction();
        Task<long> length = transaction.StringAppendAsync(KeyOf(identity), records);
        Task<bool> expiry = transaction.KeyExpireAsync(KeyOf(identity), _options.Retention.AgeOf(identity.Kind));
        return new Append(identity, exposures, length, AllOf(transaction.ExecuteAsync(), length, expiry));
    }

    // One after the other: when a transaction fails, its commands may never be told.
    private static async Task AllOf(Task transaction, Task length, Task expiry)
    {
        await transaction.ConfigureAwait(false);
        await length.ConfigureAwait(false);
        await expiry.ConfigureAwait(false);
    }

    private async Task CompactAsync(List<Append> appends, CancellationToken cancellationToken)
    {
        foreach (Append append in appends)
        {
            if (!append.Executed.IsCompletedSuccessfully || append.Length.Result <= (long)_options.Retention.MaxRecords * ExposureHistory.RecordBytes)
            {
                continue;
            }

            Task<RedisValue> read = Begin(() => Database.StringGetAsync(KeyOf(append.Identity)));
            if (await Answered(read, cancellationToken).ConfigureAwait(false) && (ReadOnlyMemory<byte>)read.Result is var bytes && ExposureHistory.IsValid(bytes.Span))
            {
                // Below the bound, so that not every later event compacts again.
                byte[] kept = ExposureHistory.Compact(bytes.Span, Math.Max(1, _options.Retention.MaxRecords / 4 * 3));
                await ReplaceAsync(append.Identity, bytes, kept, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Whole records that are valid where records begin are kept.
    private async Task<ReadOnlyMemory<byte>> RepairAsync(ListenerIdentity identity, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _damagedHistories);
        byte[] kept = HistoryMerge.ValidRecords(bytes.Span);
        LogDamage(identity.Kind, kept.Length, bytes.Length);
        await ReplaceAsync(identity, bytes, kept, cancellationToken).ConfigureAwait(false);
        return kept;
    }

    // Only if nobody has changed the value meanwhile: the condition watches the key. Otherwise another time.
    private async Task ReplaceAsync(ListenerIdentity identity, ReadOnlyMemory<byte> old, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ITransaction transaction = Database.CreateTransaction();
        transaction.AddCondition(Condition.StringEqual(KeyOf(identity), old));
        _ = bytes.IsEmpty
            ? (Task)transaction.KeyDeleteAsync(KeyOf(identity))
            : transaction.StringSetAsync(KeyOf(identity), bytes, _options.Retention.AgeOf(identity.Kind));
        await Answered(Begin(() => transaction.ExecuteAsync()), cancellationToken).ConfigureAwait(false);
    }

    // A multiplexer without a connection may throw at once instead of failing later.
    private static Task<T> Begin<T>(Func<Task<T>> command)
    {
        try
        {
            return command();
        }
        catch (RedisException error)
        {
            return Task.FromException<T>(error);
        }
    }

    /// <summary>An append under way.</summary>
    /// <param name="Identity">Whose history grows.</param>
    /// <param name="Recorded">What it grows by.</param>
    /// <param name="Length">Bytes of the history afterwards.</param>
    /// <param name="Executed">Done when all of it is.</param>
    private sealed record Append(ListenerIdentity Identity, List<RecordedExposure> Recorded, Task<long> Length, Task Executed)
    {
        /// <summary>True when the key holds something that is no text, so that nothing can ever be appended.</summary>
        public bool IsRefused => Length.Exception?.InnerException is RedisServerException error && error.Message.StartsWith(WrongType, StringComparison.Ordinal);

        /// <summary>True when there is nothing to send again.</summary>
        public bool IsSettled => Executed.IsCompletedSuccessfully || IsRefused;
    }
}
