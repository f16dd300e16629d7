// An independent solver for breaks: the rules as linear constraints for CP-SAT.
using AdSelect.Indexing;
using Google.OrTools.Sat;

namespace AdSelect.Tests.Breaks;

/// <summary>
/// A variable says whether an item is in a cell: a fixed spot, or a place of the free part, which fill up from the front.
/// The worth is maximised number by number, each held when the next is asked for. Breaks with spacing labels or positions
/// have no optional spots: what is empty between neighbours is not modelled.
/// </summary>
internal static class BreakCpSat
{
    /// <summary>The best worth up to the milliseconds and the number of ads, without the draws; null when no break is allowed.</summary>
    public static long[]? Best(BreakCase problem)
    {
        BreakItem[] items = problem.Numbered();
        int[] cells =
        [
            .. Enumerable.Range(0, problem.SpotsBeforeFreePart),
            .. Enumerable.Repeat(-1, problem.MaxFreeAds + problem.ReleasedSeconds.Count(seconds => seconds > 0)),
            .. Enumerable.Range(problem.SpotsBeforeFreePart, problem.Spots.Length - problem.SpotsBeforeFreePart),
        ];
        var model = new CpModel();
        BoolVar[][] isIn = [.. items.Select(_ => cells.Select(_ => model.NewBoolVar("")).ToArray())];
        AddPlaces(model, problem, items, cells, isIn);
        AddSeparation(model, problem, items, isIn);
        AddSequence(model, items, cells, isIn);
        LinearExpr[] goals =
        [
            .. Enumerable.Range(1, problem.IsOneTotal ? 1 : Tiers.Last)
                .Select(tier => Sum(items, isIn, item => problem.IsOneTotal || item.Tier == tier ? item.Score : 0)),
            Sum(items, isIn, item => item.Seconds),
            Sum(items, isIn, _ => -1),
        ];
        var worth = new long[goals.Length];
        for (int goal = 0; goal < goals.Length; goal++)
        {
            int tier = goal + 1;
            if (!problem.IsOneTotal && tier <= Tiers.Last && items.All(item => item.Tier != tier))
            {
                continue;
            }

            model.Maximize(goals[goal]);
            var solver = new CpSolver { StringParameters = "num_workers:1,random_seed:1" };
            CpSolverStatus status = solver.Solve(model);
            if (status == CpSolverStatus.Infeasible)
            {
                return null;
            }

            Assert.Equal(CpSolverStatus.Optimal, status);
            worth[goal] = (long)Math.Round(solver.ObjectiveValue);
            model.Add(goals[goal] == worth[goal]);
        }

        return worth;
    }

    private static void AddPlaces(CpModel model, BreakCase problem, BreakItem[] items, int[] cells, BoolVar[][] isIn)
    {
        for (int item = 0; item < items.Length; item++)
        {
            model.AddAtMostOne(isIn[item]);
            for (int cell = 0; cell < cells.Length; cell++)
            {
                if (cells[cell] < 0 ? !items[item].MayBeFree : !items[item].Spots.Contains(cells[cell]))
                {
                    model.Add(isIn[item][cell] == 0);
                }
            }
        }

        for (int cell = 0; cell < cells.Length; cell++)
        {
            BoolVar[] takers = [.. isIn.Select(of => of[cell])];
            model.AddAtMostOne(takers);
            if (cells[cell] >= 0 && problem.Spots[cells[cell]])
            {
                model.AddExactlyOne(takers);
            }

            if (cells[cell] < 0 && cell + 1 < cells.Length && cells[cell + 1] < 0)
            {
                model.Add(LinearExpr.Sum(takers) >= LinearExpr.Sum(isIn.Select(of => of[cell + 1])));
            }
        }

        IEnumerable<LinearExpr> seconds =
            from item in Enumerable.Range(0, items.Length)
            from cell in Enumerable.Range(0, cells.Length)
            where cells[cell] < 0
            select isIn[item][cell] * items[item].Seconds;
        IEnumerable<LinearExpr> ads =
            from item in Enumerable.Range(0, items.Length)
            from cell in Enumerable.Range(0, cells.Length)
            where cells[cell] < 0
            select LinearExpr.Term(isIn[item][cell], 1);
        int[] flexible = [.. Enumerable.Range(0, cells.Length).Where(cell => cells[cell] >= 0 && problem.ReleasedBy(cells[cell]) > 0)];
        IEnumerable<LinearExpr> kept = flexible.SelectMany(cell => isIn.Select(of => of[cell] * problem.ReleasedBy(cells[cell])));
        IEnumerable<LinearExpr> keptAds = flexible.SelectMany(cell => isIn.Select(of => LinearExpr.Term(of[cell], 1)));
        model.Add(LinearExpr.Sum(seconds.Concat(kept)) <= problem.FreeSeconds + problem.ReleasedSeconds.Sum());
        model.Add(LinearExpr.Sum(ads.Concat(keptAds)) <= problem.MaxFreeAds + flexible.Length);
    }

    private static void AddSeparation(CpModel model, BreakCase problem, BreakItem[] items, BoolVar[][] isIn)
    {
        for (int left = 0; left < items.Length; left++)
        {
            for (int right = 0; right < left; right++)
            {
                if (BreakItem.Conflict(items[left], items[right]))
                {
                    model.Add(LinearExpr.Sum(isIn[left]) + LinearExpr.Sum(isIn[right]) <= 1);
                }
            }
        }

        for (int cap = 0; cap < problem.CapsLeft.Length; cap++)
        {
            model.Add(Sum(items, isIn, item => item.Caps.Contains(cap) ? 1 : 0) <= problem.CapsLeft[cap]);
        }
    }

    private static void AddSequence(CpModel model, BreakItem[] items, int[] cells, BoolVar[][] isIn)
    {
        LinearExpr Taken(int cell) => LinearExpr.Sum(isIn.Select(of => of[cell]));
        for (int item = 0; item < items.Length; item++)
        {
            for (int cell = 0; cell < cells.Length; cell++)
            {
                for (int before = 0; before < cell && items[item].Position == BreakPosition.First; before++)
                {
                    model.Add(Taken(before) + isIn[item][cell] <= 1);
                }

                for (int after = cell + 1; after < cells.Length && items[item].Position == BreakPosition.Last; after++)
                {
                    model.Add(Taken(after) + isIn[item][cell] <= 1);
                }

                if (items[item].IsNeverFirst)
                {
                    model.Add(LinearExpr.Sum(Enumerable.Range(0, cell).Select(Taken)) >= isIn[item][cell]);
                }
            }
        }

        foreach (ulong label in items.SelectMany(item => item.Spacings).Distinct())
        {
            int[] members = [.. Enumerable.Range(0, items.Length).Where(item => items[item].Spacings.Contains(label))];
            for (int cell = 0; cell + 1 < cells.Length; cell++)
            {
                model.AddAtMostOne(members.SelectMany(item => new[] { isIn[item][cell], isIn[item][cell + 1] }));
            }
        }
    }

    private static LinearExpr Sum(BreakItem[] items, BoolVar[][] isIn, Func<BreakItem, long> weight) =>
        LinearExpr.Sum(items.SelectMany((item, index) => isIn[index].Select(cell => cell * weight(item))));
}
