// Who may not be in one break together, and who may not be neighbours.
using System.Runtime.CompilerServices;

namespace AdSelect.Breaks;

/// <summary>
/// Keys are grouped in a small hash table, kind by kind, so the work is proportional to the keys and not to the pairs of
/// options.
/// </summary>
internal static class BreakConflicts
{
    private const int SecondTierBits = 32;

    // Of a category: itself, all of its first tier, its first tier alone.
    private const int CategoryGroups = 3;

    /// <summary>Fills the sets of conflicts, neighbours and dominated options.</summary>
    [SkipLocalsInit]
    public static void Fill(in BreakProblem problem, in BreakTables tables, ref BreakLimits limits)
    {
        int most = Math.Max(tables.Count, (CategoryGroups * problem.Keys.Length) + 1);
        var groups = new KeyGroups(stackalloc short[KeyGroups.SlotsFor(most)], stackalloc ulong[most], stackalloc OptionSet[most]);
        tables.Conflicts[..tables.Count].Clear();
        tables.Neighbours[..tables.Count].Clear();
        JoinItems(problem, tables, ref groups, ofAdvertisers: false);
        JoinItems(problem, tables, ref groups, ofAdvertisers: true);
        JoinPositions(problem, tables);
        if (!problem.Keys.IsEmpty)
        {
            JoinExclusions(problem, tables, ref groups);
            JoinCategories(problem, tables, ref groups);
            JoinSpacings(problem, tables, ref groups);
            for (int group = 0; group < groups.Count; group++)
            {
                limits.AddSpacing(groups.At(group), problem.MaxAds, tables.Words);
            }
        }

        for (int i = 0; i < tables.Count; i++)
        {
            tables.Conflicts[i].Remove(i);
            tables.Neighbours[i].Remove(i);
        }
    }

    private static void JoinItems(in BreakProblem problem, in BreakTables tables, ref KeyGroups groups, bool ofAdvertisers)
    {
        groups.Clear(tables.Count);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < tables.Count; i++)
            {
                ref readonly BreakOption option = ref problem.Options[tables.Sources[i]];
                if (ofAdvertisers && option.Advertiser == BreakOption.NoAdvertiser)
                {
                    continue;
                }

                ref OptionSet members = ref groups.Of((uint)(ofAdvertisers ? option.Advertiser : option.LineItem));
                Join(ref members, ref tables.Conflicts[i], i, tables.Words, pass);
            }
        }
    }

    private static void JoinPositions(in BreakProblem problem, in BreakTables tables)
    {
        OptionSet first = default;
        OptionSet last = default;
        bool isAny = true;
        for (int pass = 0; pass < 2 && (pass == 0 || !isAny); pass++)
        {
            for (int i = 0; i < tables.Count; i++)
            {
                BreakPosition position = problem.Options[tables.Sources[i]].Position;
                isAny &= position == BreakPosition.Any;
                if (position != BreakPosition.Any)
                {
                    Join(ref position == BreakPosition.First ? ref first : ref last, ref tables.Conflicts[i], i, tables.Words, pass);
                }
            }
        }
    }

    private static void JoinExclusions(in BreakProblem problem, in BreakTables tables, ref KeyGroups groups)
    {
        groups.Clear(problem.Keys.Length);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < tables.Count; i++)
            {
                ref readonly BreakOption option = ref problem.Options[tables.Sources[i]];
                foreach (ulong key in problem.Keys.Slice(option.FirstKey, option.Exclusions))
                {
                    Join(ref groups.Of(key), ref tables.Conflicts[i], i, tables.Words, pass);
                }
            }
        }
    }

    private static void JoinSpacings(in BreakProblem problem, in BreakTables tables, ref KeyGroups groups)
    {
        groups.Clear(problem.Keys.Length);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < tables.Count; i++)
            {
                ref readonly BreakOption option = ref problem.Options[tables.Sources[i]];
                foreach (ulong key in problem.Keys.Slice(option.FirstKey + option.Exclusions + option.Categories, option.Spacings))
                {
                    Join(ref groups.Of(key), ref tables.Neighbours[i], i, tables.Words, pass);
                }
            }
        }
    }

    // Two categories with a second tier are the same if both tiers are; otherwise if the first is. So one with a second
    // tier meets those of the same two and those of the first alone; one without meets all of its first tier.
    private static void JoinCategories(in BreakProblem problem, in BreakTables tables, ref KeyGroups groups)
    {
        groups.Clear(CategoryGroups * problem.Keys.Length);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < tables.Count; i++)
            {
                ref readonly BreakOption option = ref problem.Options[tables.Sources[i]];
                foreach (ulong key in problem.Keys.Slice(option.FirstKey + option.Exclusions, option.Categories))
                {
                    bool hasSecond = (uint)key != 0;
                    ulong anyOfFirst = key >> SecondTierBits;
                    ulong firstAlone = key & ~(ulong)uint.MaxValue;
                    if (pass == 0)
                    {
                        groups.Of(key).Add(i);
                        groups.Of(anyOfFirst).Add(i);
                    }
                    else
                    {
                        tables.Conflicts[i].Add(hasSecond ? groups.Of(key) : groups.Of(anyOfFirst), tables.Words);
                        tables.Conflicts[i].Add(groups.Of(hasSecond ? firstAlone : key), tables.Words);
                    }
                }
            }
        }
    }

    // In the first pass an option joins a group, in the second it takes over who is in it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join(ref OptionSet members, ref OptionSet met, int option, int words, int pass)
    {
        if (pass == 0)
        {
            members.Add(option);
        }
        else
        {
            met.Add(members, words);
        }
    }
}
