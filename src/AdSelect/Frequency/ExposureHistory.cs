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
/// <see cref="Compact(ReadOnlySpan{byte}, Span{byte}, DateTimeOffset, in ExposureRetention)"/> takes out what need not be kept.
/// </para>
/// </summary>
/// <remarks>Thread-safe: nothing is kept between calls. Bytes from outside are never trusted; see <see cref="IsValid"/>.</remarks>
public static class ExposureHistory
{
    /// <summary>Bytes of one record, whatever it holds.</summary>
    public const int RecordBytes = ExposureRecord.Length;

    /// <summary>Writes an exposure as a record: append the bytes to the history.</summary>
    /// <param name="exposure">What was met.</param>
    /// <param name="destination">At least <see cref="RecordBytes"/> bytes.</param>
    /// <returns><see cref="RecordBytes"/>.</returns>
    /// <exception cref="ArgumentException">The exposure has no id, or an event that is none; or the destination is too short.</exception>
    public static int Write(in Exposure exposure, Span<byte> destination)
    {
        if (destination.Length < RecordBytes)
        {
            throw new ArgumentException($"A record takes {RecordBytes} bytes.", nameof(destination));
        }

        ExposureRecord record = ExposureRecord.Of(exposure);
        if (!record.IsValid)
        {
            throw new ArgumentException("An exposure needs an id, and an event that is defined.", nameof(exposure));
        }

        MemoryMarshal.Write(destination, record);
        return RecordBytes;
    }

    /// <summary>A history with one more event, as a new array.</summary>
    /// <exception cref="ArgumentException">The exposure has no id, or an event that is none.</exception>
    public static byte[] Append(ReadOnlySpan<byte> history, in Exposure exposure)
    {
        byte[] longer = new byte[history.Length + RecordBytes];
        history.CopyTo(longer);
        Write(exposure, longer.AsSpan(history.Length));
        return longer;
    }

    /// <summary>Records in a history, repeated events included. A part of a record at its end is none.</summary>
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

    /// <summary>One record of a history.</summary>
    /// <param name="history">A valid history.</param>
    /// <param name="index">0 to <see cref="RecordCount"/> − 1, in the order of recording.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    /// <exception cref="FormatException">The record is damaged.</exception>
    public static Exposure Read(ReadOnlySpan<byte> history, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, RecordCount(history));
        ref readonly ExposureRecord record = ref RecordsOf(history)[index];
        return record.IsValid ? record.ToExposure() : throw new FormatException($"Record {index} is not one of an exposure history.");
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
            if (seen.Add((record.EventId, record.Event)))
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

    /// <summary>
    /// Takes out of a history what need not be kept: repeated events, and events older than <see cref="ExposureRetention.Age"/>. The
    /// rest is ordered by time. When there are still more records than <see cref="ExposureRetention.MaxRecords"/>, the oldest events
    /// that caps cannot tell apart but by time become one record that stands for them all.
    /// </summary>
    /// <param name="history">A valid history. What is appended to it meanwhile may be appended to the result.</param>
    /// <param name="destination">As long as <paramref name="history"/>; the two may be the same memory.</param>
    /// <param name="now">The present.</param>
    /// <param name="retention">What is kept.</param>
    /// <returns>Bytes written.</returns>
    /// <remarks>
    /// What that does to caps: events that were joined count as of the last of them, for windows of time and for sessions and
    /// breaks, so a cap may be reached for longer than it should be, and never for shorter. Lifetime caps stay exact up to
    /// 65,535. A joined event that is recorded once more counts again. Only when more than
    /// <see cref="ExposureRetention.MaxRecords"/> different creatives of line items are in the history, those not met for longest
    /// are forgotten.
    /// </remarks>
    /// <exception cref="FormatException">The history is damaged.</exception>
    /// <exception cref="ArgumentException">The destination is too short, or the retention is out of range.</exception>
    public static int Compact(ReadOnlySpan<byte> history, Span<byte> destination, DateTimeOffset now, in ExposureRetention retention)
    {
        RequireValid(history);
        retention.Check();
        if (destination.Length < history.Length)
        {
            throw new ArgumentException("The destination is shorter than the history.", nameof(destination));
        }

        List<ExposureRecord> kept = HistoryCompaction.Run(RecordsOf(history), now.UtcTicks, retention);
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(kept)).CopyTo(destination);
        return kept.Count * RecordBytes;
    }

    /// <summary>As <see cref="Compact(ReadOnlySpan{byte}, Span{byte}, DateTimeOffset, in ExposureRetention)"/>, into a new array.</summary>
    /// <exception cref="FormatException">The history is damaged.</exception>
    /// <exception cref="ArgumentException">The retention is out of range.</exception>
    public static byte[] Compact(ReadOnlySpan<byte> history, DateTimeOffset now, in ExposureRetention retention)
    {
        byte[] room = new byte[history.Length];
        return room[..Compact(history, room, now, retention)];
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
