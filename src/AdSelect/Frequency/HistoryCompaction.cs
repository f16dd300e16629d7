// Makes a history shorter without letting a cap forget what it still has to count.
using System.Runtime.InteropServices;

namespace AdSelect.Frequency;

internal static class HistoryCompaction
{
    /// <summary>
    /// The records to keep: a mark when anything was forgotten, now or earlier, and the events ordered by time. No clock has a say: one
    /// host whose clock is years ahead would take from all others what they have recorded.
    /// </summary>
    /// <param name="history">A valid history.</param>
    /// <param name="maxRecords">How many may be kept, the mark included.</param>
    public static List<ExposureRecord> Run(ReadOnlySpan<ExposureRecord> history, int maxRecords)
    {
        List<ExposureRecord> kept = Distinct(history, out long forgottenTicks);
        int room = maxRecords - (forgottenTicks < 0 ? 0 : 1);
        if (kept.Count > room)
        {
            kept = Join(kept, PrefixToJoin(kept, room));
        }

        if (kept.Count > room)
        {
            int last = kept.Count - maxRecords;
            forgottenTicks = Math.Max(forgottenTicks, kept[last].UtcTicks);
            kept.RemoveRange(0, last + 1);
        }

        if (forgottenTicks >= 0)
        {
            kept.Insert(0, ExposureRecord.Mark(forgottenTicks));
        }

        return kept;
    }

    // The first record of an event stands.
    private static List<ExposureRecord> Distinct(ReadOnlySpan<ExposureRecord> history, out long forgottenTicks)
    {
        forgottenTicks = -1;
        var seen = new HashSet<(ulong, AdEvent)>(history.Length);
        var distinct = new List<ExposureRecord>(history.Length);
        foreach (ref readonly ExposureRecord record in history)
        {
            if (record.IsMark)
            {
                forgottenTicks = Math.Max(forgottenTicks, record.UtcTicks);
            }
            else if (seen.Add((record.EventId, record.Event)))
            {
                distinct.Add(record);
            }
        }

        SortByTime(distinct);
        return distinct;
    }

    // How many of the oldest have to be joined so that the rest fits; all when even that is not enough.
    private static int PrefixToJoin(List<ExposureRecord> records, int most)
    {
        var kinds = new HashSet<Countable>();
        for (int i = 0; i < records.Count; i++)
        {
            kinds.Add(new Countable(records[i]));
            if (kinds.Count + records.Count - (i + 1) <= most)
            {
                return i + 1;
            }
        }

        return records.Count;
    }

    private static List<ExposureRecord> Join(List<ExposureRecord> records, int prefix)
    {
        var places = new Dictionary<Countable, int>();
        var joined = new List<ExposureRecord>();
        foreach (ref readonly ExposureRecord record in CollectionsMarshal.AsSpan(records)[..prefix])
        {
            ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, new Countable(record), out bool exists);
            if (!exists)
            {
                place = joined.Count;
                joined.Add(record);
                continue;
            }

            // Records ascend by time, so this one is the later.
            joined[place] = record.JoinedWith(joined[place]);
        }

        joined.AddRange(CollectionsMarshal.AsSpan(records)[prefix..]);
        SortByTime(joined);
        return joined;
    }

    // Stable: of events at one instant the one recorded first stays first, so that the bytes follow from the history alone.
    private static void SortByTime(List<ExposureRecord> records)
    {
        bool isSorted = true;
        for (int i = 1; i < records.Count && isSorted; i++)
        {
            isSorted = records[i - 1].UtcTicks <= records[i].UtcTicks;
        }

        if (isSorted)
        {
            return;
        }

        ExposureRecord[] unsorted = [.. records];
        int[] order = new int[unsorted.Length];
        (long, int)[] keys = new (long, int)[unsorted.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            keys[i] = (unsorted[i].UtcTicks, i);
        }

        Array.Sort(keys, order);
        for (int i = 0; i < order.Length; i++)
        {
            records[i] = unsorted[order[i]];
        }
    }

    /// <summary>What caps see of an event beside its time, session and break.</summary>
    private readonly record struct Countable(ulong LineItem, ulong Creative, ulong Campaign, ulong Advertiser, byte Kind, Exposure.CategoryKeys Categories)
    {
        public Countable(in ExposureRecord record)
            : this(record.LineItem, record.Creative, record.Campaign, record.Advertiser, record.CountedKind, record.Categories)
        {
        }
    }
}
