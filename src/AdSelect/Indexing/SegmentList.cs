// All parts of a snapshot: which of them a number belongs to, and where something is found.
using AdSelect.Snapshots;

namespace AdSelect.Indexing;

/// <summary>The base first, then the deltas in the order in which they were joined. Immutable.</summary>
internal sealed class SegmentList
{
    private readonly Segment[] _segments;

    private SegmentList(Segment[] segments) => _segments = segments;

    public int Count => _segments.Length;

    public ReadOnlySpan<Segment> All => _segments;

    public Segment Base => _segments[0];

    public Segment Newest => _segments[^1];

    /// <summary>Line items of all segments, those replaced included.</summary>
    public int LineItemCount => Newest.FirstLineItem + Newest.Catalog.LineItems.Length;

    public Segment this[int place] => _segments[place];

    /// <summary>A snapshot without deltas.</summary>
    public static SegmentList Of(FrozenCatalog catalog, AttributeLookup lookup)
    {
        ElementNumbers[] numbers = [.. Enum.GetValues<ElementKind>().Select(kind => new ElementNumbers(Segment.IdsOf(catalog, kind).Count))];
        return new SegmentList([new Segment(catalog, lookup, 0, 0, numbers, [])]);
    }

    /// <summary>These and a delta of them.</summary>
    /// <param name="delta">The delta's columns.</param>
    /// <param name="lookup">Its attributes by key.</param>
    /// <param name="replacedKeys">Keys of line items that no longer count where they are.</param>
    /// <exception cref="SnapshotException">The delta contradicts what is there.</exception>
    public SegmentList With(FrozenCatalog delta, AttributeLookup lookup, ReadOnlySpan<ulong> replacedKeys)
    {
        HashSet<int>[] replaced = [.. _segments.Select(static _ => new HashSet<int>())];
        foreach (ulong key in replacedKeys)
        {
            if (!TryFind(key, out Segment segment, out int lineItem))
            {
                throw Refusal.Inconsistent("The delta replaces a line item that its base does not have.");
            }

            replaced[segment.Place].Add(lineItem);
        }

        foreach (ulong key in delta.LineItemKeys.Span)
        {
            if (TryFind(key, out Segment segment, out int former) && !replaced[segment.Place].Contains(former))
            {
                throw Refusal.Inconsistent("The delta has a line item of its base and does not replace it there.");
            }
        }

        ElementNumbers[] numbers =
        [
            .. Enum.GetValues<ElementKind>().Select(kind => new ElementNumbers(Segment.IdsOf(delta, kind), Newest[kind].Count, id => Find(kind, id))),
        ];
        var added = new Segment(delta, lookup, Count, LineItemCount, numbers, []);
        return new SegmentList([.. _segments.Zip(replaced, static (segment, more) => segment.Without(more)), added]);
    }

    /// <summary>
    /// Finds the line item that counts under a key: of several segments that have it, the last one's; none where a delta has removed it.
    /// </summary>
    public bool TryFind(ulong lineItemKey, out Segment segment, out int lineItem)
    {
        lineItem = -1;
        segment = Base;
        for (int place = _segments.Length - 1; place >= 0 && lineItem < 0; place--)
        {
            segment = _segments[place];
            lineItem = segment.Catalog.FindLineItem(lineItemKey);
        }

        return lineItem >= 0 && !segment.IsReplaced(lineItem);
    }

    /// <summary>The number of an element by id; −1 where no segment has it.</summary>
    public int Find(ElementKind kind, ReadOnlySpan<byte> id)
    {
        foreach (Segment segment in _segments)
        {
            int ordinal = Segment.IdsOf(segment.Catalog, kind).Find(id);
            if (ordinal >= 0)
            {
                return segment[kind][ordinal];
            }
        }

        return -1;
    }

    /// <summary>The segment of a line item; its number becomes its ordinal there.</summary>
    public Segment OfLineItem(ref int number)
    {
        int place = _segments.Length - 1;
        while (number < _segments[place].FirstLineItem)
        {
            place--;
        }

        number -= _segments[place].FirstLineItem;
        return _segments[place];
    }

    /// <summary>The first segment that has an element; its number becomes its ordinal there.</summary>
    public Segment Of(ElementKind kind, ref int number)
    {
        int place = _segments.Length - 1;
        while (number < _segments[place][kind].FirstNew)
        {
            place--;
        }

        number = _segments[place][kind].OrdinalOfNew(number);
        return _segments[place];
    }

    /// <summary>The key of a line item.</summary>
    public ulong KeyOf(int lineItem) => OfLineItem(ref lineItem).Catalog.LineItemKeys[lineItem];
}
