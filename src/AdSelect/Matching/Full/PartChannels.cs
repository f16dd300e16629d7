// Collects which line items of a part list which values, and makes the channels of them.
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

internal sealed class PartChannels(FrozenCatalog catalog, int entryCount, int stride)
{
    /// <summary>A value that more than one in this many line items list has a row: reading the row costs less than its postings.</summary>
    private const int DenseShare = 96;

    private const int LinePostings = 32;

    /// <summary>In a posting, beside the value above it and the position below: the line item forbids the value.</summary>
    private const ulong Forbids = 1 << 16;

    private readonly SortedDictionary<int, Draft> _drafts = [];

    /// <summary>Adds what the line item at a position lists.</summary>
    public void Add(ConjunctReader targeting, int position)
    {
        foreach (ListedValues values in targeting.AnyOf)
        {
            Draft draft = DraftOf(values.Attribute);
            draft.Wanting[position >> 6] |= 1UL << position;
            Add(draft, targeting, values, (uint)position);
        }

        foreach (ListedValues values in targeting.NoneOf)
        {
            Add(DraftOf(values.Attribute), targeting, values, Forbids | (uint)position);
        }
    }

    public ValueChannel[] Build(PartBuilder rows) => [.. _drafts.Select(draft => Build(draft.Key, draft.Value, rows))];

    private Draft DraftOf(int attribute)
    {
        if (!_drafts.TryGetValue(attribute, out Draft? draft))
        {
            _drafts.Add(attribute, draft = new Draft(stride));
        }

        return draft;
    }

    private void Add(Draft draft, ConjunctReader targeting, ListedValues values, ulong posting)
    {
        int firstValue = catalog.Attributes[values.Attribute].FirstValue;
        foreach (int id in targeting.IdsOf(values))
        {
            draft.Postings.Add(((ulong)(id - firstValue) << 32) | posting);
        }
    }

    private ValueChannel Build(int attribute, Draft draft, PartBuilder rows)
    {
        Span<ulong> all = CollectionsMarshal.AsSpan(draft.Postings);
        all.Sort();
        ulong[] dense = new ulong[ValueChannel.MaxValues / 64];
        ulong[] sparse = new ulong[ValueChannel.MaxValues / 64];
        var starts = new List<int> { 0 };
        var postings = new List<ushort>(all.Length + LinePostings);
        int firstDenseRow = 0;
        for (int first = 0; first < all.Length;)
        {
            int value = (int)(all[first] >> 32);
            int end = first + 1;
            while (end < all.Length && (int)(all[end] >> 32) == value)
            {
                end++;
            }

            ReadOnlySpan<ulong> own = all[first..end];
            int wanting = CountWanting(own);
            if ((long)own.Length * DenseShare > entryCount)
            {
                int row = rows.Append(RowOf(own[..wanting]));
                rows.Append(RowOf(own[wanting..]));
                firstDenseRow = firstDenseRow == 0 ? row : firstDenseRow;
                dense[value >> 6] |= 1UL << value;
            }
            else
            {
                foreach (ulong posting in own)
                {
                    postings.Add((ushort)posting);
                }

                starts.Add(postings.Count - own.Length + wanting);
                starts.Add(postings.Count);
                sparse[value >> 6] |= 1UL << value;
            }

            first = end;
        }

        CollectionsMarshal.SetCount(postings, postings.Count + LinePostings + 1);
        return new ValueChannel
        {
            Attribute = attribute,
            IsForSeveral = catalog.Attributes[attribute].Mode != ClassMode.Buckets,
            FirstValue = catalog.Attributes[attribute].FirstValue,
            BaseRow = rows.ShareWithout(draft.Wanting),
            Dense = new RankedSet(dense),
            FirstDenseRow = firstDenseRow,
            Sparse = new RankedSet(sparse),
            Starts = [.. starts],
            Postings = [.. postings],
        };
    }

    // Those that forbid sort after those that want.
    private static int CountWanting(ReadOnlySpan<ulong> postings)
    {
        int count = 0;
        while (count < postings.Length && (postings[count] & Forbids) == 0)
        {
            count++;
        }

        return count;
    }

    private ulong[] RowOf(ReadOnlySpan<ulong> postings)
    {
        ulong[] row = new ulong[stride];
        foreach (ulong posting in postings)
        {
            int position = (ushort)posting;
            row[position >> 6] |= 1UL << position;
        }

        return row;
    }

    private sealed class Draft(int stride)
    {
        /// <summary>From the top: the value's number (32 bits), whether it is forbidden (bit 16), the position.</summary>
        public List<ulong> Postings { get; } = [];

        public ulong[] Wanting { get; } = new ulong[stride];
    }
}
