// The byte form of what one identity has met: written, read, checked, counted, compacted.
using System.Runtime.InteropServices;
using AdSelect.Frequency;

namespace AdSelect;

/// <summary>
/// Works on exposure histories: what one identity has met, as bytes that a host keeps anywhere. A history is a sequence of records
/// of <see cref="RecordBytes"/> bytes without a header, so that an event is recorded by appending its record, in any order of time,
/// without reading what is there; and two histories one after the other are one history. No bytes are the empty history.
/// <para>
/// An event that is there twice, by <see cref="Exposure.Id"/> and <see cref="Exposure.Event"/>, counts once: the first record stands.
/// <see cref="Compact(ReadOnlySpan{byte}, Span{byte}, int)"/> takes out what need not be kept.
/// </para>
/// <para>
/// A history that has forgotten events says so itself, in a record that is a mark: <see cref="IncompleteUntil"/> tells until when events
/// may be missing. Caps that could count one of them and deny without the identity then deny.
/// </para>
/// </summary>
/// <remarks>Thread-safe: nothing is kept between calls. Bytes from outside are never trusted; see <see cref="IsValid"/>.</remarks>
public static class ExposureHistory
{
    /// <summary>Bytes of one record, whatever it holds.</summary>
    public const int RecordBytes = ExposureRecord.Length;

    /// <summary>Writes an exposure as a record: append the bytes to the history.</summary>
    /// <param name="exposure">What was met.</param>
    /// <param name="now">The present. What is stamped later is written as of now.</param>
    /// <param name="destination">At least <see cref="RecordBytes"/> bytes.</param>
    /// <returns><see cref="RecordBytes"/>.</returns>
    /// <exception cref="ArgumentException">The exposure has no id, or an event that is none; or the destination is too short.</exception>
    public static int Write(in Exposure exposure, DateTimeOffset now, Span<byte> destination)
    {
        if (destination.Length < RecordBytes)
        {
            throw new ArgumentException($"A record takes {RecordBytes} bytes.", nameof(destination));
        }

        if (!exposure.IsValid)
        {
            throw new ArgumentException("An exposure needs an id, and an event that is defined.", nameof(exposure));
        }

        ExposureRecord record = ExposureRecord.Of(exposure.NoLaterThan(now));
        MemoryMarshal.Write(destination, record);
        return RecordBytes;
    }

    /// <summary>A history with one more event, as a new array. What is stamped later than now is appended as of now.</summary>
    /// <exception cref="ArgumentException">The exposure has no id, or an event that is none.</exception>
    public static byte[] Append(ReadOnlySpan<byte> history, in Exposure exposure, DateTimeOffset now)
    {
        byte[] longer = new byte[history.Length + RecordBytes];
        history.CopyTo(longer);
        Write(exposure, now, longer.AsSpan(history.Length));
        return longer;
    }

    /// <summary>Records in a history, repeated events and marks included. A part of a record at its end is none.</summary>
    public static int RecordCount(ReadOnlySpan<byte> history) => history.Length / RecordBytes;

    /// <summary>
    /// True when the bytes are whole records in a version that this library reads, each with an event, an id and a time that are possible.
    /// Whether they are what was once written cannot be told from them. How many there may be is not asked: a request takes
    /// up to <see cref="AdSelectLimits.MaxHistoryRecords"/>.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> history)
    {
        if (history.Length % RecordBytes != 0)
        {
            return false;
        }

        bool isValid = true;
        foreach (ref readonly ExposureRecord record in RecordsOf(history))
        {
            isValid &= record.IsValid;
        }

        return isValid;
    }

    /// <summary>One event of a history.</summary>
    /// <param name="history">A valid history.</param>
    /// <param name="index">0 to <see cref="RecordCount"/> − 1, in the order of recording.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    /// <exception cref="FormatException">The record is damaged, or is a mark and no event.</exception>
    public static Exposure Read(ReadOnlySpan<byte> history, int index) =>
        TryRead(history, index, out Exposure exposure) ? exposure : throw new FormatException($"Record {index} is no event of an exposure history.");

