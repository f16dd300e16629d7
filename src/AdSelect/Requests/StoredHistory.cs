// What a store gives for one identity.
namespace AdSelect;

/// <summary>
/// What a store knows of one identity, ready to be assigned to a request: <c>User = store.Read(anna, now)</c>. Where events may be missing
/// the bytes say so themselves. The default knows nothing, and says that anything may be missing.
/// </summary>
public readonly record struct StoredHistory
{
    // A mark for all of time; the layout is ExposureRecord's.
    private static readonly byte[] s_unknown = MarkForever();

    private readonly ReadOnlyMemory<byte> _bytes;

    // Made by ExposureHistory.Stored and Incomplete, so that what is said here is in the bytes too.
    internal StoredHistory(ReadOnlyMemory<byte> bytes, bool isComplete) => (_bytes, IsComplete) = (bytes, isComplete);

    /// <summary>An exposure history (<see cref="ExposureHistory"/>), with a mark in it when events may be missing. Not to be written to.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.IsEmpty && !IsComplete ? s_unknown : _bytes;

    /// <summary>
    /// False when events may be missing, say because the store did not answer or has forgotten some; <see cref="ExposureHistory.IncompleteUntil"/>
    /// tells from when on it is complete. Caps that could count them and deny without the identity then deny; the others count what there is.
    /// </summary>
    public bool IsComplete { get; }

    /// <summary>The bytes, to be assigned to a request.</summary>
    public static implicit operator ReadOnlySpan<byte>(StoredHistory history) => history.Bytes.Span;

    private static byte[] MarkForever()
    {
        byte[] mark = new byte[80];
        BitConverter.TryWriteBytes(mark, DateTime.MaxValue.Ticks);
        BitConverter.TryWriteBytes(mark.AsSpan(40), DateTime.MaxValue.Ticks);
        (mark[76], mark[77], mark[78]) = (0xE1, 5, 1);
        return mark;
    }
}
