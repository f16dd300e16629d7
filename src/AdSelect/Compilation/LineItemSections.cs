// The sections that have something for each line item, in rank order.
using AdSelect.Indexing;
using AdSelect.Snapshots;

namespace AdSelect.Compilation;

/// <summary>Sections are written where they will stand in the file, from where the line items were read; there is nothing in between.</summary>
internal sealed class LineItemSections
{
    private readonly LineItemTable _lineItems;
    private readonly int[] _order;
    private readonly TargetingFreezer _targeting;
    private readonly Renumbering _dayparts;
    private readonly AttachedPool _attached = new();
    private readonly int[] _firstCreatives;

    public LineItemSections(LineItemTable lineItems, int[] order, TargetingFreezer targeting)
    {
        _lineItems = lineItems;
        _order = order;
        _targeting = targeting;
        _dayparts = new Renumbering(lineItems.Pools.DaypartGrids.Count, keepFirst: true);
        _firstCreatives = new int[order.Length];
        Number();
    }

    private delegate ReadOnlySpan<byte> Text(int lineItem);

    public ulong[] DaypartGrids
    {
        get
        {
            ulong[] source = _lineItems.Pools.DaypartGrids.Items;
            return [.. _dayparts.Order.SelectMany(grid => source.AsSpan(grid * WeekGrid.Words, WeekGrid.Words).ToArray())];
        }
    }

    /// <summary>Adds the columns from the rows to the order by key.</summary>
    public void AddColumns(SnapshotWriter writer, PlanFreezer plans, ProgramPacker programs, Crew crew)
    {
        LineItemRow Row(int ordinal)
        {
            LineItemRow row = _lineItems.Row(_order[ordinal]);
            row.FirstCreative = _firstCreatives[ordinal];
            row.DaypartGrid = (ushort)_dayparts.Of(row.DaypartGrid);
            row.Program = programs.StartOf(_targeting.NumberOf(row.Program));
            return row;
        }

        AddRows(writer, SectionId.LineItems, Row);
        AddRows(writer, SectionId.LineItemKeys, ordinal => _lineItems.Key(_order[ordinal]));
        plans.AddTerms(writer);
        writer.Add(SectionId.TieStarts, TieStartsOf());
        writer.Add(SectionId.LineItemCreatives, [.. _attached.Creatives]);
        AddWeights(writer);
        writer.Add<int>(SectionId.LineItemsByKey, _order.Length, target => LineItemOrder.ByKey(_lineItems, _order, crew, target));
    }

    /// <summary>Adds the ids and the names.</summary>
    public void AddTexts(SnapshotWriter writer)
    {
        AddTexts(writer, SectionId.LineItemIdOffsets, _lineItems.IdBytes, _lineItems.Id);
        AddTexts(writer, SectionId.LineItemNameOffsets, _lineItems.NameBytes, _lineItems.Name);
    }

    private void AddWeights(SnapshotWriter writer)
    {
        if (_attached.Weights.TrueForAll(static weight => weight <= byte.MaxValue))
        {
            writer.Add(SectionId.LineItemCreativeWeights, _attached.Weights.ConvertAll(static weight => (byte)weight).ToArray());
        }
        else
        {
            writer.Add(SectionId.LineItemCreativeWeights, _attached.Weights.ToArray());
        }
    }

    // Dayparts and lists of creatives get their numbers in rank order.
    private void Number()
    {
        for (int ordinal = 0; ordinal < _order.Length; ordinal++)
        {
            ref readonly LineItemRow row = ref _lineItems.Row(_order[ordinal]);
            _firstCreatives[ordinal] = _attached.Add(_lineItems.CreativesOf(_order[ordinal]), _lineItems.WeightsOf(_order[ordinal]));
            _dayparts.Of(row.DaypartGrid);
        }
    }

    private void AddRows<T>(SnapshotWriter writer, SectionId id, Func<int, T> rowOf)
        where T : unmanaged => writer.Add<T>(id, _order.Length, target =>
        {
            // Nothing says that copying a row copies the bytes between its fields.
            target.Clear();
            for (int ordinal = 0; ordinal < target.Length; ordinal++)
            {
                target[ordinal] = rowOf(ordinal);
            }
        });

    private ulong[] TieStartsOf()
    {
        ulong[] starts = new ulong[TieStarts.WordsFor(_order.Length)];
        (byte Tier, UInt128 Score) last = default;
        for (int i = 0; i < _order.Length; i++)
        {
            ref readonly LineItemRow row = ref _lineItems.Row(_order[i]);
            bool ties = i > 0 && last == (row.Tier, row.RankScore);
            starts[i >> 6] |= ties ? 0 : 1UL << i;
            last = (row.Tier, row.RankScore);
        }

        return starts;
    }

    private void AddTexts(SnapshotWriter writer, SectionId offsets, int byteCount, Text textOf)
    {
        writer.Add<int>(offsets, _order.Length + 1, target =>
        {
            target[0] = 0;
            for (int ordinal = 0; ordinal < _order.Length; ordinal++)
            {
                target[ordinal + 1] = target[ordinal] + textOf(_order[ordinal]).Length;
            }
        });
        writer.Add<byte>(offsets + 1, byteCount, target =>
        {
            foreach (int lineItem in _order)
            {
                ReadOnlySpan<byte> text = textOf(lineItem);
                text.CopyTo(target);
                target = target[text.Length..];
            }
        });
    }
}