    /// <summary>As <see cref="Read"/>. False when the record is no event: a mark, or damaged.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    public static bool TryRead(ReadOnlySpan<byte> history, int index, out Exposure exposure)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, RecordCount(history));
        ref readonly ExposureRecord record = ref RecordsOf(history)[index];
        bool isEvent = record.IsValid && !record.IsMark;
        exposure = isEvent ? record.ToExposure() : default;
        return isEvent;
    }

    /// <summary>All exposures of a history in the order of recording, repeated events left out. Allocates; for people, not for requests.</summary>
    /// <exception cref="FormatException">The history is damaged.</exception>
    public static IReadOnlyList<Exposure> ReadAll(ReadOnlySpan<byte> history)
    {
        RequireValid(history);
        ReadOnlySpan<ExposureRecord> records = RecordsOf(history);
        var seen = new HashSet<(ulong, AdEvent)>(records.Length);
        var exposures = new List<Exposure>(records.Length);
        foreach (ref readonly ExposureRecord record in records)
        {
            if (!record.IsMark && seen.Add((record.EventId, record.Event)))
            {
                exposures.Add(record.ToExposure());
            }
        }

        return exposures;
    }

    /// <summary>True when an event is in the history, by its id and kind. Looks at every record.</summary>
    public static bool Contains(ReadOnlySpan<byte> history, ExposureKey id, AdEvent kind)
    {
        foreach (ref readonly ExposureRecord record in RecordsOf(history))
        {
            if (record.EventId == id.Value && record.Event == kind)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The last instant of which events may have been forgotten; null when the history is complete.</summary>
    public static DateTimeOffset? IncompleteUntil(ReadOnlySpan<byte> history)
    {
        long latest = -1;
        foreach (ref readonly ExposureRecord record in RecordsOf(history))
        {
            latest = record.IsMark && record.UtcTicks > latest ? record.UtcTicks : latest;
        }

        return latest < 0 ? null : new DateTimeOffset(latest, TimeSpan.Zero);
    }

    /// <summary>What a store knows of an identity: a history as it was kept, with the marks that may be in it.</summary>
    /// <param name="history">A valid history; empty when nothing was met. Not to be written to any more.</param>
    public static StoredHistory Stored(ReadOnlyMemory<byte> history) => new(history, IncompleteUntil(history.Span) is null);

    /// <summary>
    /// What a store knows of an identity when events until an instant may be missing, say because a server did not answer: the bytes
    /// say so themselves, so that it cannot be lost on the way to a request.
    /// </summary>
    /// <param name="history">What is known, valid; may be empty.</param>
    /// <param name="until">The last instant of which an event may be missing; the present when the newest may be.</param>
    /// <exception cref="FormatException">The history is damaged.</exception>
    public static StoredHistory Incomplete(ReadOnlySpan<byte> history, DateTimeOffset until)
    {
        RequireValid(history);
        byte[] marked = new byte[RecordBytes + history.Length];
        MemoryMarshal.Write(marked, ExposureRecord.Mark(until.UtcTicks));
        history.CopyTo(marked.AsSpan(RecordBytes));
        marked = RecordCount(marked) > AdSelectLimits.MaxHistoryRecords ? Compact(marked, AdSelectLimits.MaxHistoryRecords) : marked;
        return new StoredHistory(marked, isComplete: false);
    }

    /// <summary>
    /// Takes repeated events out of a history and orders the rest by time. When there are still more records than asked for, the oldest
    /// events that caps cannot tell apart but by time, session and break become one record that stands for them all.
    /// </summary>
    /// <param name="history">A valid history. What is appended to it meanwhile may be appended to the result.</param>
    /// <param name="destination">As long as <paramref name="history"/>; the two may be the same memory.</param>
    /// <param name="maxRecords">How many records may be left, 1 to <see cref="AdSelectLimits.MaxHistoryRecords"/>.</param>
    /// <returns>Bytes written.</returns>
    /// <remarks>
    /// What that does to caps: events that were joined count as of the last of them, so a cap may be reached for longer than it
    /// should be, and never for shorter. Lifetime caps stay exact up to 65,535. Those of several sessions or breaks count toward
    /// every one for a day. A joined event that is recorded once more counts again. Only when more than <paramref name="maxRecords"/>
    /// different creatives of line items are in the history, those not met for longest are forgotten; then the first record is a
    /// mark that says until when. Nothing is too old to be kept: a host whose clock is ahead cannot take away what others recorded.
    /// </remarks>
    /// <exception cref="FormatException">The history is damaged.</exception>
    /// <exception cref="ArgumentException">The destination is too short, or the number is out of range.</exception>
    public static int Compact(ReadOnlySpan<byte> history, Span<byte> destination, int maxRecords)
    {
        RequireValid(history);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRecords, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxRecords, AdSelectLimits.MaxHistoryRecords);
        if (destination.Length < history.Length)
        {
            throw new ArgumentException("The destination is shorter than the history.", nameof(destination));
        }

        List<ExposureRecord> kept = HistoryCompaction.Run(RecordsOf(history), maxRecords);
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(kept)).CopyTo(destination);
        return kept.Count * RecordBytes;
    }

    /// <summary>As <see cref="Compact(ReadOnlySpan{byte}, Span{byte}, int)"/>, into a new array.</summary>
    /// <exception cref="FormatException">The history is damaged.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public static byte[] Compact(ReadOnlySpan<byte> history, int maxRecords)
    {
        byte[] room = new byte[history.Length];
        return room[..Compact(history, room, maxRecords)];
    }

    /// <summary>The whole records of a history, whether or not they are valid.</summary>
    internal static ReadOnlySpan<ExposureRecord> RecordsOf(ReadOnlySpan<byte> history) =>
        MemoryMarshal.Cast<byte, ExposureRecord>(history[..(history.Length / RecordBytes * RecordBytes)]);

    private static void RequireValid(ReadOnlySpan<byte> history)
    {
        if (!IsValid(history))
        {
            throw new FormatException("The bytes are not an exposure history, or are damaged.");
        }
    }
}
