// Groups of options of which a break holds no more than so many.
namespace AdSelect.Breaks;

/// <summary>
/// Caps with what is left of them, and labels that may not be neighbours: of n ads in a row at most every second has the
/// same spacing label.
/// </summary>
internal ref struct BreakLimits
{
    /// <summary>Who counts toward each group's limit.</summary>
    public Span<OptionSet> Groups;

    /// <summary>Who is kept out of a break in which more than allowed count.</summary>
    public Span<OptionSet> Carriers;

    /// <summary>How many more each group allows.</summary>
    public Span<int> Left;

    /// <summary>How many carriers of each group are in the break.</summary>
    public Span<int> Carried;

    /// <summary>How many of them do not count themselves.</summary>
    public Span<int> Watchers;

    private int _count;
    private int _capsEnd;

    /// <summary>Spacing labels of which many could be chosen, at most as many as caps; they only help the bound.</summary>
    public const int MaxGroups = 2 * AdSelectLimits.MaxBreakCaps;

    public void Fill(in BreakProblem problem, in BreakTables tables)
    {
        _count = problem.CapsLeft.Length;
        Groups[.._count].Clear();
        Carriers[.._count].Clear();
        Carried.Clear();
        Watchers.Clear();
        problem.CapsLeft.CopyTo(Left);
        for (int i = 0; i < tables.Count; i++)
        {
            ref readonly BreakOption option = ref problem.Options[tables.Sources[i]];
            foreach (ulong key in problem.Keys.Slice(option.FirstKey + option.KeyCount - option.Caps, option.Caps))
            {
                int cap = BreakOption.CapOf(key);
                if (BreakOption.Counts(key))
                {
                    Groups[cap].Add(i);
                }

                if (BreakOption.Carries(key))
                {
                    Carriers[cap].Add(i);
                }
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
            Groups[_count] = Carriers[_count] = members;
            Left[_count++] = most;
        }
    }

    /// <summary>Removes who carries the limit of a group that allows none.</summary>
    public readonly void Begin(ref OptionSet available, int words)
    {
        for (int group = 0; group < _count; group++)
        {
            if (Left[group] <= 0)
            {
                available.Remove(Carriers[group], words);
            }
        }
    }

    /// <summary>Counts an option and removes who may not follow.</summary>
    public readonly void Take(int option, ref OptionSet available, int words)
    {
        for (int group = 0; group < _count; group++)
        {
            bool counts = Groups[group].Has(option);
            bool carries = Carriers[group].Has(option);
            if (!counts && !carries)
            {
                continue;
            }

            Left[group] -= counts ? 1 : 0;
            Carried[group] += carries ? 1 : 0;
            if (carries && !counts)
            {
                Watchers[group]++;
            }

            if (Left[group] <= 0)
            {
                available.Remove(Carriers[group], words);
            }

            // One that counts has counted itself; one that does not must find room left.
            if ((Left[group] <= 0 && Carried[group] > 0) || (Left[group] <= 1 && Watchers[group] > 0))
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
            Carried[group] -= Carriers[group].Has(option) ? 1 : 0;
            Watchers[group] -= Carriers[group].Has(option) && !Groups[group].Has(option) ? 1 : 0;
        }
    }
}
