// The upper bound of the search: a continuous knapsack, tier by tier, with a price for each place.
using System.Runtime.CompilerServices;

namespace AdSelect.Breaks;

internal ref partial struct BreakSearch
{
    private const double RoundingUp = 1 + (4.0 / (1L << 52));

    /// <summary>
    /// Whether a break can be better than the best so far that has these totals already and adds only available options
    /// within the time and the count. Notes the level in which it could be, and the most it could have there.
    /// </summary>
    /// <remarks>
    /// In each level the options are taken in the order of their densities until the time is full; the last one counts in
    /// part. Places cost their level's price, which bounds the count. As long as everybody fits, the level's bound is
    /// reached and what is left passes to the next level.
    /// </remarks>
    private bool CanBeat(ReadOnlySpan<long> totals, long rest, in OptionSet available, int milliseconds, int ads)
    {
        int option = available.Next(0, _words);
        _cliques.Begin();
        for (int level = 0; level < totals.Length; level++)
        {
            int end = _tables.LevelEnds[level];
            long price = _tables.PlacePrices[level];
            long total = totals[level];
            int taken = 0;
            int left = milliseconds;
            bool isRough = false;
            var tied = new TiedOptions { Density = -1 };
            while (option >= 0 && option < end)
            {
                long score = _tables.Scores[option];
                int duration = _tables.Durations[option];
                if (score <= price && price > 0)
                {
                    return BeatsByPlaces(totals, level, total, rest, available, option, taken, ads);
                }

                ref CountedClique clique = ref _cliques.CountedOf(option);
                bool isAlone = !_cliques.IsCounted(clique);
                if (!isAlone && !IsApart(ref clique, option, level, score - price, ref rest, ref score, ref duration, ref isAlone))
                {
                    option = available.Next(option + 1, _words);
                    continue;
                }

                if (_tables.Densities[option] != tied.Density)
                {
                    tied = new TiedOptions { First = option, Density = _tables.Densities[option], Milliseconds = left, Taken = taken, Rest = rest };
                }

                if (duration > left)
                {
                    long most = total + (price * (ads - taken)) + InPart(option, left);
                    if (most > _best[level] && (price > 0 || taken >= ads))
                    {
                        most = Math.Min(most, MostByPlaces(totals[level], level, available, ads));
                        isRough = true;
                    }

                    if (most != _best[level])
                    {
                        return IsAbove(level, most);
                    }

                    return isRough || !isAlone ? IsOpen(level, most) : BeatsByTime(totals, level, available, tied, ads);
                }

                total += score;
                left -= duration;
                if (isAlone)
                {
                    rest += _tables.Rests[option];
                    taken++;
                    _cliques.Count(ref clique, _tables, option, level, score - price);
                }
                else
                {
                    isRough |= score > 0;
                }

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

    // Of the group of an option another is counted already. False when the option need not count beside it, because
    // whole or in part the other one is at least as good. Otherwise it counts with what it is worth more, in the time that
    // this takes at its density: in all no more time than it has, so whoever takes it stays below the bound.
    private readonly bool IsApart(ref CountedClique clique, int option, int level, long gain, ref long rest, ref long score, ref int duration, ref bool isAlone)
    {
        if (clique.Level < level)
        {
            isAlone = true;
            return clique.Shortest > duration;
        }

        double density = _tables.Densities[option];
        if (density == clique.Density && duration != clique.Shortest)
        {
            // As dense and of another length: what is tied must be exact, so both count in full.
            isAlone = true;
            return true;
        }

        if (gain < clique.Gain || (gain == clique.Gain && _tables.Rests[option] <= clique.Rest))
        {
            return false;
        }

        score = gain - clique.Gain;
        duration = score == 0 ? 0 : (int)(score / (density * RoundingUp));
        rest += Math.Max(0, _tables.Rests[option] - clique.Rest);
        clique.Gain = gain;
        clique.Rest = Math.Max(clique.Rest, _tables.Rests[option]);
        clique.Density = density;
        return true;
    }

    // What an option adds in part of its time, above the price of a place; rounded up where a double is not exact.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly long InPart(int option, int milliseconds)
    {
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

    // Everybody from here on is worth no more than a place costs: the count decides.
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
        long sumOfRests = rest;
        int count = 0;
        for (int next = option; most == _best[level] && next >= 0 && next < end && count < left && _tables.Scores[next] == price; next = available.Next(next + 1, _words))
        {
            sumOfRests += _tables.Rests[next];
            count++;
        }

        if (most > _best[level])
        {
            most = Math.Min(most, MostByPlaces(totals[level], level, available, ads));
            return most == _best[level] ? IsOpen(level, most) : IsAbove(level, most);
        }

        // Equal only if each place left is taken at its price, so by one of those: the best of them by what follows.
        return left >= 0 ? count == left && BeatsBelow(totals, level, sumOfRests) : IsOpen(level, most);
    }

    // The bound equals the best in this level. If it is exact, a break that reaches it consists of all who are denser
    // than the one that counted in part and of some as dense, which together fill the time to the end.
    private bool BeatsByTime(ReadOnlySpan<long> totals, int level, in OptionSet available, in TiedOptions tied, int ads)
    {
        long price = _tables.PlacePrices[level];
        bool isExact = (Int128)(_tables.Scores[tied.First] - price) * tied.Milliseconds % _tables.Durations[tied.First] == 0;
        if (!isExact || tied.Taken > ads)
        {
            return IsOpen(level, _best[level]);
        }

        return BeatsBelow(totals, level, tied.Rest + MostRestOf(available, tied, level, ads - tied.Taken));
    }

    // The most rest value that equally dense options add in their time and so many places.
    private readonly long MostRestOf(in OptionSet available, in TiedOptions tied, int level, int places)
    {
        long price = _tables.PlacePrices[level];
        int shortest = int.MaxValue;
        int longest = 0;
        long sum = 0;
        int count = 0;
        int end = _tables.LevelEnds[level];
        for (int next = tied.First; next >= 0 && next < end && _tables.Densities[next] == tied.Density; next = available.Next(next + 1, _words))
        {
            ref readonly CountedClique clique = ref _cliques.CountedOf(next);
            if (_cliques.IsCounted(clique) && clique.Level == level && clique.Density != tied.Density && clique.Gain < _tables.Scores[next] - price)
            {
                // Beside a denser one of its group it counts in part: nothing can be told from lengths.
                return BreakTables.MostRest(tied.Milliseconds, places, tied.Milliseconds);
            }

            shortest = Math.Min(shortest, _tables.Durations[next]);
            longest = Math.Max(longest, _tables.Durations[next]);
            bool fits = count < places && ((long)count + 1) * shortest <= tied.Milliseconds;
            sum += fits ? _tables.Rests[next] : 0;
            count += fits ? 1 : 0;
        }

        if (shortest != longest)
        {
            return BreakTables.MostRest(tied.Milliseconds, places, longest);
        }

        bool mustFill = tied.Density > 0;
        bool isImpossible = (mustFill && count * (long)shortest != tied.Milliseconds) || (price > 0 && count != places);
        return isImpossible ? long.MinValue / 2 : sum;
    }

    // The most of a level by the count alone: the best of so many groups, whatever time they take.
    private long MostByPlaces(long total, int level, in OptionSet available, int ads)
    {
        _cliques.Begin();
        int end = _tables.LevelEnds[level];
        for (int at = _tables.LevelStart(level); at < end && ads > 0; at++)
        {
            int option = _tables.ByScore[at];
            ref CountedClique clique = ref _cliques.CountedOf(option);
            if (available.Has(option) && !_cliques.IsCounted(clique))
            {
                _cliques.Count(ref clique, _tables, option, level, 0);
                total += _tables.Scores[option];
                ads--;
            }
        }

        return total;
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
