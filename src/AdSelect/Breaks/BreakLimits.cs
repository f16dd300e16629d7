// Groups of options of which a break holds no more than so many.
namespace AdSelect.Breaks;

/// <summary>
/// Caps with what is left of them, and labels that may not be neighbours: of n ads in a row at most every second has the
/// same spacing label.
/// </summary>
internal ref struct BreakLimits
{
    /// <summary>The members of each group.</summary>
    public Span<OptionSet> Groups;

    /// <summary>How many more each group allows.</summary>
    public Span<int> Left;

    private int _count;
    private int _capsEnd;

    /// <summary>Spacing labels of which many could be chosen, at most as many as caps; they only help the bound.</summary>
    public const int MaxGroups = 2 * AdSelectLimits.MaxBreakCaps;

    public void Fill(in BreakProblem problem, in BreakTables tables)
    {
        _count = problem.CapsLeft.Length;
        Groups[.._count].Clear();
        problem.CapsLeft.CopyTo(Left);
        for (int i = 0; i < tables.Count; i++)
        {
            ref readonly BreakOption option = ref problem.Options[tables.Sources[i]];
            foreach (ulong cap in problem.Keys.Slice(option.FirstKey + option.KeyCount - option.Caps, option.Caps))
            {
                Groups[(int)cap].Add(i);
            }
        }

        _capsEnd = _count;
    }

    /// <summary>Adds the options that share a spacing label, unless so few do that any number can be kept apart.</summary>
    public void AddSpacing(in OptionSet members, int maxAds, int words)
    {
        int most = (maxAds + 1) / 2;
        if (_count < _capsEnd + AdSelectLimits.MaxBreakCaps && members.Count(words) > most)
        {
            Groups[_count] = members;
            Left[_count++] = most;
        }
    }

    /// <summary>Removes who is in a group that allows none.</summary>
    public readonly void Begin(ref OptionSet available, int words)
    {
        for (int group = 0; group < _count; group++)
        {
            if (Left[group] <= 0)
            {
                available.Remove(Groups[group], words);
            }
        }
    }

    /// <summary>Counts an option and removes who may not follow.</summary>
    public readonly void Take(int option, ref OptionSet available, int words)
    {
        for (int group = 0; group < _count; group++)
        {
            if (Groups[group].Has(option) && --Left[group] == 0)
            {
                available.Remove(Groups[group], words);
            }
        }
    }

    public readonly void PutBack(int option)
    {
        for (int group = 0; group < _count; group++)
        {
            Left[group] += Groups[group].Has(option) ? 1 : 0;
        }
    }
}
