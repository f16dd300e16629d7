// Which groups each line item lies in.
using System.Numerics;
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

/// <summary>
/// A line item lies once in the group of every value that it accepts, so that a request reads one group; one that
/// accepts more than a few, or values that nobody lists, lies in group 0 alone.
/// </summary>
internal sealed class Placement
{
    /// <summary>Groups in which one line item lies at most.</summary>
    private const int MaxCopies = 8;

    /// <summary>Places in all, as a multiple of the line items: what copies may cost.</summary>
    private const double MaxPlacesPerLineItem = 1.5;

    private readonly ushort[] _groups;
    private readonly byte[] _counts;
    private readonly int _copies;

    public Placement(ImageScan image, Division division)
    {
        int lineItems = image.Catalog.LineItems.Length;
        _groups = new ushort[division.GroupCount > 1 ? lineItems * MaxCopies : 0];
        _counts = new byte[lineItems];
        if (division.GroupCount > 1)
        {
            ReadGroups(image, division);
        }

        _copies = ChooseCopies(lineItems);
    }

    /// <summary>Line items by group.</summary>
    public int[][] Members(int groupCount)
    {
        int[] sizes = new int[groupCount];
        for (int i = 0; i < _counts.Length; i++)
        {
            foreach (ushort group in GroupsOf(i))
            {
                sizes[group]++;
            }
        }

        int[][] members = [.. sizes.Select(size => new int[size])];
        Array.Clear(sizes);
        for (int i = 0; i < _counts.Length; i++)
        {
            foreach (ushort group in GroupsOf(i))
            {
                members[group][sizes[group]++] = i;
            }
        }

        return members;
    }

    private static ReadOnlySpan<ushort> Everywhere => [0];

    private ReadOnlySpan<ushort> GroupsOf(int lineItem)
    {
        int count = _counts[lineItem];
        return count == 0 || count > _copies ? Everywhere : _groups.AsSpan(lineItem * MaxCopies, count);
    }

    private void ReadGroups(ImageScan image, Division division)
    {
        Span<ulong> demanding = stackalloc ulong[Blocks.Words];
        Span<ulong> open = stackalloc ulong[Blocks.Words];
        Span<ulong> row = stackalloc ulong[Blocks.Words];
        foreach (ImageBlock block in image.Blocks())
        {
            image.ReadDemands(block, division.Attribute, demanding, open);
            ReadOnlySpan<EntryRecord> entries = image.Entries(block);
            for (int c = 2; c < division.GroupOfClass.Length; c++)
            {
                image.ReadRow(block, division.Attribute.FirstClass + c, row);
                for (int word = 0; word < Blocks.Words; word++)
                {
                    for (ulong bits = row[word] & ~open[word]; bits != 0; bits &= bits - 1)
                    {
                        Add(entries[(word * 64) + BitOperations.TrailingZeroCount(bits)].LineItem, (ushort)division.GroupOfClass[c]);
                    }
                }
            }
        }
    }

    private void Add(int lineItem, ushort group)
    {
        ref byte count = ref _counts[lineItem];
        Span<ushort> own = _groups.AsSpan(lineItem * MaxCopies, MaxCopies);
        if (count > MaxCopies || own[..count].Contains(group))
        {
            return;
        }

        if (count < MaxCopies)
        {
            own[count] = group;
        }

        count++;
    }

    private int ChooseCopies(int lineItems)
    {
        Span<int> having = stackalloc int[MaxCopies + 2];
        having.Clear();
        foreach (byte count in _counts)
        {
            having[count]++;
        }

        double places = lineItems;
        int copies = 1;
        for (int next = 2; next <= MaxCopies; next++)
        {
            places += (next - 1.0) * having[next];
            if (places > lineItems * MaxPlacesPerLineItem)
            {
                break;
            }

            copies = next;
        }

        return copies;
    }
}
