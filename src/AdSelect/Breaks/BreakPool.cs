// The candidates of a break while they are drawn, best first, until those not drawn cannot matter.
using System.Numerics;
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Breaks;

/// <summary>What is known of candidates that were not drawn.</summary>
internal ref struct BreakFrontier
{
    /// <summary>The strongest tier that is left; 0 when nobody is left.</summary>
    public byte Tier;

    /// <summary>The most rank score that is left in <see cref="Tier"/>; for one total over all tiers, the most that is left at all.</summary>
    public long MostScoreMicros;

    /// <summary>The durations that they can have, ascending.</summary>
    public ReadOnlySpan<int> DurationsMilliseconds;

    /// <summary>For each of them the places that take it; empty where that is not known.</summary>
    public ReadOnlySpan<ulong> Places;

    public readonly bool IsEmpty => Tier == 0;
}

/// <summary>
/// Collects options within the limits. Whether they are enough is asked of the solver: stand-ins for whoever was not drawn
/// are put beside them, worth more than anybody left, in each duration, for every place, in conflict with nobody. What the
/// solver then finds bounds every break there is; if it needs no stand-in, it is the best of all.
/// </summary>
internal ref struct BreakPool
{
    // What is kept free for stand-ins.
    private const int MaxStandIns = 64;

    private readonly Span<BreakOption> _options;
    private readonly Span<ulong> _keys;
    private readonly CallMemory _solving;
    private int _keyCount;

    /// <param name="memory">As much as <see cref="Bytes"/> says.</param>
    public BreakPool(CallMemory memory)
    {
        _options = memory.Take<BreakOption>(AdSelectLimits.MaxBreakCandidates);
        _keys = memory.Take<ulong>(AdSelectLimits.MaxBreakKeys);
        _solving = memory;
    }

    /// <summary>The memory that a pool takes, and the solver after it.</summary>
    public static int Bytes { get; } = CallMemory.SizeOf<BreakOption>(AdSelectLimits.MaxBreakCandidates) + CallMemory.SizeOf<ulong>(AdSelectLimits.MaxBreakKeys) + BreakSolver.MaxBytes;

    public int Count { get; private set; }

    public readonly ReadOnlySpan<BreakOption> Options => _options[..Count];

    /// <summary>Begins anew.</summary>
    public void Clear() => (Count, _keyCount) = (0, 0);

    /// <summary>Adds an option; false when there is no room, for it or for its keys.</summary>
    /// <param name="option">The option; where its keys are is filled in.</param>
    /// <param name="exclusions">Its exclusion labels.</param>
    /// <param name="categories">Its categories, two keys each, see <see cref="BreakOption.NoSecondTier"/>.</param>
    /// <param name="spacings">Its spacing labels.</param>
    /// <param name="caps">Its caps, see <see cref="BreakOption.CapKey"/>.</param>
    public bool TryAdd(
        BreakOption option,
        scoped ReadOnlySpan<ulong> exclusions,
        scoped ReadOnlySpan<ulong> categories,
        scoped ReadOnlySpan<ulong> spacings,
        scoped ReadOnlySpan<ulong> caps)
    {
        int count = exclusions.Length + categories.Length + spacings.Length + caps.Length;
        bool fits = Count < _options.Length - MaxStandIns && _keyCount + count <= _keys.Length
            && Math.Max(Math.Max(exclusions.Length, categories.Length), Math.Max(spacings.Length, caps.Length)) <= byte.MaxValue;
        if (!fits)
        {
            return false;
        }

        option.FirstKey = _keyCount;
        option.Exclusions = (byte)exclusions.Length;
        option.Categories = (byte)categories.Length;
        option.Spacings = (byte)spacings.Length;
        option.Caps = (byte)caps.Length;
        Append(exclusions);
        Append(categories);
        Append(spacings);
        Append(caps);
        _options[Count++] = option;
        return true;
    }

    /// <summary>Fills the break from what was drawn.</summary>
    /// <param name="problem">The break; options and keys are filled in.</param>
    /// <param name="unseen">Who was not drawn.</param>
    /// <param name="mayDrawMore">Whether more can be drawn.</param>
    /// <param name="ads">Room for all ads.</param>
    /// <param name="isEnough">
    /// False when it takes somebody who was not drawn: draw more and ask again. If no more can be drawn it is always true;
    /// the answer is then the best of what was drawn, with the bound that holds for all.
    /// </param>
    public readonly BreakAnswer Solve(ref BreakProblem problem, in BreakFrontier unseen, bool mayDrawMore, Span<BreakPlacement> ads, out bool isEnough)
    {
        int count = Count;
        if (!unseen.IsEmpty)
        {
            AddStandIns(problem, unseen, ref count);
        }

        problem.Options = _options[..count];
        problem.Keys = _keys[.._keyCount];
        BreakAnswer answer = BreakSolver.Solve(problem, _solving, ads);
        bool isDrawn = true;
        foreach (BreakPlacement ad in ads[..answer.Count])
        {
            isDrawn &= ad.Option < Count;
        }

        isEnough = isDrawn || !mayDrawMore;
        return isDrawn || mayDrawMore ? answer : SolveDrawn(ref problem, answer, ads);
    }

    // The best of what was drawn; what the stand-ins reached bounds it.
    private readonly BreakAnswer SolveDrawn(ref BreakProblem problem, in BreakAnswer bound, Span<BreakPlacement> ads)
    {
        Span<long> most = stackalloc long[Tiers.Last + 1];
        Span<long> totals = stackalloc long[Tiers.Last + 1];
        AddUp(problem, ads[..bound.Count], most);
        problem.Options = Options;
        BreakAnswer answer = BreakSolver.Solve(problem, _solving, ads);
        AddUp(problem, ads[..answer.Count], totals);
        answer.Nodes += bound.Nodes;
        answer.IsProven = false;
        int tier = 0;
        while (tier < totals.Length - 1 && totals[tier] == most[tier] && (bound.IsProven || tier != bound.OpenTier))
        {
            tier++;
        }

        bool isOpen = !bound.IsProven && tier == bound.OpenTier;
        answer.OpenTier = (byte)tier;
        answer.OpenScoreMicros = totals[tier];
        answer.UpperBoundMicros = isOpen ? bound.UpperBoundMicros : most[tier];
        return answer;
    }

    private static void AddUp(in BreakProblem problem, ReadOnlySpan<BreakPlacement> ads, Span<long> totals)
    {
        totals.Clear();
        foreach (BreakPlacement ad in ads)
        {
            ref readonly BreakOption option = ref problem.Options[ad.Option];
            totals[problem.IsOneTotal ? 0 : option.Tier] += BreakOrdering.ScoreOf(option);
        }
    }

    // One micro above all that is left, so that no tie with them is open; as many as could be in the break. Where there are
    // too many durations, the shorter ones stand for the longer, wherever those could be.
    private readonly void AddStandIns(in BreakProblem problem, in BreakFrontier unseen, ref int count)
    {
        ReadOnlySpan<int> durations = unseen.DurationsMilliseconds;
        int wanted = 0;
        for (int i = 0; i < durations.Length; i++)
        {
            wanted += Copies(problem, durations[i], PlacesOf(unseen, i));
        }

        bool areAllThere = wanted <= MaxStandIns;
        int end = count + MaxStandIns;
        for (int i = 0; i < durations.Length; i++)
        {
            ulong places = areAllThere ? PlacesOf(unseen, i) : ulong.MaxValue;
            for (int copies = Copies(problem, durations[i], places); copies > 0 && copies <= end - count; copies--)
            {
                _options[count++] = new BreakOption
                {
                    LineItem = -count,
                    Advertiser = BreakOption.NoAdvertiser,
                    Tier = unseen.Tier,
                    ScoreMicros = Math.Min(unseen.MostScoreMicros, AdSelectLimits.MaxBreakScoreMicros - 1) + 1,
                    DurationMilliseconds = durations[i],
                    Places = places,
                };
            }
        }
    }

    private static ulong PlacesOf(in BreakFrontier unseen, int duration) => unseen.Places.IsEmpty ? ulong.MaxValue : unseen.Places[duration];

    private static int Copies(in BreakProblem problem, int duration, ulong places)
    {
        ulong spots = places & ((1UL << problem.Spots.Length) - 1);
        int inFreePart = (places & BreakOption.FreePart) != 0 ? Math.Min(problem.MostFreeAds, problem.MostFreeMilliseconds / duration) : 0;
        return BitOperations.PopCount(spots) + inFreePart;
    }

    private void Append(scoped ReadOnlySpan<ulong> more)
    {
        more.CopyTo(_keys[_keyCount..]);
        _keyCount += more.Length;
    }
}
