// What a Redis store writes anew: values that are damaged, or have grown too long.
using System.Globalization;
using StackExchange.Redis;

namespace AdSelect;

public sealed partial class RedisExposureStore
{
    // A conditional transaction holds up its thread, and the connection's other commands, until the server has told whether the condition
    // holds. So one at a time, and never on the caller's thread.
    private readonly SemaphoreSlim _rewriting = new(1, 1);

    // Bytes of a value beyond which it is compacted.
    private long MaxValueBytes => (long)(_options.Retention.MaxRecords + StoredValue.MostOtherFrames) * Frame.Length;

    // As many as there is time for: what is left is for whoever comes next.
    private async Task RewriteAsync(List<StoreKey> keys, CallDeadline deadline)
    {
        if (keys.Count > 0)
        {
            await AnsweredAsync(RewriteAsync(keys, deadline.Token), deadline).ConfigureAwait(false);
        }
    }

    private async Task RewriteAsync(List<StoreKey> keys, CancellationToken cancellationToken)
    {
        await _rewriting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (StoreKey key in keys)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await RewriteAsync(key, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _rewriting.Release();
        }
    }

    private async Task RewriteAsync(StoreKey key, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> old = await Database.StringGetAsync(key.Key).ConfigureAwait(false);
        var value = new StoredValue(old.Span);
        if (value.IsDamaged)
        {
            // By the server's clock: it is the one that all hosts share, and theirs may be years ahead.
            value.NoteLoss(TimeOf(await Database.ExecuteAsync("TIME").ConfigureAwait(false)));
        }

        // Below the bound, so that not every later event compacts again.
        int most = _options.Retention.MaxRecords;
        value.Compact(value.Records > most ? most - (most / 4) : most);
        byte[] rewritten = value.ToValue();
        cancellationToken.ThrowIfCancellationRequested();
        if (!old.Span.SequenceEqual(rewritten))
        {
            await Task.Run(() => ReplaceAsync(key, old, rewritten), CancellationToken.None).ConfigureAwait(false);
        }
    }

    // Only if nobody has changed the value meanwhile: the condition watches the key. Otherwise another time.
    private async Task ReplaceAsync(StoreKey key, ReadOnlyMemory<byte> old, byte[] bytes)
    {
        ITransaction transaction = Database.CreateTransaction();
        transaction.AddCondition(Condition.StringEqual(key.Key, old));
        Task replaced = bytes.Length == 0 ? transaction.KeyDeleteAsync(key.Key) : transaction.StringSetAsync(key.Key, bytes, key.Age);
        CallDeadline.Observe(replaced);
        await transaction.ExecuteAsync().ConfigureAwait(false);
    }

    // Seconds, and microseconds beside them.
    private static DateTimeOffset TimeOf(RedisResult time)
    {
        string[] parts = (string[])time!;
        return DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[0], CultureInfo.InvariantCulture));
    }
}
