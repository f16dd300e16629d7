// A snapshot turned back into a catalog, for people and for tools.
using AdSelect.Exporting;
using AdSelect.Indexing;

namespace AdSelect;

public sealed partial class AdSnapshot
{
    /// <summary>
    /// The catalog that the snapshot was compiled from, as far as it holds it: compiled again it answers every request alike. Of a
    /// snapshot with deltas all together; of a delta by itself the line items that are new or different, and what they refer to.
    /// </summary>
    /// <remarks>
    /// <para>Amounts are in the snapshot's currency, instants in UTC, experiments have ranges in place of coverage and weights. What
    /// no selection asks for is not in a snapshot and does not come back: currency rates, names of categories, and predicted rates
    /// of other events than the one paid for.</para>
    /// <para>The elements are made anew on each call, ordered by id, those that only a delta has last; line items all by id, and while
    /// they are enumerated.</para>
    /// </remarks>
    public Catalog ToCatalog()
    {
        PartExport[] parts = [.. Segments.All.ToArray().Select(static segment => new PartExport(segment.Catalog))];
        Catalog frame = parts[0].Frame(Attributes);
        return Alive(frame with
        {
            Generation = Generation,
            Categories = [.. parts.Skip(1).Aggregate(frame.Categories, static (all, part) => [.. all.UnionBy(part.Categories(), static category => category.Id)])],
            Deals = Elements(ElementKind.Deal, parts, static (part, i) => part.Deal(i)),
            Experiments = Elements(ElementKind.Experiment, parts, static (part, i) => part.Experiment(i)),
            Advertisers = Elements(ElementKind.Advertiser, parts, static (part, i) => part.Advertiser(i)),
            Campaigns = Elements(ElementKind.Campaign, parts, static (part, i) => part.Campaign(i)),
            Creatives = Elements(ElementKind.Creative, parts, static (part, i) => part.Creative(i)),
            LineItems = LineItems(parts),
        });
    }

    /// <summary>One line item as <see cref="ToCatalog"/> has it.</summary>
    /// <exception cref="ArgumentException">The line item is of another snapshot.</exception>
    public LineItem ToLineItem(LineItemRef lineItem)
    {
        int ordinal = OrdinalOf(lineItem);
        FrozenCatalog part = PartOf(ref ordinal);
        return Alive(new PartExport(part).LineItem(ordinal));
    }

    // Those of the base in its order, which is by id, and then those that only a delta has.
    private List<T> Elements<T>(ElementKind kind, PartExport[] parts, Func<PartExport, int, T> read)
    {
        List<T> elements = [];
        for (int number = 0; number < Segments.Newest[kind].Count; number++)
        {
            int ordinal = number;
            Segment segment = Segments.Of(kind, ref ordinal);
            elements.Add(read(parts[segment.Place], ordinal));
        }

        return elements;
    }

    private IEnumerable<LineItem> LineItems(PartExport[] parts)
    {
        List<(string Id, int Segment, int Ordinal)> lineItems = [];
        foreach (Segment segment in Segments.All)
        {
            for (int ordinal = 0; ordinal < segment.Catalog.LineItems.Length; ordinal++)
            {
                if (!segment.IsReplaced(ordinal))
                {
                    lineItems.Add((segment.Catalog.LineItemIds[ordinal], segment.Place, ordinal));
                }
            }
        }

        lineItems.Sort(static (left, right) => string.CompareOrdinal(left.Id, right.Id));
        return Read();

        IEnumerable<LineItem> Read()
        {
            foreach ((string _, int segment, int ordinal) in lineItems)
            {
                yield return parts[segment].LineItem(ordinal);
            }

            GC.KeepAlive(this);
        }
    }
}
