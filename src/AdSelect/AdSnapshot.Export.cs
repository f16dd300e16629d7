// A snapshot turned back into a catalog, for people and for tools.
using AdSelect.Exporting;
using AdSelect.Indexing;

namespace AdSelect;

public sealed partial class AdSnapshot
{
    /// <summary>
    /// The catalog that the snapshot was compiled from, as far as it holds it: compiled again it answers every request alike. Of a
    /// snapshot with a delta both together; of a delta by itself the line items that are new or different, and what they refer to.
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
        var parts = new Parts(new PartExport(_catalog), View is null ? null : new PartExport(View.Catalog));
        Catalog frame = parts.Base.Frame(Attributes);
        return Alive(frame with
        {
            Generation = Generation,
            Categories = [.. frame.Categories.UnionBy(parts.Delta?.Categories() ?? [], static category => category.Id)],
            Deals = Elements(_catalog.Deals.Length, View?.Deals, parts, static (part, i) => part.Deal(i)),
            Experiments = Elements(_catalog.Experiments.Length, View?.Experiments, parts, static (part, i) => part.Experiment(i)),
            Advertisers = Elements(_catalog.Advertisers.Length, View?.Advertisers, parts, static (part, i) => part.Advertiser(i)),
            Campaigns = Elements(_catalog.Campaigns.Length, View?.Campaigns, parts, static (part, i) => part.Campaign(i)),
            Creatives = Elements(_catalog.Creatives.Length, View?.Creatives, parts, static (part, i) => part.Creative(i)),
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

    // Those of the base in its order, which is by id, and then those that only the delta has.
    private static List<T> Elements<T>(int count, EntityNumbers? numbers, Parts parts, Func<PartExport, int, T> read)
    {
        List<T> elements = [.. Enumerable.Range(0, count).Select(ordinal => read(parts.Base, ordinal))];
        for (int number = count; number < (numbers?.Count ?? count); number++)
        {
            elements.Add(read(parts.Delta!, numbers!.OrdinalOfNew(number)));
        }

        return elements;
    }

    private IEnumerable<LineItem> LineItems(Parts parts)
    {
        int first = View?.FirstLineItem ?? _catalog.LineItems.Length;
        int[] ordinals = [.. Enumerable.Range(0, LineItemCount).Where(ordinal => ordinal >= first || View?.IsReplaced(ordinal) != true)];
        Array.Sort(Array.ConvertAll(ordinals, LineItemId), ordinals, StringComparer.Ordinal);
        foreach (int ordinal in ordinals)
        {
            yield return ordinal < first ? parts.Base.LineItem(ordinal) : parts.Delta!.LineItem(ordinal - first);
        }

        GC.KeepAlive(this);
    }

    private readonly record struct Parts(PartExport Base, PartExport? Delta);
}
