// Small vocabulary of a request: consent, the price rule, sets of AdCOM values.
namespace AdSelect;

/// <summary>What the listener agreed to. The default is nothing.</summary>
/// <param name="AllowsPersonalData">
/// True when line items that use personal data may serve, and histories of persons (user, device, household) may be read.
/// </param>
/// <param name="Purposes">IAB TCF purposes; bit <c>n − 1</c> stands for purpose <c>n</c> (1 to 24).</param>
public readonly record struct Consent(bool AllowsPersonalData, uint Purposes = 0)
{
    /// <summary>Everything is allowed.</summary>
    public static Consent Full => new(true, 0xFF_FFFF);
}

/// <summary>How the price of a winner is set.</summary>
public enum PriceRule : byte
{
    /// <summary>It pays its bid.</summary>
    First = 0,

    /// <summary>
    /// It pays the least that keeps its place, never above its bid. Over the places of a ranking this is the generalised
    /// second price (Edelman, Ostrovsky and Schwarz 2007).
    /// </summary>
    Second = 1,

    /// <summary>
    /// It pays what its presence costs the others, never above its bid: Vickrey, Clarke and Groves, over the places of a
    /// ranking with their <see cref="AdRequest.PlaceWeights"/>. Bidding one's true value is then the best one can do.
    /// </summary>
    Vcg = 2,
}

/// <summary>Whose bids count as competition when a price is set by others.</summary>
public enum PriceCompetition : byte
{
    /// <summary>Those of other advertisers: nobody bids against themselves.</summary>
    OtherAdvertisers = 0,

    /// <summary>Those of other campaigns, of the same advertiser too.</summary>
    OtherCampaigns = 1,

    /// <summary>Those of all other line items.</summary>
    OtherLineItems = 2,
}

/// <summary>A set of values of an AdCOM list (creative attributes, API frameworks), each 1 to <see cref="AdSelectLimits.MaxAdComValue"/>.</summary>
/// <param name="Bits">Bit <c>n</c> stands for value <c>n</c>; AdCOM's lists begin at 1, so a request with bit 0 is refused.</param>
public readonly record struct AdComSet(ulong Bits)
{
    /// <summary>The set of the given values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is below 1 or above <see cref="AdSelectLimits.MaxAdComValue"/>.</exception>
    public static AdComSet Of(params ReadOnlySpan<int> values)
    {
        ulong bits = 0;
        foreach (int value in values)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(values));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, AdSelectLimits.MaxAdComValue, nameof(values));
            bits |= 1UL << value;
        }

        return new AdComSet(bits);
    }

    /// <summary>False when a value is none of the list's.</summary>
    internal bool IsValid => (Bits & 1) == 0;
}
