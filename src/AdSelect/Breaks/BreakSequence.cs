// Puts chosen ads in an order that keeps positions and neighbours apart.
using System.Numerics;

namespace AdSelect.Breaks;

/// <summary>An ad in its place: the option by search order, and the spot or -1.</summary>
internal readonly record struct SequencedAd(byte Option, sbyte Spot);

/// <summary>
/// Goes through the cells of the break (its spots, and as many cells as there are ads in the free part) and gives each the
/// best ad that may follow; backs out when nobody may. So the better ads come first where nothing forbids it.
/// </summary>
internal ref struct BreakSequence
{
    private readonly Span<uint> _neighbours;
    private readonly Span<byte> _options;
    private readonly Span<byte> _places;
    private readonly Span<BreakPosition> _positions;
    private readonly Span<SequencedAd> _current;
    private readonly Span<SequencedAd> _best;
    private readonly Span<BreakPosition> _positionOf;
    private readonly Span<bool> _isNeverFirst;
    private uint _neverFirst;
    private int _count;
    private int _freeCount;
    private int _steps;

    public BreakSequence(in SearchMemory memory)
    {
        _neighbours = memory.ChosenNeighbours;
        _options = memory.Ordered;
        _places = memory.OrderedPlaces;
        _positions = memory.OrderedPositions;
        _current = memory.CurrentAds;
        _best = memory.BestAds;
        _positionOf = memory.Positions;
        _isNeverFirst = memory.IsNeverFirst;
    }

    /// <summary>The order that was found last.</summary>
    public readonly ReadOnlySpan<SequencedAd> Best => _best;

    /// <summary>Notes the rules of each option.</summary>
    public readonly void Fill(in BreakProblem problem, in BreakTables tables)
    {
        for (int i = 0; i < tables.Count; i++)
        {
            ref readonly BreakOption option = ref problem.Options[tables.Sources[i]];
            _positionOf[i] = option.Position;
            _isNeverFirst[i] = option.IsNeverFirst;
        }
    }

    /// <summary>Looks for an order.</summary>
    /// <param name="chosen">The options.</param>
    /// <param name="places">For each its class of spots, or the free part.</param>
    /// <param name="tables">The options' columns.</param>
    /// <param name="spots">The places.</param>
    /// <param name="steps">How many steps it may take; what is left. None left means that it is not known.</param>
    public bool TryOrder(ReadOnlySpan<byte> chosen, ReadOnlySpan<byte> places, in BreakTables tables, in BreakSpots spots, ref int steps)
    {
        _count = chosen.Length;
        _freeCount = places.Count(BreakSpots.FreePlace);
        _neverFirst = 0;
        _steps = steps;
        for (int i = 0; i < _count; i++)
        {
            int at = i;
            for (; at > 0 && BreakSpots.IsBetter(tables, chosen[i], _options[at - 1]); at--)
            {
                _options[at] = _options[at - 1];
                _places[at] = _places[at - 1];
            }

            _options[at] = chosen[i];
            _places[at] = places[i];
        }

        for (int i = 0; i < _count; i++)
        {
            _positions[i] = _positionOf[_options[i]];
            _neverFirst |= _isNeverFirst[_options[i]] ? 1u << i : 0;
            ref readonly OptionSet apart = ref tables.Neighbours[_options[i]];
            _neighbours[i] = 0;
            for (int other = 0; other < _count; other++)
            {
                _neighbours[i] |= apart.Has(_options[other]) ? 1u << other : 0;
            }
        }

        bool isOrdered = IsSpaceable() && Place(spots, 0, _freeCount, (uint)((1UL << _count) - 1), -1);
        steps = _steps;
        if (isOrdered)
        {
            _current[.._count].CopyTo(_best);
        }

        return isOrdered;
    }

    // A quick no: an ad apart from so many that are apart from each other, that there are not enough others between.
    private readonly bool IsSpaceable()
    {
        for (int i = 0; i < _count; i++)
        {
            uint group = 1u << i;
            for (uint rest = _neighbours[i]; rest != 0; rest &= rest - 1)
            {
                int other = BitOperations.TrailingZeroCount(rest);
                group |= (_neighbours[other] & group) == group ? 1u << other : 0;
            }

            if (2 * BitOperations.PopCount(group) > _count + 1)
            {
                return false;
            }
        }

        return true;
    }

    private bool Place(in BreakSpots spots, int spot, int freeLeft, uint open, int last)
    {
        if (open == 0)
        {
            return IsEmptyFrom(spots, spot);
        }

        bool isFree = freeLeft > 0 && spot == spots.SpotsBeforeFreePart;
        if (!isFree && spot == spots.ClassOf.Length)
        {
            return false;
        }

        byte place = isFree ? BreakSpots.FreePlace : spots.ClassOf[spot];
        int at = _count - BitOperations.PopCount(open);
        for (uint rest = open & ~(last < 0 ? _neverFirst : _neighbours[last]); rest != 0; rest &= rest - 1)
        {
            int ad = BitOperations.TrailingZeroCount(rest);
            if (_places[ad] != place || (_positions[ad] == BreakPosition.First && at > 0) || (_positions[ad] == BreakPosition.Last && at < _count - 1))
            {
                continue;
            }

            if (_steps == 0)
            {
                return false;
            }

            _steps--;
            _current[at] = new SequencedAd(_options[ad], isFree ? (sbyte)-1 : (sbyte)spot);
            if (Place(spots, isFree ? spot : spot + 1, isFree ? freeLeft - 1 : freeLeft, open & ~(1u << ad), ad))
            {
                return true;
            }
        }

        return !isFree && MayStayEmpty(spots, spot, open) && Place(spots, spot + 1, freeLeft, open, last);
    }

    // An optional spot stays empty only if the ads of its class fit into the spots behind it.
    private readonly bool MayStayEmpty(in BreakSpots spots, int spot, uint open)
    {
        byte spotClass = spots.ClassOf[spot];
        int behind = spots.ClassOf[(spot + 1)..].Count(spotClass);
        for (uint rest = open; rest != 0; rest &= rest - 1)
        {
            behind -= _places[BitOperations.TrailingZeroCount(rest)] == spotClass ? 1 : 0;
        }

        return !spots.Classes[spotClass].IsRequired && behind >= 0;
    }

    private static bool IsEmptyFrom(in BreakSpots spots, int spot)
    {
        foreach (byte spotClass in spots.ClassOf[spot..])
        {
            if (spots.Classes[spotClass].IsRequired)
            {
                return false;
            }
        }

        return true;
    }
}
