// The candidates of a break while they are drawn, best first, until those not drawn cannot matter.
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

    public readonly bool IsEmpty => Tier == 0;
}

/// <summary>
/// Collects options within the limits. Whether they are enough is asked of the solver: stand-ins for whoever was not drawn
/// are put beside them, worth more than anybody left, in each duration, for every place, in conflict with nobody. What the
/// solver then finds bounds every break there is; if it needs no stand-in, it is the best of all.
/// </summary>
/// <param name="options">Room for <see cref="AdSelectLimits.MaxBreakCandidates"/> options.</param>
/// <param name="keys">Room for <see cref="AdSelectLimits.MaxBreakKeys"/> keys.</param>
internal ref struct BreakPool(Span<BreakOption> options, Span<ulong> keys)
{
    private readonly Span<BreakOption> _options = options[..Math.Min(options.Length, AdSelectLimits.MaxBreakCandidates)];
    private readonly Span<ulong> _keys = keys[..Math.Min(keys.Length, AdSelectLimits.MaxBreakKeys)];
    private int _keyCount;

    public int Count { get; private set; }

    public readonly ReadOnlySpan<BreakOption> Options => _options[..Count];

    /// <summary>The stand-ins that a break may need.</summary>
    public static int StandInsFor(in BreakProblem problem, in BreakFrontier unseen)
    {
        int count = 0;
        foreach (int duration in unseen.DurationsMilliseconds)
        {
            count += CopiesOf(problem, duration);
        }

        return unseen.IsEmpty ? 0 : count;
    }

    /// <summary>Adds an option; false when there is no room, for it or for its keys.</summary>
    /// <param name="option">The option; where its keys are is filled in.</param>
    /// <param name="exclusions">Its exclusion labels.</param>
    /// <param name="categories">Its categories, see <see cref="BreakOption.Category"/>.</param>
    /// <param name="spacings">Its spacing labels.</param>
    /// <param name="caps">Its caps, as indices of <see cref="BreakProblem.CapsLeft"/>.</param>
    public bool TryAdd(BreakOption option, ReadOnlySpan<ulong> exclusions, ReadOnlySpan<ulong> categories, ReadOnlySpan<ulong> spacings, ReadOnlySpan<ulong> caps)
    {
        int count = exclusions.Length + categories.Length + spacings.Length + caps.Length;
        bool fits = Count < _options.Length && _keyCount + count <= _keys.Length && Math.Max(Math.Max(exclusions.Length, categories.Length), Math.Max(spacings.Length, caps.Length)) <= byte.MaxValue;
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
    /// <param name="ads">Room for all ads.</param>
    /// <param name="isEnough">
    /// True: the answer holds for all candidates. False: it needs somebody not drawn; draw more and ask again, or take
    /// <see cref="SolveDrawn"/>.
    /// </param>
    public readonly BreakAnswer Solve(ref BreakProblem problem, in BreakFrontier unseen, Span<BreakPlacement> ads, out bool isEnough)
    {
        int count = Count;
        int standIns = StandInsFor(problem, unseen);
        isEnough = count + standIns <= _options.Length;
        if (!isEnough)
        {
            return default;
        }

        if (standIns > 0)
        {
            AddStandIns(problem, unseen, ref count);
        }

        problem.Options = _options[..count];
        problem.Keys = _keys[.._keyCount];
        BreakAnswer answer = BreakSolver.Solve(problem, ads);
        foreach (BreakPlacement ad in ads[..answer.Count])
        {
            isEnough &= ad.Option < Count;
        }

        return answer;
    }

    /// <summary>Fills the break when nobody more can be drawn: an answer with the bound that holds for all.</summary>
    /// <param name="problem">The break; options and keys are filled in.</param>
    /// <param name="bound">What <see cref="Solve"/> answered, with stand-ins; default when it had no room for them.</param>
    /// <param name="ads">Room for all ads.</param>
    public readonly BreakAnswer SolveDrawn(ref BreakProblem problem, in BreakAnswer bound, Span<BreakPlacement> ads)
    {
        problem.Options = Options;
        problem.Keys = _keys[.._keyCount];
        BreakAnswer answer = BreakSolver.Solve(problem, ads);
        answer.IsProven = false;
        answer.Nodes += bound.Nodes;
        return answer;
    }

    private readonly void AddStandIns(in BreakProblem problem, in BreakFrontier unseen, ref int count)
    {
        foreach (int duration in unseen.DurationsMilliseconds)
        {
            for (int copy = CopiesOf(problem, duration); copy > 0; copy--)
            {
                // One micro above all that is left: no tie with them is open.
                _options[count++] = new BreakOption
                {
                    LineItem = -count,
                    Advertiser = BreakOption.NoAdvertiser,
                    Tier = unseen.Tier,
                    ScoreMicros = Math.Min(unseen.MostScoreMicros, AdSelectLimits.MaxBreakScoreMicros - 1) + 1,
                    DurationMilliseconds = duration,
                    Places = ulong.MaxValue,
                };
            }
        }
    }

    private static int CopiesOf(in BreakProblem problem, int duration) =>
        problem.Spots.Length + Math.Min(problem.MaxFreeAds, problem.FreeMilliseconds / duration);

    private void Append(ReadOnlySpan<ulong> more)
    {
        more.CopyTo(_keys[_keyCount..]);
        _keyCount += more.Length;
    }
}
