// Who may not be in one break together, and who may not be neighbours.
using System.Numerics;
using System.Runtime.CompilerServices;
using AdSelect.Internals;

namespace AdSelect.Breaks;

/// <summary>
/// Keys are grouped in a small hash table, kind by kind, so the work is proportional to the keys and not to the pairs of
/// options.
/// </summary>
internal static class BreakConflicts
{
    // Of a category: itself, all of its first tier, its first tier alone.
    private const int CategoryGroups = 3;

    // Of an advertiser: all of its options, those that want to be alone.
    private const int AdvertiserGroups = 2;

    /// <summary>Fills the sets of conflicts, neighbours and dominated options.</summary>
    public static void Fill(in BreakProblem problem, in BreakTables tables, scoped CallMemory memory, ref BreakLimits limits)
    {
        int most = MostGroups(tables.Count, problem.Keys.Length);
        var groups = new KeyGroups(memory.Take<short>(KeyGroups.SlotsFor(most)), memory.Take<ulong>(most), memory.Take<OptionSet>(most));
        tables.Conflicts[..tables.Count].Clear();
        tables.Neighbours[..tables.Count].Clear();
        if (!problem.Keys.IsEmpty)
        {
            JoinExclusions(problem, tables, ref groups);
            JoinCategories(problem, tables, ref groups);
            PartAllies(problem, tables, ref groups);
        }

        JoinLineItems(problem, tables, ref groups);
        JoinCreatives(problem, tables, ref groups);
        JoinAdvertisers(problem, tables, ref groups);
        JoinPositions(problem, tables);
        if (!problem.Keys.IsEmpty)
        {
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

    /// <summary>The memory that <see cref="Fill"/> needs.</summary>
    public static int BytesFor(int options, int keys)
    {
        int most = MostGroups(options, keys);
        return CallMemory.SizeOf<short>(KeyGroups.SlotsFor(most)) + CallMemory.SizeOf<ulong>(most) + CallMemory.SizeOf<OptionSet>(most);
    }

    private static int MostGroups(int options, int keys) => Math.Max(Math.Max(AdvertiserGroups * options, (CategoryGroups * keys / 2) + 1), keys);

    private static void JoinLineItems(in BreakProblem problem, in BreakTables tables, ref KeyGroups groups)
    {
        groups.Clear(tables.Count);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < tables.Count; i++)
            {
                Join(ref groups.Of((uint)problem.Options[tables.Sources[i]].LineItem), ref tables.Conflicts[i], i, tables.Words, pass);
            }
        }
    }

    private static void JoinCreatives(in BreakProblem problem, in BreakTables tables, ref KeyGroups groups)
    {
        groups.Clear(tables.Count);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < tables.Count; i++)
            {
                ulong creative = problem.Options[tables.Sources[i]].Creative;
                if (creative != 0)
                {
                    Join(ref groups.Of(creative), ref tables.Conflicts[i], i, tables.Words, pass);
                }
            }
        }
    }

    // Neither labels nor categories keep apart those of one advertiser that allow each other.
    private static void PartAllies(in BreakProblem problem, in BreakTables tables, ref KeyGroups groups)
    {
        groups.Clear(tables.Count);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < tables.Count; i++)
            {
                ref readonly BreakOption option = ref problem.Options[tables.Sources[i]];
                if (!option.IsAlly)
                {
                    continue;
                }

                ref OptionSet allies = ref groups.Of((uint)option.Advertiser);
                if (pass == 0)
                {
                    allies.Add(i);
                }
                else
                {
                    tables.Conflicts[i].Remove(allies, tables.Words);
                }
            }
        }
    }

    // Two of one advertiser only if both allow it: one that does not meets all, one that does meets those that do not.
    private static void JoinAdvertisers(in BreakProblem problem, in BreakTables tables, ref KeyGroups groups)
    {
        groups.Clear(AdvertiserGroups * tables.Count);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < tables.Count; i++)
            {
                ref readonly BreakOption option = ref problem.Options[tables.Sources[i]];
                if (option.Advertiser == BreakOption.NoAdvertiser)
                {
                    continue;
                }

                ulong all = (uint)option.Advertiser;
                ulong alone = all | (1UL << 32);
                if (pass == 0)
                {
                    groups.Of(all).Add(i);
                    if (!option.AllowsSameAdvertiser)
                    {
                        groups.Of(alone).Add(i);
                    }
                }
                else
                {
                    tables.Conflicts[i].Add(groups.Of(option.AllowsSameAdvertiser ? alone : all), tables.Words);
                }
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
        groups.Clear((CategoryGroups * problem.Keys.Length / 2) + 1);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < tables.Count; i++)
            {
                ref readonly BreakOption option = ref problem.Options[tables.Sources[i]];
                ReadOnlySpan<ulong> keys = problem.Keys.Slice(option.FirstKey + option.Exclusions, option.Categories);
                for (int key = 0; key < keys.Length; key += 2)
                {
                    (ulong first, ulong second) = (keys[key], keys[key + 1]);
                    bool hasSecond = second != BreakOption.NoSecondTier;
                    ulong category = BothTiers(first, second);
                    if (pass == 0)
                    {
                        groups.Of(category).Add(i);
                        groups.Of(first).Add(i);
                    }
                    else
                    {
                        tables.Conflicts[i].Add(hasSecond ? groups.Of(category) : groups.Of(first), tables.Words);
                        tables.Conflicts[i].Add(groups.Of(hasSecond ? BothTiers(first, BreakOption.NoSecondTier) : category), tables.Words);
                    }
                }
            }
        }
    }

    // Unlike any first tier, and unlike that of any other pair.
    private static ulong BothTiers(ulong first, ulong second) =>
        BitOperations.RotateLeft(first, 21) ^ unchecked(second * 0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03;

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
