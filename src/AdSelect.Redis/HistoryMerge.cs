// Puts a server's history and what this process recorded itself together.
namespace AdSelect;

internal static class HistoryMerge
{
    /// <summary>One history of both, no longer than a request takes. What both hold counts once.</summary>
    /// <param name="stored">The server's, valid.</param>
    /// <param name="local">This process's, valid.</param>
    /// <param name="maxRecords">How many are kept when there are too many.</param>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> local, int maxRecords)
    {
        byte[]? both = null;
        int length = stored.Length;
        for (int i = 0; i < ExposureHistory.RecordCount(local.Span); i++)
        {
            // What this process has forgotten the server knows, so its marks say nothing.
            if (ExposureHistory.TryRead(local.Span, i, out Exposure own) && !ExposureHistory.Contains(stored.Span, own.Id, own.Event))
            {
                if (both is null)
                {
                    both = new byte[stored.Length + local.Length];
                    stored.CopyTo(both);
                }

                local.Slice(i * ExposureHistory.RecordBytes, ExposureHistory.RecordBytes).CopyTo(both.AsMemory(length));
                length += ExposureHistory.RecordBytes;
            }
        }

        ReadOnlyMemory<byte> merged = both is null ? stored : both.AsMemory(0, length);
        return ExposureHistory.RecordCount(merged.Span) > AdSelectLimits.MaxHistoryRecords ? ExposureHistory.Compact(merged.Span, maxRecords) : merged;
    }

    /// <summary>The records of damaged bytes that are valid and stand where records stand.</summary>
    public static byte[] ValidRecords(ReadOnlySpan<byte> bytes)
    {
        var kept = new MemoryStream();
        for (int at = 0; at + ExposureHistory.RecordBytes <= bytes.Length; at += ExposureHistory.RecordBytes)
        {
            ReadOnlySpan<byte> record = bytes.Slice(at, ExposureHistory.RecordBytes);
            if (ExposureHistory.IsValid(record))
            {
                kept.Write(record);
            }
        }

        return kept.ToArray();
    }
}
