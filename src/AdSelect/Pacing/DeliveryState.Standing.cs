// What hosts set of a line item against the others: its pacing multiplier and its opportunity cost.
using AdSelect.Indexing;
using AdSelect.Pacing;

namespace AdSelect;

public sealed partial class DeliveryState
{
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

        return WriteLineItem(lineItemId, (delivery, lineItem) => delivery.SetMultiplier(lineItem, ExactScore.MultiplierMillionths(multiplier)));
    }

    /// <summary>A line item's pacing multiplier, in whole millionths. False when the id does not exist.</summary>
    public bool TryGetPacingMultiplier(string lineItemId, out double multiplier)
    {
        double found = 0;
        bool exists = WriteLineItem(lineItemId, (delivery, lineItem) => found = delivery.MultiplierOf(lineItem) / (double)ExactScore.One);
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

        return WriteLineItem(lineItemId, (delivery, lineItem) => delivery.SetCost(lineItem, cpmMicros ?? OpportunityCosts.NeverGivesWay));
    }

    /// <summary>A line item's opportunity cost in micros of effective CPM; null where none was set. False when the id does not exist.</summary>
    public bool TryGetOpportunityCost(string lineItemId, out long? cpmMicros)
    {
        long found = OpportunityCosts.NeverGivesWay;
        bool exists = WriteLineItem(lineItemId, (delivery, lineItem) => found = delivery.CostOf(lineItem));
        cpmMicros = found == OpportunityCosts.NeverGivesWay ? null : found;
        return exists;
    }
}
