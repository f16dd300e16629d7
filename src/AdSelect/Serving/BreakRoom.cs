// What filling a break works on: its candidates as options of the search, and the caps that its ads may reach together.
using AdSelect.Breaks;
using AdSelect.Eligibility;
using AdSelect.Frequency;

namespace AdSelect.Serving;

/// <summary>A candidate with one of its creatives: what an option of the search stands for.</summary>
internal struct BreakChoice
{
    /// <summary>Index among the candidates.</summary>
    public int Candidate;

    /// <summary>Ordinal in its segment.</summary>
    public int Creative;

    public ulong Places;

    /// <summary>Caps that keep it out when enough others count toward them.</summary>
    public ulong Carried;
}

internal ref struct BreakRoom
{
    public BreakPool Pool;
    public BreakCaps Caps;
    public Span<BreakChoice> Choices;
    public int ChoiceCount;

    /// <summary>What the session had before the break.</summary>
    public PlayedAds Played;

    public BreakObjective Objective;

    /// <summary>The most ads of the break.</summary>
    public int MostAds;

    /// <summary>How many more ads the listener may have.</summary>
    public int Load;

    /// <summary>The option at an index of the pool is the choice at that index.</summary>
    public readonly ReadOnlySpan<BreakChoice> Chosen => Choices[..ChoiceCount];

    /// <summary>What each cap leaves.</summary>
    public readonly ReadOnlySpan<int> CapsLeft(Span<int> left)
    {
        for (int i = 0; i < Caps.Count; i++)
        {
            left[i] = Caps.All[i].Left;
        }

        return left[..Caps.Count];
    }
}
