// The entrance of the solver: lays out its memory, searches, and writes the answer.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Breaks;

/// <summary>Fills a break. Exact unless the budget of steps ends it; the same problem always gives the same answer.</summary>
internal static class BreakSolver
{
    /// <summary>The memory that every break within <see cref="AdSelectLimits"/> can be solved in.</summary>
    public static int MaxBytes { get; } = BytesFor(AdSelectLimits.MaxBreakCandidates, AdSelectLimits.MaxBreakKeys, AdSelectLimits.MaxBreakAds);

    /// <summary>Fills a break.</summary>
    /// <param name="problem">The break, within <see cref="AdSelectLimits"/>.</param>
    /// <param name="memory">As much as <see cref="BytesFor"/> says.</param>
    /// <param name="ads">Room for <see cref="BreakProblem.MaxAds"/> ads.</param>
    public static BreakAnswer Solve(in BreakProblem problem, CallMemory memory, Span<BreakPlacement> ads)
    {
        int count = problem.Options.Length;
        BreakTables tables = LayTables(ref memory, count);
        BreakLimits limits = LayLimits(ref memory);
        BreakSpots spots = LaySpots(ref memory, count, problem.Spots.Length);
        var time = new BreakTime { Durations = memory.Take<int>(count + 1), Fitting = memory.Take<OptionSet>(count), Fillable = memory.Take<short>(BreakTime.MaxUnits) };
        var cliques = new BreakCliques { Of = memory.Take<byte>(count), Counted = memory.Take<CountedClique>(count) };
        SearchMemory searching = LaySearch(ref memory, count);

        BreakOrdering.Fill(problem, ref tables, TotalMilliseconds(problem));
        limits.Fill(problem, tables);
        BreakConflicts.Fill(problem, tables, memory, ref limits);
        cliques.Fill(tables);
        spots.Fill(problem, tables);
        time.Fill(tables, spots.FreePart, problem.MostFreeMilliseconds);
        var sequence = new BreakSequence(searching);
        sequence.Fill(problem, tables);
        var search = new BreakSearch(tables, spots, time, limits, cliques, sequence, problem.NodeBudget, searching);
        search.Run();
        return Answer(problem, tables, search, ads);
    }

    /// <summary>The memory that a break takes.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="keys">The keys of all of them.</param>
    /// <param name="spots">Its fixed spots.</param>
    public static int BytesFor(int options, int keys, int spots)
    {
        const int Levels = Tiers.Last + 1;
        const int Ads = AdSelectLimits.MaxBreakAds;
        int tables = (4 * CallMemory.SizeOf<byte>(options)) + (3 * CallMemory.SizeOf<long>(options)) + CallMemory.SizeOf<int>(options) + (2 * CallMemory.SizeOf<OptionSet>(options))
            + CallMemory.SizeOf<byte>(Levels) + CallMemory.SizeOf<int>(Levels) + CallMemory.SizeOf<long>(Levels);
        int limits = (2 * CallMemory.SizeOf<OptionSet>(BreakLimits.MaxGroups)) + (3 * CallMemory.SizeOf<int>(BreakLimits.MaxGroups));
        int places = CallMemory.SizeOf<SpotClass>(spots + 1) + CallMemory.SizeOf<byte>(spots) + CallMemory.SizeOf<byte>(spots * options);
        int time = CallMemory.SizeOf<int>(options + 1) + CallMemory.SizeOf<OptionSet>(options) + CallMemory.SizeOf<short>(BreakTime.MaxUnits);
        int cliques = CallMemory.SizeOf<byte>(options) + CallMemory.SizeOf<CountedClique>(options);
        int search = (4 * CallMemory.SizeOf<byte>(Ads)) + (3 * CallMemory.SizeOf<long>(Levels)) + CallMemory.SizeOf<uint>(Ads) + CallMemory.SizeOf<BreakPosition>(Ads)
            + (2 * CallMemory.SizeOf<SequencedAd>(Ads)) + CallMemory.SizeOf<BreakPosition>(options) + CallMemory.SizeOf<bool>(options);
        return tables + limits + places + time + cliques + search + BreakConflicts.BytesFor(options, keys);
    }

