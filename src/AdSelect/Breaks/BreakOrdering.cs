// Sorts the candidates of a break into the order of the search.
using AdSelect.Indexing;

namespace AdSelect.Breaks;

internal static class BreakOrdering
{
    private const int PriceSteps = 7;

    /// <summary>Takes over the options that can be played at all; leaves conflicts empty.</summary>
    /// <param name="problem">The break.</param>
    /// <param name="tables">Columns with room for all options.</param>
    /// <param name="milliseconds">The time of the whole break.</param>
    public static void Fill(in BreakProblem problem, ref BreakTables tables, int milliseconds)
    {
        int count = 0;
        for (int i = 0; i < problem.Options.Length; i++)
        {
            ref readonly BreakOption option = ref problem.Options[i];
            if (IsPlayable(problem, option))
            {
                tables.Sources[count++] = (byte)i;
            }
        }

        tables.Count = count;
        tables.Words = (count + 63) >> 6;
        FindLevels(problem, ref tables);
        int start = 0;
        int places = problem.MaxAds;
        for (int level = 0; level < tables.Levels; level++)
        {
            start = FillLevel(problem, ref tables, level, start, ref milliseconds, ref places);
        }

        SortByScore(tables);
    }

    // By insertion: the search order is nearly sorted already. Equal ones stay in search order.
    private static void SortByScore(in BreakTables tables)
    {
        Span<byte> order = tables.ByScore;
        for (int i = 0; i < tables.Count; i++)
        {
            int at = i;
            for (; at > 0 && BreakSpots.IsBetter(tables, i, order[at - 1]); at--)
            {
                order[at] = order[at - 1];
            }

            order[at] = (byte)i;
        }
    }

    private static bool IsPlayable(in BreakProblem problem, in BreakOption option)
    {
        ulong places = option.Places & ((1UL << problem.Spots.Length) - 1);
        bool fitsFreePart = (option.Places & BreakOption.FreePart) != 0
            && option.DurationMilliseconds <= problem.MostFreeMilliseconds && problem.MostFreeAds > 0;
        bool isPlayable = (places != 0 || fitsFreePart) && !(option.IsNeverFirst && option.Position == BreakPosition.First);
        ReadOnlySpan<ulong> caps = problem.Keys.Slice(option.FirstKey + option.KeyCount - option.Caps, option.Caps);
        foreach (ulong cap in caps)
        {
            isPlayable &= !BreakOption.Carries(cap) || problem.CapsLeft[BreakOption.CapOf(cap)] > 0;
        }

        return isPlayable;
    }

    private static void FindLevels(in BreakProblem problem, ref BreakTables tables)
    {
        ulong tiers = 0;
        foreach (byte source in tables.Sources[..tables.Count])
        {
            tiers |= ScoreOf(problem.Options[source]) > 0 ? 1UL << problem.Options[source].Tier : 0;
        }

        tables.Levels = 0;
        for (byte tier = 0; tier <= Tiers.Last; tier++)
        {
            if ((tiers >> tier & 1) != 0 && (tables.Levels == 0 || !problem.IsOneTotal))
            {
                tables.Tiers[tables.Levels++] = problem.IsOneTotal ? (byte)0 : tier;
            }
        }

        // Whoever is worth nothing adds nothing to its tier and belongs behind everybody: to the last level.
        if (tables.Levels == 0)
        {
            tables.Tiers[tables.Levels++] = 0;
        }
    }

    // Sorts one level behind the earlier ones and returns its end; what would be left over passes to the next level.
    private static int FillLevel(in BreakProblem problem, ref BreakTables tables, int level, int start, ref int milliseconds, ref int places)
    {
        Span<byte> sources = tables.Sources[..tables.Count];
        int end = start;
        long total = 0;
        for (int i = start; i < sources.Length; i++)
        {
            ref readonly BreakOption option = ref problem.Options[sources[i]];
            if (level == tables.Levels - 1 || (option.Tier == tables.Tiers[level] && ScoreOf(option) > 0))
            {
                (sources[end], sources[i]) = (sources[i], sources[end]);
                total += option.DurationMilliseconds;
                end++;
            }
        }

        long price = end - start <= places ? 0 : PlacePrice(problem, sources[start..end], milliseconds, places);
        tables.PlacePrices[level] = price;
        tables.LevelEnds[level] = end;
        for (int i = start; i < end; i++)
        {
            ref readonly BreakOption option = ref problem.Options[sources[i]];
            tables.Densities[i] = -((ScoreOf(option) - price) / (double)option.DurationMilliseconds);
        }

        MemoryExtensions.Sort(tables.Densities[start..end], sources[start..end]);
        for (int i = start; i < end; i++)
        {
            Settle(problem, ref tables, level, start, i);
        }

        milliseconds = (int)Math.Max(0, milliseconds - total);
        places = Math.Max(0, places - (end - start));
        return end;
    }

