// Depth first through the breaks that keep the separation, better ones first, leaving out what a bound excludes.
using System.Runtime.CompilerServices;

namespace AdSelect.Breaks;

/// <summary>
/// The fixed spots are filled first, alike ones together, then the free part. A step takes the next option in search
/// order or leaves it out for good; before each, <see cref="CanBeat"/> asks whether anything below can be better than
/// the best break so far.
/// </summary>
internal ref partial struct BreakSearch
{
    // What the order of one break may take when the budget is nearly spent, so that the first break is not lost.
    private const int LeastOrderSteps = 1_024;

    private readonly BreakTables _tables;
    private readonly BreakSpots _spots;
    private readonly BreakTime _time;
    private readonly int _words;
    private readonly int _budget;

    private BreakLimits _limits;
    private BreakCliques _cliques;
    private BreakSequence _sequence;

    // What is chosen on the way down.
    private readonly Span<byte> _chosen;
    private readonly Span<byte> _chosenPlaces;
    private readonly Span<long> _totals;
    private readonly Span<long> _counted;
    private int _depth;
    private long _rest;

    // What spots that stay empty leave to the free part.
    private int _released;
    private int _releasedAds;

    // The best so far: by level, then the rest value.
    private readonly Span<long> _best;
    private long _bestRest;

    private int _openLevel;
    private long _openBound;
    private int _boundLevel;
    private long _bound;

    public BreakSearch(
        in BreakTables tables,
        in BreakSpots spots,
        in BreakTime time,
        in BreakLimits limits,
        in BreakCliques cliques,
        in BreakSequence sequence,
        int budget,
        in SearchMemory memory)
    {
        _tables = tables;
        _spots = spots;
        _time = time;
        _limits = limits;
        _cliques = cliques;
        _sequence = sequence;
        _words = tables.Words;
        _budget = budget;
        _chosen = memory.Chosen;
        _chosenPlaces = memory.ChosenPlaces;
        _totals = memory.Totals[..tables.Levels];
        _counted = memory.Counted[..tables.Levels];
        _best = memory.Best[..tables.Levels];
        _totals.Clear();
        _best.Clear();
        _openLevel = int.MaxValue;

        // The empty break is the first to beat, unless a spot must be filled.
        _bestRest = spots.HasRequired ? long.MinValue : 0;
        HasBest = !spots.HasRequired;
        BestCount = 0;
    }

    /// <summary>Whether a break is known that fills all required spots.</summary>
    public bool HasBest { get; private set; }

    public int BestCount { get; private set; }

    /// <summary>Steps taken.</summary>
    public int Nodes { get; private set; }

    /// <summary>Whether the budget ended the search.</summary>
    public bool IsStopped { get; private set; }

    public readonly ReadOnlySpan<long> Best => _best;

    /// <summary>Where a better break may still differ: a level, or the number of levels for what follows the scores.</summary>
    public readonly int OpenLevel => _openLevel;

    /// <summary>The most that a break may have in <see cref="OpenLevel"/>.</summary>
    public readonly long OpenBound => _openBound;

    /// <summary>The ads of the best break, in order.</summary>
    public readonly ReadOnlySpan<SequencedAd> Ads => _sequence.Best[..BestCount];

    public void Run()
    {
        OptionSet all = default;
        for (int i = 0; i < _tables.Count; i++)
        {
            all.Add(i);
        }

        _limits.Begin(ref all, _words);
        TryBestScores(all);
        FillSpots(0, 0, _spots.ClassCount > 0 ? _spots.Classes[0].Count : 0, all, _spots.FreePart);
    }

    private void FillFreePart(OptionSet available, int milliseconds, int ads)
    {
        while (true)
        {
            ads = Math.Min(ads, _time.MostAds(milliseconds));
            if (!GoesOn(available, milliseconds, ads))
            {
                return;
            }

            int option = available.Next(0, _words);
            if (option < 0)
            {
                Offer();
                return;
            }

            available.Remove(option);
            OptionSet below = available;
            int left = Take(option, BreakSpots.FreePlace, ref below, milliseconds);
            if (ads > 1 && left > 0)
            {
                _time.KeepFitting(ref below, left, _words);
                FillFreePart(below, left, ads - 1);
            }
            else
            {
                OfferIfBetter();
            }

            PutBack(option);
        }
    }

    // One step of the budget: false when nothing below can be better, or when the budget is gone.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool GoesOn(in OptionSet available, int milliseconds, int ads)
    {
        if (Nodes >= _budget)
        {
            IsStopped = true;
        }

        Nodes++;
        if (!CanBeat(_totals, _rest, available, milliseconds, ads))
        {
            return false;
        }

        if (IsStopped)
        {
            NoteOpen();
        }

        return !IsStopped;
    }

    // What is left of the time once the option is in; those it excludes are removed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Take(int option, byte place, ref OptionSet available, int milliseconds)
    {
        _chosen[_depth] = (byte)option;
        _chosenPlaces[_depth++] = place;
        _totals[_tables.LevelOf[option]] += _tables.Scores[option];
        _rest += _tables.Rests[option];
        available.Remove(_tables.Conflicts[option], _words);
        _limits.Take(option, ref available, _words);
        return place == BreakSpots.FreePlace ? _time.Usable(milliseconds - _tables.Durations[option]) : milliseconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PutBack(int option)
    {
        _depth--;
        _totals[_tables.LevelOf[option]] -= _tables.Scores[option];
        _rest -= _tables.Rests[option];
        _limits.PutBack(option);
    }

    private void OfferIfBetter()
    {
        int level = 0;
        while (level < _totals.Length && _totals[level] == _best[level])
        {
            level++;
        }

        if (!HasBest || (level < _totals.Length ? _totals[level] > _best[level] : _rest > _bestRest))
        {
            Offer();
        }
    }

    // The chosen options are better than the best so far; they are the best if they can be put in order.
    private void Offer()
    {
        int steps = Math.Max(_budget - Nodes, LeastOrderSteps);
        Nodes += steps;
        bool isOrdered = _sequence.TryOrder(_chosen[.._depth], _chosenPlaces[.._depth], _tables, _spots, ref steps);
        Nodes -= steps;
        if (isOrdered)
        {
            _totals.CopyTo(_best);
            _bestRest = _rest;
            HasBest = true;
            BestCount = _depth;
        }
        else if (steps == 0)
        {
            // Nobody knows whether it has an order: it stays an upper bound.
            IsStopped = true;
            CanBeat(_totals, _rest, default, 0, 0);
            NoteOpen();
        }
    }

    // Keeps the most that was left unexplored, in the strongest level where it matters. The best is final by now.
    private void NoteOpen()
    {
        if (_boundLevel < _openLevel || (_boundLevel == _openLevel && _bound > _openBound))
        {
            _openLevel = _boundLevel;
            _openBound = _bound;
        }
    }
}
