// How a break was filled, and how sure it is that nothing is better.
namespace AdSelect.Breaks;

/// <summary>One ad of a filled break.</summary>
/// <param name="Option">Index in <see cref="BreakProblem.Options"/>.</param>
/// <param name="Spot">The fixed spot, or -1 in the free part.</param>
internal readonly record struct BreakPlacement(int Option, int Spot);

/// <summary>The outcome; the ads are in the caller's span, in the order in which they are played.</summary>
internal struct BreakAnswer
{
    /// <summary>How many ads the break has.</summary>
    public int Count;

    /// <summary>False when a required spot stays empty: nothing is played. Only certain if <see cref="IsProven"/>.</summary>
    public bool IsFeasible;

    /// <summary>Whether the search ended by itself: no other break is better. Otherwise the budget ended it.</summary>
    public bool IsProven;

    /// <summary>Steps taken.</summary>
    public int Nodes;

    /// <summary>The sum of all rank scores.</summary>
    public long ScoreMicros;

    public long Milliseconds;

    /// <summary>If not proven: the strongest tier in which a better break might differ; 0 when only ties are open, and for one total over all tiers.</summary>
    public byte OpenTier;

    /// <summary>What the break has in <see cref="OpenTier"/> (or in all).</summary>
    public long OpenScoreMicros;

    /// <summary>The most that any break can have there.</summary>
    public long UpperBoundMicros;

    /// <summary>The most that is lost, in the terms of <see cref="OpenTier"/>; 0 when proven.</summary>
    public readonly long GapMicros => UpperBoundMicros - OpenScoreMicros;
}
