// The part of the search that fills fixed spots.
namespace AdSelect.Breaks;

internal ref partial struct BreakSearch
{
    // Spots of one class take options in the order of their scores; whoever is passed over is left to later places. Who
    // may still be in the free part is in freePart.
    private void FillSpots(int spotClass, int from, int left, OptionSet available, OptionSet freePart)
    {
        if (spotClass == _spots.ClassCount)
        {
            int milliseconds = _time.Usable(_spots.FreeMilliseconds + _released);
            available.Keep(freePart, _words);
            _time.KeepFitting(ref available, milliseconds, _words);
            FillFreePart(available, milliseconds, _spots.FreeAds + _releasedAds);
            return;
        }

        ref readonly SpotClass spots = ref _spots.Classes[spotClass];
        ReadOnlySpan<byte> order = _spots.OrderOf(spotClass);
        for (int at = from; left > 0 && at < order.Length; at++)
        {
            int option = order[at];
            if (!available.Has(option) || IsExchangeable(option, spotClass))
            {
                continue;
            }

            if (!SpotsGoOn(spotClass, at, left, available, freePart))
            {
                return;
            }

            OptionSet below = available;
            below.Remove(option);
            Take(option, (byte)spotClass, ref below, 0);
            OptionSet freeBelow = freePart;
            RemoveExchangeable(option, spots, ref freeBelow);
            FillSpots(spotClass, at + 1, left - 1, below, freeBelow);
            PutBack(option);
        }

        if (left == 0 || !spots.IsRequired)
        {
            int releasedAds = spots.Released > 0 ? left : 0;
            if (left > releasedAds && _spots.IsUnordered)
            {
                // In the empty spot they would leave time to others.
                freePart.Remove(spots.Eligible, _words);
            }

            int next = spotClass + 1;
            _released += left * spots.Released;
            _releasedAds += releasedAds;
            FillSpots(next, 0, next < _spots.ClassCount ? _spots.Classes[next].Count : 0, available, freePart);
            _released -= left * spots.Released;
            _releasedAds -= releasedAds;
        }
    }

    // Two ads that may change places, and have no rules of order, make the same break either way. Of the two, the longer
    // is in the spot, of equally long ones the first in search order; so others need not be tried in the free part.
    private readonly void RemoveExchangeable(int option, in SpotClass spots, ref OptionSet freePart)
    {
        if (!_spots.FreePart.Has(option) || !_spots.Plain.Has(option))
        {
            return;
        }

        for (int other = freePart.Next(0, _words); other >= 0; other = freePart.Next(other + 1, _words))
        {
            int longer = _tables.Durations[other] - _tables.Durations[option];
            if (spots.Eligible.Has(other) && _spots.Plain.Has(other) && (longer > 0 || (longer == 0 && other < option)))
            {
                freePart.Remove(other);
            }
        }
    }

    // The same between spots of two classes: the better by itself is in the first class.
    private readonly bool IsExchangeable(int option, int spotClass)
    {
        for (int at = 0; at < _depth && _spots.Plain.Has(option); at++)
        {
            int other = _chosen[at];
            if (_chosenPlaces[at] != spotClass && _spots.Plain.Has(other) && BreakSpots.IsBetter(_tables, option, other)
                && _spots.Classes[_chosenPlaces[at]].Eligible.Has(option) && _spots.Classes[spotClass].Eligible.Has(other))
            {
                return true;
            }
        }

        return false;
    }

    // Two bounds: one over all places together, which counts nobody twice but lets any time be used anywhere; and one of
    // each place for itself, which may count somebody twice. Whatever one of them excludes is excluded.
    private bool SpotsGoOn(int spotClass, int from, int left, in OptionSet available, in OptionSet freePart)
    {
        if (Nodes >= _budget)
        {
            IsStopped = true;
        }

        Nodes++;
        OptionSet usable = available;
        usable.Keep(freePart, _words);
        OptionSet anywhere = usable;
        _totals.CopyTo(_counted);
        long rest = _rest;
        int ofFreePart = _spots.FreeMilliseconds + _released;
        int adsOfFreePart = _spots.FreeAds + _releasedAds;
        int milliseconds = ofFreePart;
        int ads = adsOfFreePart;
        for (int at = spotClass; at < _spots.ClassCount; at++)
        {
            ref readonly SpotClass spots = ref _spots.Classes[at];
            int wanted = at == spotClass ? left : spots.Count;
            int found = CountBest(at, at == spotClass ? from : 0, wanted, available, ref anywhere, ref rest);
            if (found < wanted && spots.IsRequired)
            {
                return false;
            }

            milliseconds += wanted * Math.Max(spots.Longest, spots.Released);
            ads += wanted;
            ofFreePart += wanted * spots.Released;
            adsOfFreePart += spots.Released > 0 ? wanted : 0;
        }

        if (!CanBeat(_totals, _rest, anywhere, milliseconds, ads))
        {
            return false;
        }

        (int level, long bound) = (_boundLevel, _bound);
        if (!CanBeat(_counted, rest, usable, _time.Usable(ofFreePart), adsOfFreePart))
        {
            return false;
        }

        if (level > _boundLevel || (level == _boundLevel && bound < _bound))
        {
            (_boundLevel, _bound) = (level, bound);
        }

        if (IsStopped)
        {
            NoteOpen();
        }

        return !IsStopped;
    }

    // Adds the best of those still available for a class of spots.
    private readonly int CountBest(int spotClass, int from, int wanted, in OptionSet available, ref OptionSet anywhere, ref long rest)
    {
        int found = 0;
        ReadOnlySpan<byte> order = _spots.OrderOf(spotClass);
        for (int at = from; at < order.Length; at++)
        {
            int option = order[at];
            if (!available.Has(option))
            {
                continue;
            }

            anywhere.Add(option);
            if (found < wanted)
            {
                _counted[_tables.LevelOf[option]] += _tables.Scores[option];
                rest += _tables.Rests[option];
                found++;
            }
        }

        return found;
    }
}
