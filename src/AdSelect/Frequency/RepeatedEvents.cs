// Which records of a history repeat an event, found in a number of steps that no choice of ids can raise.
using System.Runtime.CompilerServices;

namespace AdSelect.Frequency;

/// <summary>
/// The first record of an event stands. Ids are hashed; ids that were chosen to collide use up the steps that hashing is given, and are
/// looked for in a tree over their bits instead, in which two events part after 67 steps at the latest.
/// </summary>
internal static class RepeatedEvents
{
    /// <summary>Stands at the place of a record that does not count: it repeats an event, or is a mark.</summary>
    public const ushort NotCounted = ushort.MaxValue;

    private const int StepsPerRecord = 4;
    private const int KindBits = 3;

    /// <summary>Notes the records that do not count.</summary>
    /// <param name="records">The history.</param>
    /// <param name="heads">Working memory, a power of two and no fewer than there are records.</param>
    /// <param name="notes">As many as there are records: <see cref="NotCounted"/> where one does not count; what the others become means nothing.</param>
    /// <returns>How many records were compared.</returns>
    public static int Note(ReadOnlySpan<ExposureRecord> records, Span<ushort> heads, Span<ushort> notes)
    {
        int steps = 0;
        return TryHash(records, heads, notes, ref steps) ? steps : steps + Part(records, heads, notes);
    }

    /// <summary>The slot of a key in a table. Ids of events may be plain numbers, so keys are mixed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Slot(ulong key, int mask) => (int)(unchecked(key * 0x9E37_79B9_7F4A_7C15) >> 40) & mask;

    private static bool TryHash(ReadOnlySpan<ExposureRecord> records, Span<ushort> heads, Span<ushort> notes, ref int steps)
    {
        heads.Clear();
        int most = StepsPerRecord * records.Length;
        for (int i = 0; i < records.Length; i++)
        {
            ref readonly ExposureRecord record = ref records[i];
            ref ushort head = ref heads[Slot(record.EventId, heads.Length - 1)];
            int link = head;
            while (link != 0 && !records[link - 1].IsSameEvent(record) && steps <= most)
            {
                steps++;
                link = notes[link - 1];
            }

            if (steps > most)
            {
                return false;
            }

            bool counts = link == 0 && !record.IsMark;
            notes[i] = counts ? head : NotCounted;
            head = counts ? (ushort)(i + 1) : head;
        }

        return true;
    }

    // A digital search tree (Coffman and Eve 1970): the heads hold the left children, the notes the right ones. The root is no child, so 0 is none.
    private static int Part(ReadOnlySpan<ExposureRecord> records, Span<ushort> left, Span<ushort> right)
    {
        left.Clear();
        right.Clear();
        int steps = 0;
        for (int i = 1; i < records.Length; i++)
        {
            int node = 0;
            for (int bit = 0; ; bit++, steps++)
            {
                if (records[node].IsSameEvent(records[i]))
                {
                    right[i] = NotCounted;
                    break;
                }

                Span<ushort> side = IsSet(records[i], bit) ? right : left;
                if (side[node] == 0)
                {
                    side[node] = (ushort)i;
                    break;
                }

                node = side[node];
            }
        }

        for (int i = 0; i < records.Length; i++)
        {
            right[i] = records[i].IsMark ? NotCounted : right[i];
        }

        return steps;
    }

    private static bool IsSet(in ExposureRecord record, int bit) =>
        bit < KindBits ? (((int)record.Event >> bit) & 1) != 0 : ((record.EventId >> (bit - KindBits)) & 1) != 0;
}
