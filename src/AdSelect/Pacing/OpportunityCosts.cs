// What guaranteed line items ask of prices that want to go before them, and at which priorities any of them asks.
using AdSelect.Indexing;

namespace AdSelect.Pacing;

/// <summary>Written under the lock of the delivery state, read without one.</summary>
/// <param name="catalog">The catalog whose line items have costs.</param>
internal sealed class OpportunityCosts(FrozenCatalog catalog)
{
    /// <summary>The cost of a line item that never gives way.</summary>
    public const long NeverGivesWay = long.MaxValue;

    private int _priorities;

    /// <summary>The costs by line item.</summary>
    public LineItemSetting<long> Costs { get; } = new(catalog.LineItems.Length, NeverGivesWay);

    /// <summary>Whether a cost was ever set.</summary>
    public bool Any => Costs.Values is not null;

    /// <summary>Bit n: some line item of priority n has, or had, a cost. Elsewhere nobody need be looked for.</summary>
    public uint Priorities => (uint)Volatile.Read(ref _priorities);

    public long this[int lineItem]
    {
        get => Costs[lineItem];
        set
        {
            // Whoever sees the cost sees its priority.
            Interlocked.Or(ref _priorities, value == NeverGivesWay ? 0 : 1 << Tiers.Priority(catalog.LineItems[lineItem].Tier));
            Costs[lineItem] = value;
        }
    }

    /// <summary>As a selection reads it, at any time.</summary>
    public long Read(int lineItem)
    {
        long[]? costs = Costs.Values;
        return costs is null ? NeverGivesWay : Volatile.Read(ref costs[lineItem]);
    }
}
