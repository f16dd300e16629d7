// The fixed spots of a break, alike ones together, and its free part.
namespace AdSelect.Breaks;

/// <summary>Spots that the same options may take.</summary>
internal struct SpotClass
{
    public OptionSet Eligible;

    /// <summary>How many spots are of this class.</summary>
    public int Count;

    /// <summary>The longest duration that may take one.</summary>
    public int Longest;

    public bool IsRequired;

    /// <summary>The time that one of them releases when it stays empty.</summary>
    public int Released;

    /// <summary>How many entries its order has.</summary>
    public int OrderCount;
}

internal ref struct BreakSpots
{
    /// <summary>The place of an ad in the free part; lower numbers are classes.</summary>
    public const byte FreePlace = byte.MaxValue;

    /// <summary>No place at all.</summary>
    public const byte NoPlace = byte.MaxValue - 1;

    public int ClassCount;
    public Span<SpotClass> Classes;

    /// <summary>The class of each spot.</summary>
    public Span<byte> ClassOf;

    /// <summary>For each class, one after the other: who may take it, by level and score, best first.</summary>
    public Span<byte> Orders;

    public int OptionCount;

    /// <summary>Who may be in the free part.</summary>
    public OptionSet FreePart;

    /// <summary>Who has no position and no spacing label: two of them may change places in any order of the ads.</summary>
    public OptionSet Plain;

    /// <summary>Whether all are so.</summary>
    public bool IsUnordered;

    public int FreeMilliseconds;
    public int FreeAds;
    public int SpotsBeforeFreePart;
    public bool HasRequired;

    public readonly ReadOnlySpan<byte> OrderOf(int spotClass) => Orders.Slice(spotClass * OptionCount, Classes[spotClass].OrderCount);

    /// <summary>Groups the spots; required ones come first, so that a break without them is given up early.</summary>
    public void Fill(in BreakProblem problem, in BreakTables tables)
    {
        OptionCount = tables.Count;
        FreeMilliseconds = problem.FreeMilliseconds;
        FreeAds = problem.MaxFreeAds;
        SpotsBeforeFreePart = problem.SpotsBeforeFreePart;
        IsUnordered = true;
        int mostMilliseconds = problem.MostFreeMilliseconds;
        for (int i = 0; i < tables.Count; i++)
        {
            ref readonly BreakOption option = ref problem.Options[tables.Sources[i]];
            bool isPlain = option is { Position: BreakPosition.Any, IsNeverFirst: false, Spacings: 0 };
            IsUnordered &= isPlain;
            if (isPlain)
            {
                Plain.Add(i);
            }

            if ((option.Places & BreakOption.FreePart) != 0 && option.DurationMilliseconds <= mostMilliseconds && problem.MostFreeAds > 0)
            {
                FreePart.Add(i);
            }
        }

        foreach (bool isRequired in stackalloc bool[] { true, false })
        {
            for (int spot = 0; spot < problem.Spots.Length; spot++)
            {
                if (problem.Spots[spot].IsRequired == isRequired)
                {
                    AddSpot(problem, tables, spot);
                    HasRequired |= isRequired;
                }
            }
        }

        if (ClassCount > 0)
        {
            FillOrders(tables);
        }
    }

    private void AddSpot(in BreakProblem problem, in BreakTables tables, int spot)
    {
        ref SpotClass candidate = ref Classes[ClassCount];
        candidate = new SpotClass { IsRequired = problem.Spots[spot].IsRequired, Released = problem.Spots[spot].ReleasedMilliseconds };
        for (int i = 0; i < tables.Count; i++)
        {
            if ((problem.Options[tables.Sources[i]].Places >> spot & 1) != 0)
            {
                candidate.Eligible.Add(i);
                candidate.Longest = Math.Max(candidate.Longest, tables.Durations[i]);
            }
        }

        int found = 0;
        while (found < ClassCount && (Classes[found].IsRequired != candidate.IsRequired || Classes[found].Released != candidate.Released || !Classes[found].Eligible.IsSame(candidate.Eligible, tables.Words)))
        {
            found++;
        }

        ClassOf[spot] = (byte)found;
        Classes[found].Count++;
        ClassCount = Math.Max(ClassCount, found + 1);
    }

    private readonly void FillOrders(in BreakTables tables)
    {
        for (int spotClass = 0; spotClass < ClassCount; spotClass++)
        {
            ref SpotClass spots = ref Classes[spotClass];
            foreach (byte option in tables.ByScore[..tables.Count])
            {
                if (spots.Eligible.Has(option))
                {
                    Orders[(spotClass * OptionCount) + spots.OrderCount++] = option;
                }
            }
        }
    }

    /// <summary>Whether an option by itself is better than another.</summary>
    public static bool IsBetter(in BreakTables tables, int option, int other)
    {
        if (tables.LevelOf[option] != tables.LevelOf[other])
        {
            return tables.LevelOf[option] < tables.LevelOf[other];
        }

        return tables.Scores[option] != tables.Scores[other] ? tables.Scores[option] > tables.Scores[other] : tables.Rests[option] > tables.Rests[other];
    }
}