    // Equal densities are put into the order of the rest values, then of the line items: a total order.
    private static void Settle(in BreakProblem problem, ref BreakTables tables, int level, int start, int from)
    {
        byte source = tables.Sources[from];
        ref readonly BreakOption option = ref problem.Options[source];
        double density = -tables.Densities[from];
        long rest = BreakTables.RestOf(option.DurationMilliseconds, option.Draw);
        int to = from;
        while (to > start && tables.Densities[to - 1] == density && IsBefore(rest, option.LineItem, tables.Rests[to - 1], problem.Options[tables.Sources[to - 1]].LineItem))
        {
            tables.Sources[to] = tables.Sources[to - 1];
            tables.Rests[to] = tables.Rests[to - 1];
            tables.Scores[to] = tables.Scores[to - 1];
            tables.Durations[to] = tables.Durations[to - 1];
            tables.Densities[to] = tables.Densities[to - 1];
            to--;
        }

        tables.Sources[to] = source;
        tables.Rests[to] = rest;
        tables.Scores[to] = ScoreOf(option);
        tables.Durations[to] = option.DurationMilliseconds;
        tables.Densities[to] = density;
        tables.LevelOf[from] = (byte)level;
    }

    private static bool IsBefore(long rest, int lineItem, long otherRest, int otherLineItem) =>
        rest != otherRest ? rest > otherRest : lineItem < otherLineItem;

    /// <summary>What counts of a rank score.</summary>
    public static long ScoreOf(in BreakOption option) => Math.Clamp(option.ScoreMicros, 0, AdSelectLimits.MaxBreakScoreMicros);

    // The dual of the count in the continuous relaxation with time and count. Any price gives a valid bound; this one
    // is near the best. Bisects the price of time; for each, the places' price is that of the first left out.
    private static long PlacePrice(in BreakProblem problem, ReadOnlySpan<byte> sources, int milliseconds, int places)
    {
        if (places == 0)
        {
            return 0;
        }

        double high = 0;
        foreach (byte source in sources)
        {
            ref readonly BreakOption option = ref problem.Options[source];
            high = Math.Max(high, ScoreOf(option) / (double)option.DurationMilliseconds);
        }

        double price = FirstLeftOut(problem, sources, 0, places, out long used);
        if (used <= milliseconds)
        {
            return (long)price;
        }

        double low = 0;
        for (int step = 0; step < PriceSteps; step++)
        {
            double middle = (low + high) / 2;
            price = FirstLeftOut(problem, sources, middle, places, out used);
            (low, high) = used > milliseconds ? (middle, high) : (low, middle);
        }

        return (long)Math.Max(0, FirstLeftOut(problem, sources, high, places, out _));
    }

    // Keeps the best at a price of time; returns what the first beyond the places is worth, and the time of those in them.
    private static double FirstLeftOut(in BreakProblem problem, ReadOnlySpan<byte> sources, double price, int places, out long used)
    {
        Span<double> best = stackalloc double[AdSelectLimits.MaxBreakAds + 1];
        Span<int> durations = stackalloc int[AdSelectLimits.MaxBreakAds + 1];
        int count = 0;
        foreach (byte source in sources)
        {
            ref readonly BreakOption option = ref problem.Options[source];
            double gain = ScoreOf(option) - (price * option.DurationMilliseconds);
            int duration = option.DurationMilliseconds;
            if (gain <= 0 || (count > places && !IsAhead(gain, duration, best[places], durations[places])))
            {
                continue;
            }

            int at = count > places ? places : count++;
            for (; at > 0 && IsAhead(gain, duration, best[at - 1], durations[at - 1]); at--)
            {
                best[at] = best[at - 1];
                durations[at] = durations[at - 1];
            }

            best[at] = gain;
            durations[at] = duration;
        }

        used = 0;
        for (int i = 0; i < Math.Min(count, places); i++)
        {
            used += durations[i];
        }

        return count > places ? best[places] : 0;
    }

    // Of equal gains the shorter, so that the order of the options does not matter.
    private static bool IsAhead(double gain, int duration, double otherGain, int otherDuration) =>
        gain > otherGain || (gain == otherGain && duration < otherDuration);
}
