// The entrance of the solver: lays out its memory on the stack, searches, and writes the answer.
using System.Runtime.CompilerServices;
using AdSelect.Indexing;

namespace AdSelect.Breaks;

/// <summary>Fills a break. Exact unless the budget of steps ends it; the same problem always gives the same answer.</summary>
internal static class BreakSolver
{
    /// <summary>Fills a break.</summary>
    /// <param name="problem">The break, within <see cref="AdSelectLimits"/>.</param>
    /// <param name="ads">Room for <see cref="BreakProblem.MaxAds"/> ads.</param>
    [SkipLocalsInit]
    public static BreakAnswer Solve(in BreakProblem problem, Span<BreakPlacement> ads)
    {
        int count = problem.Options.Length;
        int levels = Tiers.Last + 1;
        var tables = new BreakTables
        {
            Sources = stackalloc byte[count],
            Scores = stackalloc long[count],
            Rests = stackalloc long[count],
            Durations = stackalloc int[count],
            Densities = stackalloc double[count],
            LevelOf = stackalloc byte[count],
            LevelEnds = stackalloc int[levels],
            ByScore = stackalloc byte[count],
            Tiers = stackalloc byte[levels],
            PlacePrices = stackalloc long[levels],
            Conflicts = stackalloc OptionSet[count],
            Neighbours = stackalloc OptionSet[count],
        };
        var limits = new BreakLimits { Groups = stackalloc OptionSet[BreakLimits.MaxGroups], Carriers = stackalloc OptionSet[BreakLimits.MaxGroups], Left = stackalloc int[BreakLimits.MaxGroups], Carried = stackalloc int[BreakLimits.MaxGroups], Watchers = stackalloc int[BreakLimits.MaxGroups] };
        var spots = new BreakSpots
        {
            Classes = stackalloc SpotClass[problem.Spots.Length + 1],
            ClassOf = stackalloc byte[problem.Spots.Length],
            Orders = stackalloc byte[problem.Spots.Length * count],
        };
        var time = new BreakTime { Durations = stackalloc int[count + 1], Fitting = stackalloc OptionSet[count], Fillable = stackalloc short[BreakTime.MaxUnits] };
        var cliques = new BreakCliques { Of = stackalloc byte[count], Counted = stackalloc CountedClique[count] };
        var memory = new SearchMemory
        {
            Chosen = stackalloc byte[AdSelectLimits.MaxBreakAds],
            ChosenPlaces = stackalloc byte[AdSelectLimits.MaxBreakAds],
            Totals = stackalloc long[levels],
            Counted = stackalloc long[levels],
            Best = stackalloc long[levels],
            ChosenNeighbours = stackalloc uint[AdSelectLimits.MaxBreakAds],
            Ordered = stackalloc byte[AdSelectLimits.MaxBreakAds],
            OrderedPlaces = stackalloc byte[AdSelectLimits.MaxBreakAds],
            OrderedPositions = stackalloc BreakPosition[AdSelectLimits.MaxBreakAds],
            CurrentAds = stackalloc SequencedAd[AdSelectLimits.MaxBreakAds],
            BestAds = stackalloc SequencedAd[AdSelectLimits.MaxBreakAds],
            Positions = stackalloc BreakPosition[count],
            IsNeverFirst = stackalloc bool[count],
        };

        BreakOrdering.Fill(problem, ref tables, TotalMilliseconds(problem));
        limits.Fill(problem, tables);
        BreakConflicts.Fill(problem, tables, ref limits);
        cliques.Fill(tables);
        spots.Fill(problem, tables);
        time.Fill(tables, spots.FreePart, problem.MostFreeMilliseconds);
        var sequence = new BreakSequence(memory);
        sequence.Fill(problem, tables);
        var search = new BreakSearch(tables, spots, time, limits, cliques, sequence, problem.NodeBudget, memory);
        search.Run();
        return Answer(problem, tables, search, ads);
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
