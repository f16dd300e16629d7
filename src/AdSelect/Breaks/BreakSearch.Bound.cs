// The upper bound of the search: a continuous knapsack, tier by tier, with a price for each place.
using System.Runtime.CompilerServices;

namespace AdSelect.Breaks;

internal ref partial struct BreakSearch
{
    /// <summary>
    /// Whether a break can be better than the best so far that has these totals already and adds only available options
    /// within the time and the count. Notes the level in which it could be, and the most it could have there.
    /// </summary>
    /// <remarks>
    /// In each level the options are taken in the order of their densities until the time is full; the last one counts in
    /// part. Places cost their level's price, which bounds the count. As long as everybody fits, the level's bound is
    /// reached and what is left passes to the next level.
    /// </remarks>
    private bool CanBeat(ReadOnlySpan<long> totals, long rest, OptionSet available, int milliseconds, int ads)
    {
        int option = available.Next(0, _words);
        for (int level = 0; level < totals.Length; level++)
        {
            int end = _tables.LevelEnds[level];
            long price = _tables.PlacePrices[level];
            long total = totals[level];
            int from = option;
            int taken = 0;
            int left = milliseconds;
            while (option >= 0 && option < end)
            {
                long score = _tables.Scores[option];
                int duration = _tables.Durations[option];
                if (score <= price && price > 0)
                {
                    return BeatsByPlaces(totals, level, total, rest, available, option, taken, ads);
                }

                if (duration > left)
                {
                    long most = total + (price * (ads - taken)) + InPart(option, left);
                    return most != _best[level] ? IsAbove(level, most) : BeatsByTime(totals, level, rest: rest, available, from, option, milliseconds, ads);
                }

                total += score;
                rest += _tables.Rests[option];
                left -= duration;
                taken++;
                available.Remove(_tables.Dominated[option], _words);
                option = available.Next(option + 1, _words);
            }

            total += Math.Min(0, price * (ads - taken));
            if (total != _best[level])
            {
                return IsAbove(level, total);
            }

            if (taken > ads)
            {
                return IsOpen(level, total);
            }

            milliseconds = left;
            ads -= taken;
        }

        return rest > _bestRest && IsOpen(totals.Length, 0);
    }

    // What an option adds in part of its time, above the price of a place; rounded up where a double is not exact.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly long InPart(int option, int milliseconds)
    {
        const double RoundingUp = 1 + (4.0 / (1L << 52));
        return (long)(_tables.Densities[option] * milliseconds * RoundingUp);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsAbove(int level, long most) => most > _best[level] && IsOpen(level, most);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsOpen(int level, long most)
    {
        _boundLevel = level;
        _bound = most;
        return true;
    }

    // Everybody from here on is worth no more than a place costs: the count decides. Nobody has more than the price for
    // each place that is left, and where few are left, than their sum.
    private bool BeatsByPlaces(ReadOnlySpan<long> totals, int level, long total, long rest, in OptionSet available, int option, int taken, int ads)
    {
        long price = _tables.PlacePrices[level];
        int left = ads - taken;
        long most = total + (price * left);
        if (most < _best[level])
        {
            return false;
        }

        int end = _tables.LevelEnds[level];
        long sum = total;
        long sumOfRests = rest;
        int count = 0;
        int next = option;
        for (; next >= 0 && next < end && count < left && (most > _best[level] || _tables.Scores[next] == price); next = available.Next(next + 1, _words))
        {
            sum += _tables.Scores[next];
            sumOfRests += _tables.Rests[next];
            count++;
        }

        if (most > _best[level])
        {
            bool isAll = next < 0 || next >= end;
            return isAll && sum <= _best[level] ? sum == _best[level] && IsOpen(level, sum) : IsOpen(level, isAll ? Math.Min(most, sum) : most);
        }

        // Equal only if each place left is taken at its price, so by one of those: the best of them by what follows.
        return left >= 0 ? count == left && BeatsBelow(totals, level, sumOfRests) : IsOpen(level, most);
    }

    // The bound equals the best in this level. If it is exact, a break that reaches it consists of all who are denser
    // than the one that counted in part and of some as dense, which together fill the time to the end.
    private bool BeatsByTime(ReadOnlySpan<long> totals, int level, long rest, OptionSet available, int from, int partial, int milliseconds, int ads)
    {
        double density = _tables.Densities[partial];
        int duration = _tables.Durations[partial];
        long price = _tables.PlacePrices[level];
        int taken = 0;
        int option = from;
        for (int repeated = from; repeated != partial; repeated = available.Next(repeated + 1, _words))
        {
            // Taken again from the start of the level up to the first that is as dense.
            rest -= _tables.Rests[repeated];
        }

        for (; _tables.Densities[option] != density; option = available.Next(option + 1, _words))
        {
            milliseconds -= _tables.Durations[option];
            rest += _tables.Rests[option];
            taken++;
        }

        bool isExact = (Int128)(_tables.Scores[partial] - price) * milliseconds % duration == 0;
        bool isLastOfAll = density == 0 && level < totals.Length - 1;
        int places = ads - taken;
        if (!isExact || isLastOfAll || places < 0)
        {
            return IsOpen(level, _best[level]);
        }

        return BeatsBelow(totals, level, rest + MostRestOf(available, option, milliseconds, places, mustFill: density > 0, mustUseAll: price > 0));
    }

    // The most rest value of equally dense options in some time and so many places.
    private readonly long MostRestOf(in OptionSet available, int option, int milliseconds, int places, bool mustFill, bool mustUseAll)
    {
        double density = _tables.Densities[option];
        int shortest = _tables.Durations[option];
        int longest = shortest;
        long sum = 0;
        int count = 0;
        int end = _tables.LevelEnds[_tables.LevelOf[option]];
        for (int next = option; next >= 0 && next < end && _tables.Densities[next] == density; next = available.Next(next + 1, _words))
        {
            shortest = Math.Min(shortest, _tables.Durations[next]);
            longest = Math.Max(longest, _tables.Durations[next]);
            bool fits = count < places && ((long)count + 1) * shortest <= milliseconds;
            sum += fits ? _tables.Rests[next] : 0;
            count += fits ? 1 : 0;
        }

        if (shortest != longest)
        {
            return BreakTables.MostRest(milliseconds, places, longest);
        }

        bool isImpossible = (mustFill && count * (long)shortest != milliseconds) || (mustUseAll && count != places);
        return isImpossible ? long.MinValue / 2 : sum;
    }

    // This level and the stronger ones are as good as the best and use up all there is: the weaker ones get no more.
    private bool BeatsBelow(ReadOnlySpan<long> totals, int level, long rest)
    {
        for (int weaker = level + 1; weaker < totals.Length; weaker++)
        {
            if (totals[weaker] != _best[weaker])
            {
                return IsAbove(weaker, totals[weaker]);
            }
        }

        return rest > _bestRest && IsOpen(totals.Length, 0);
    }
}
