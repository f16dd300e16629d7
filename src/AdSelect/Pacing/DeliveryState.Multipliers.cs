// Pacing multipliers: how much of its worth a line item brings into the ranking.
using AdSelect.Indexing;

namespace AdSelect;

public sealed partial class DeliveryState
{
    // Made when the first multiplier other than 1 is set: until then selections do without.
    private double[]? _multipliers;

    /// <summary>Pacing multipliers by line item; null while all are 1.</summary>
    internal double[]? Multipliers => Volatile.Read(ref _multipliers);

    /// <summary>
    /// Sets a line item's pacing multiplier: its rank score is multiplied by it, so that a line item ahead of its plan gives
    /// way. It changes neither what the line item bids or pays at most, nor which floors it reaches. True when the id
    /// exists.
    /// </summary>
    /// <param name="lineItemId">The line item.</param>
    /// <param name="multiplier">0 to 1; 1, the default, is no pacing.</param>
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
                part.SetMultiplier(ordinal, multiplier);
            }

            return ordinal >= 0;
        });
    }

    /// <summary>A line item's pacing multiplier. False when the id does not exist.</summary>
    public bool TryGetPacingMultiplier(string lineItemId, out double multiplier)
    {
        double found = 0;
        bool exists = Write(state =>
        {
            DeliveryState part = state.PartOf(lineItemId, out int ordinal);
            found = ordinal >= 0 ? part.MultiplierOf(ordinal) : 0;
            return ordinal >= 0;
        });
        multiplier = found;
        return exists;
    }

    private double MultiplierOf(int ordinal) => _multipliers is null ? 1 : _multipliers[ordinal];

    private void SetMultiplier(int ordinal, double multiplier)
    {
        double[]? multipliers = _multipliers;
        if (multipliers is null)
        {
            if (multiplier == 1)
            {
                return;
            }

            multipliers = NoPacing(_catalog);
            Volatile.Write(ref _multipliers, multipliers);
        }

        Volatile.Write(ref multipliers[ordinal], multiplier);
    }

    private static double[] NoPacing(FrozenCatalog catalog)
    {
        double[] multipliers = new double[catalog.LineItems.Length];
        Array.Fill(multipliers, 1);
        return multipliers;
    }
}
