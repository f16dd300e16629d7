// The line items of one batch as columns, kept from reading to writing.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal sealed class LineItemColumns(int count)
{
    /// <summary>How a line item refers to its creatives: <see cref="LineItemRow.FirstCreative"/> counts within the batch.</summary>
    public LineItemRow[] Rows { get; } = new LineItemRow[count];

    public PriceRow[] Prices { get; } = new PriceRow[count];

    public PlanRow[] Plans { get; } = new PlanRow[count];

    public ulong[] Keys { get; } = new ulong[count];

    public TextPool Ids { get; } = new(count);

    public TextPool Names { get; } = new(count);

    /// <summary>All attached creatives, line item after line item.</summary>
    public int[] Creatives { get; set; } = [];

    public int[] CreativeWeights { get; set; } = [];

    public void Set(int index, ulong key, in LineItemRow row, in PriceRow price, in PlanRow plan)
    {
        Keys[index] = key;
        Rows[index] = row;
        Prices[index] = price;
        Plans[index] = plan;
    }

    public void AddTexts(string id, string? name)
    {
        Ids.Add(id);
        Names.Add(name);
    }
}
