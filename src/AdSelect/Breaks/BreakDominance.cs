// Whom a bound need not count beside somebody better.
namespace AdSelect.Breaks;

internal static class BreakDominance
{
    /// <summary>
    /// Divides the options into groups of which a break has at most one (greedily, in search order). Within a group, who
    /// is not worth more and not shorter than another is left out of a bound that counts the other: in any break it can
    /// be exchanged for that one, if only the bound's relaxed rules are kept.
    /// </summary>
    public static void Fill(ref BreakTables tables)
    {
        int words = tables.Words;
        OptionSet open = default;
        for (int i = 0; i < tables.Count; i++)
        {
            open.Add(i);
        }

        for (int i = 0; i < tables.Count; i++)
        {
            tables.Dominated[i] = default;
        }

        for (int first = 0; first >= 0 && tables.Count > 0; first = open.Next(first, words))
        {
            OptionSet group = default;
            OptionSet rest = open;
            for (int member = first; member >= 0; member = rest.Next(member, words))
            {
                Dominate(ref tables, group, member);
                group.Add(member);
                rest.Keep(tables.Conflicts[member], words);
            }

            open.Remove(group, words);
            if (open.Next(first, words) < 0)
            {
                return;
            }
        }
    }

    // The members come in search order, so whoever dominates another comes before it.
    private static void Dominate(ref BreakTables tables, in OptionSet group, int option)
    {
        for (int better = group.Next(0, tables.Words); better >= 0; better = group.Next(better + 1, tables.Words))
        {
            if (IsDominated(tables, option, better))
            {
                tables.Dominated[better].Add(option);
            }
        }
    }

    private static bool IsDominated(in BreakTables tables, int option, int better)
    {
        if (tables.Durations[better] > tables.Durations[option])
        {
            return false;
        }

        if (tables.LevelOf[better] != tables.LevelOf[option])
        {
            return tables.Scores[better] > 0;
        }

        return tables.Scores[better] > tables.Scores[option] || (tables.Scores[better] == tables.Scores[option] && tables.Rests[better] >= tables.Rests[option]);
    }
}