    private static BreakTables LayTables(scoped ref CallMemory memory, int count)
    {
        const int Levels = Indexing.Tiers.Last + 1;
        return new BreakTables
        {
            Sources = memory.Take<byte>(count),
            Scores = memory.Take<long>(count),
            Rests = memory.Take<long>(count),
            Durations = memory.Take<int>(count),
            Densities = memory.Take<double>(count),
            LevelOf = memory.Take<byte>(count),
            LevelEnds = memory.Take<int>(Levels),
            ByScore = memory.Take<byte>(count),
            Tiers = memory.Take<byte>(Levels),
            PlacePrices = memory.Take<long>(Levels),
            Conflicts = memory.Take<OptionSet>(count),
            Neighbours = memory.Take<OptionSet>(count),
        };
    }

    private static BreakLimits LayLimits(scoped ref CallMemory memory) => new()
    {
        Groups = memory.Take<OptionSet>(BreakLimits.MaxGroups),
        Carriers = memory.Take<OptionSet>(BreakLimits.MaxGroups),
        Left = memory.Take<int>(BreakLimits.MaxGroups),
        Carried = memory.Take<int>(BreakLimits.MaxGroups),
        Watchers = memory.Take<int>(BreakLimits.MaxGroups),
    };

    private static BreakSpots LaySpots(scoped ref CallMemory memory, int count, int spots) => new()
    {
        Classes = memory.Take<SpotClass>(spots + 1),
        ClassOf = memory.Take<byte>(spots),
        Orders = memory.Take<byte>(spots * count),
    };

    private static SearchMemory LaySearch(scoped ref CallMemory memory, int count)
    {
        const int Levels = Tiers.Last + 1;
        const int Ads = AdSelectLimits.MaxBreakAds;
        return new SearchMemory
        {
            Chosen = memory.Take<byte>(Ads),
            ChosenPlaces = memory.Take<byte>(Ads),
            Totals = memory.Take<long>(Levels),
            Counted = memory.Take<long>(Levels),
            Best = memory.Take<long>(Levels),
            ChosenNeighbours = memory.Take<uint>(Ads),
            Ordered = memory.Take<byte>(Ads),
            OrderedPlaces = memory.Take<byte>(Ads),
            OrderedPositions = memory.Take<BreakPosition>(Ads),
            CurrentAds = memory.Take<SequencedAd>(Ads),
            BestAds = memory.Take<SequencedAd>(Ads),
            Positions = memory.Take<BreakPosition>(count),
            IsNeverFirst = memory.Take<bool>(count),
        };
    }

    // The time of the free part and the most that each spot can take.
    private static int TotalMilliseconds(in BreakProblem problem)
    {
        long total = problem.FreeMilliseconds;
        for (int spot = 0; spot < problem.Spots.Length; spot++)
        {
            int longest = problem.Spots[spot].ReleasedMilliseconds;
            foreach (ref readonly BreakOption option in problem.Options)
            {
                longest = (option.Places >> spot & 1) != 0 ? Math.Max(longest, option.DurationMilliseconds) : longest;
            }

            total += longest;
        }

        return (int)Math.Min(int.MaxValue, total);
    }

    private static BreakAnswer Answer(in BreakProblem problem, in BreakTables tables, in BreakSearch search, Span<BreakPlacement> ads)
    {
        var answer = new BreakAnswer { Count = search.BestCount, IsFeasible = search.HasBest, IsProven = !search.IsStopped, Nodes = search.Nodes };
        for (int i = 0; i < search.BestCount; i++)
        {
            SequencedAd ad = search.Ads[i];
            ads[i] = new BreakPlacement(tables.Sources[ad.Option], ad.Spot);
            answer.ScoreMicros += tables.Scores[ad.Option];
            answer.Milliseconds += tables.Durations[ad.Option];
        }

        if (search.IsStopped && search.OpenLevel < tables.Levels)
        {
            answer.OpenTier = tables.Tiers[search.OpenLevel];
            answer.OpenScoreMicros = search.Best[search.OpenLevel];
            answer.UpperBoundMicros = search.OpenBound;
        }
        else
        {
            answer.OpenScoreMicros = answer.UpperBoundMicros = answer.ScoreMicros;
        }

        return answer;
    }
}
