// What a place of a ranking costs the others, added up exactly.
using AdSelect.Indexing;

namespace AdSelect.Auctions;

/// <summary>
/// Sums weight × score ÷ factor. No score is greater than the winner's, so its quotient by the winner's factor is at most an amount
/// of money; whole quotients and rests are summed apart, and neither sum leaves 128 bits.
/// </summary>
/// <param name="factor">What turns the winner's effective CPM into a score.</param>
internal struct PlaceCost(ulong factor)
{
    private UInt128 _whole;
    private UInt128 _rest;

    /// <param name="weight">A weight, or the step from one to the next; those of one sum are no more than the heaviest.</param>
    /// <param name="score">The score that is lost with it.</param>
    public void Add(ulong weight, UInt128 score)
    {
        (UInt128 quotient, UInt128 rest) = UInt128.DivRem(score, factor);
        _whole += weight * quotient;
        _rest += weight * rest;
    }

    /// <summary>The sum per unit of the winner's weight, as effective CPM, rounded up.</summary>
    public readonly UInt128 CpmMicrosFor(ulong weight)
    {
        (UInt128 cpm, UInt128 rest) = UInt128.DivRem(_whole, weight);
        return cpm + ExactScore.Ceiling((rest * factor) + _rest, Math.BigMul(weight, factor));
    }
}
