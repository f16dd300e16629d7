// Checks which line items of its base a delta replaces.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Compilation;

internal sealed class DeltaIntake(SegmentList changed, FrozenCatalog delta, DiagnosticBag diagnostics)
{
    private readonly SortedSet<ulong> _replaced = [];

    /// <summary>Ascending keys of the base's line items that the delta changes or removes.</summary>
    public ulong[] Replaced(IReadOnlyCollection<string> removed)
    {
        if (delta.LineItems.Length + (long)removed.Count > AdSelectLimits.MaxDeltaLineItems)
        {
            diagnostics.Error("too-many", "lineItems", $"{delta.LineItems.Length} line items and {removed.Count} removed ones; a delta has at most {AdSelectLimits.MaxDeltaLineItems}. Compile the whole catalog.");
            return [];
        }

        ReadChanged();
        foreach (string? id in removed)
        {
            ReadRemoved(id ?? string.Empty);
        }

        return [.. _replaced];
    }

    private void ReadChanged()
    {
        for (int i = 0; i < delta.LineItems.Length; i++)
        {
            if (!changed.TryFind(delta.LineItemKeys[i], out Segment segment, out int former))
            {
                continue;
            }

            _replaced.Add(delta.LineItemKeys[i]);
            if (!segment.Catalog.LineItemIds.Utf8(former).SequenceEqual(delta.LineItemIds.Utf8(i)))
            {
                diagnostics.Error("hash-collision", $"lineItems['{delta.LineItemIds[i]}']", $"The id has the same hash as '{segment.Catalog.LineItemIds[former]}' of the base; change one.");
            }
        }
    }

    private void ReadRemoved(string id)
    {
        ulong key = StableHash.Text(id);
        if (!changed.TryFind(key, out Segment segment, out int former) || segment.Catalog.LineItemIds[former] != id)
        {
            diagnostics.Error("unknown-line-item", $"removedLineItems['{ElementChecks.Shorten(id)}']", "The base has no line item of this id.");
        }
        else if (!_replaced.Add(key))
        {
            diagnostics.Error("duplicate-id", $"removedLineItems['{id}']", "The line item is removed twice, or also among those that are changed.");
        }
    }
}
