// All line items as they were read, in the catalog's order: columns, batch after batch.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>The columns stay where they were read: putting them into one array each would hold everything twice.</summary>
internal sealed class LineItemTable(LineItemColumns[] columns, CodePool codes, TargetingPools pools)
{
    public int Count { get; } = columns.Sum(static one => one.Rows.Length);

    /// <summary>Attached creatives of all line items.</summary>
    public int CreativeCount { get; } = columns.Sum(static one => one.Creatives.Length);

    /// <summary>Bytes of all ids, and of all names.</summary>
    public int IdBytes { get; } = columns.Sum(static one => one.Ids.Utf8.Length);

    public int NameBytes { get; } = columns.Sum(static one => one.Names.Utf8.Length);

    public CodePool Codes => codes;

    public TargetingPools Pools => pools;

    public ref readonly LineItemRow Row(int lineItem) => ref Of(lineItem).Rows[Within(lineItem)];

    public ref readonly PriceRow Price(int lineItem) => ref Of(lineItem).Prices[Within(lineItem)];

    public ref readonly PlanRow Plan(int lineItem) => ref Of(lineItem).Plans[Within(lineItem)];

    public ulong Key(int lineItem) => Of(lineItem).Keys[Within(lineItem)];

    public ReadOnlySpan<byte> Id(int lineItem) => Of(lineItem).Ids[Within(lineItem)];

    public ReadOnlySpan<byte> Name(int lineItem) => Of(lineItem).Names[Within(lineItem)];

    public ReadOnlySpan<int> CreativesOf(int lineItem) => Attached(lineItem, Of(lineItem).Creatives);

    public ReadOnlySpan<int> WeightsOf(int lineItem) => Attached(lineItem, Of(lineItem).CreativeWeights);

    private LineItemColumns Of(int lineItem) => columns[lineItem >> LineItemBatch.SizeBits];

    private static int Within(int lineItem) => lineItem & (LineItemBatch.Size - 1);

    private ReadOnlySpan<int> Attached(int lineItem, int[] all)
    {
        ref readonly LineItemRow row = ref Row(lineItem);
        return all.AsSpan(row.FirstCreative, row.CreativeCount);
    }
}
