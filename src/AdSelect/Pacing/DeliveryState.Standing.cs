// What hosts set of a line item against the others: its pacing multiplier and its opportunity cost.
using AdSelect.Indexing;
using AdSelect.Pacing;

namespace AdSelect;

public sealed partial class DeliveryState
{
    private readonly LineItemSetting<uint> _multipliers;
    private readonly OpportunityCosts _opportunityCosts;

    /// <summary>Pacing multipliers by line item, in millionths; null while all are 1.</summary>
    internal uint[]? Multipliers => _multipliers.Values;

    /// <summary>
    /// Sets a line item's pacing multiplier: its rank score is multiplied by it, so that a line item ahead of its plan gives
    /// way. It changes neither what the line item bids or pays at most, nor which floors it reaches. True when the id
    /// exists.
    /// </summary>
    /// <param name="lineItemId">The line item.</param>
    /// <param name="multiplier">0 to 1; 1, the default, is no pacing. It counts in whole millionths: the decimal that it stands for, rounded half to even.</param>
    /// <exception cref="ArgumentOutOfRangeException">The multiplier is not within 0 and 1.</exception>
    public bool SetPacingMultiplier(string lineItemId, double multiplier)
    {
        if (!(multiplier is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(multiplier), multiplier, "A pacing multiplier is within 0 and 1.");
        }

        return Write(state =>
        {
            DeliveryState part = state.PartOf(lineItemId, out int ordinal);
            if (ordinal >= 0)
            {
                part._multipliers[ordinal] = ExactScore.MultiplierMillionths(multiplier);
            }

            return ordinal >= 0;
        });
    }

    /// <summary>A line item's pacing multiplier, in whole millionths. False when the id does not exist.</summary>
    public bool TryGetPacingMultiplier(string lineItemId, out double multiplier)
    {
        double found = 0;
        bool exists = Write(state =>
        {
            DeliveryState part = state.PartOf(lineItemId, out int ordinal);
            found = ordinal >= 0 ? part._multipliers[ordinal] / (double)ExactScore.One : 0;
            return ordinal >= 0;
        });
        multiplier = found;
        return exists;
    }

    /// <summary>
    /// Sets what a promise is worth in one more impression: with <see cref="AdRequest.DynamicAllocation"/> a line item that competes
    /// by price, of the same or a weaker priority, goes before this guaranteed one when its effective CPM is greater, and only then.
    /// True when the id exists.
    /// </summary>
    /// <param name="lineItemId">The line item; only guaranteed ones give way.</param>
    /// <param name="cpmMicros">
    /// The opportunity cost (temporary CPM) in micros of the catalog's currency, 0 to <see cref="AdSelectLimits.MaxMoneyMicros"/>: low for
    /// a line item ahead of its plan, high for one that falls behind. Null, the default: it never gives way.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The cost is out of range.</exception>
    public bool SetOpportunityCost(string lineItemId, long? cpmMicros)
    {
        if (cpmMicros is < 0 or > AdSelectLimits.MaxMoneyMicros)
        {
            throw new ArgumentOutOfRangeException(nameof(cpmMicros), cpmMicros, $"An opportunity cost is within 0 and {AdSelectLimits.MaxMoneyMicros} micros.");
        }

        return Write(state =>
        {
            DeliveryState part = state.PartOf(lineItemId, out int ordinal);
            if (ordinal >= 0)
            {
                part._opportunityCosts[ordinal] = cpmMicros ?? OpportunityCosts.NeverGivesWay;
            }

            return ordinal >= 0;
        });
    }

    /// <summary>A line item's opportunity cost in micros of effective CPM; null where none was set. False when the id does not exist.</summary>
    public bool TryGetOpportunityCost(string lineItemId, out long? cpmMicros)
    {
        long found = OpportunityCosts.NeverGivesWay;
        bool exists = Write(state =>
        {
            DeliveryState part = state.PartOf(lineItemId, out int ordinal);
            found = ordinal >= 0 ? part._opportunityCosts[ordinal] : OpportunityCosts.NeverGivesWay;
            return ordinal >= 0;
        });
        cpmMicros = found == OpportunityCosts.NeverGivesWay ? null : found;
        return exists;
    }

    /// <summary>Whether some guaranteed line item, of the snapshot or its delta, may have to give way to a price.</summary>
    internal bool HasOpportunityCosts => _opportunityCosts.Any || (_delta is not null && _delta._opportunityCosts.Any);

    /// <summary>Bit n: some line item of priority n, of the snapshot or its delta, may have an opportunity cost.</summary>
    internal uint OpportunityCostPriorities => _opportunityCosts.Priorities | (_delta?._opportunityCosts.Priorities ?? 0);

    /// <summary>What a price must exceed to go before a guaranteed line item.</summary>
    internal long OpportunityCost(int lineItem) => _opportunityCosts.Read(lineItem);
}
