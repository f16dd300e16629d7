// The part of the search that fills fixed spots.
namespace AdSelect.Breaks;

internal ref partial struct BreakSearch
{
    // Spots of one class take options in the order of their scores; whoever is passed over is left to later places.
    private void FillSpots(int spotClass, int from, int left, OptionSet available)
    {
        if (spotClass == _spots.ClassCount)
        {
            int milliseconds = _time.Usable(_spots.FreeMilliseconds);
            available.Keep(_spots.FreePart, _words);
            _time.KeepFitting(ref available, milliseconds, _words);
            FillFreePart(available, milliseconds, _spots.FreeAds);
            return;
        }

        ref readonly SpotClass spots = ref _spots.Classes[spotClass];
        ReadOnlySpan<byte> order = _spots.OrderOf(spotClass);
        for (int at = from; left > 0 && at < order.Length; at++)
        {
            int option = order[at];
            if (!available.Has(option))
            {
                continue;
            }

            if (!SpotsGoOn(spotClass, at, left, available))
            {
                return;
            }

            OptionSet below = available;
            below.Remove(option);
            Take(option, (byte)spotClass, ref below, 0);
            FillSpots(spotClass, at + 1, left - 1, below);
            PutBack(option);
        }

        if (left == 0 || !spots.IsRequired)
        {
            int next = spotClass + 1;
            FillSpots(next, 0, next < _spots.ClassCount ? _spots.Classes[next].Count : 0, available);
        }
    }

    // Two bounds: one over all places together, which counts nobody twice but lets any time be used anywhere; and one of
    // each place for itself, which may count somebody twice. Whatever one of them excludes is excluded.
    private bool SpotsGoOn(int spotClass, int from, int left, in OptionSet available)
    {
        if (Nodes >= _budget)
        {
            IsStopped = true;
        }

        Nodes++;
        OptionSet usable = available;
        usable.Keep(_spots.FreePart, _words);
        OptionSet anywhere = usable;
        _totals.CopyTo(_counted);
        long rest = _rest;
        int milliseconds = _spots.FreeMilliseconds;
        int ads = _spots.FreeAds;
        for (int at = spotClass; at < _spots.ClassCount; at++)
        {
            ref readonly SpotClass spots = ref _spots.Classes[at];
            int wanted = at == spotClass ? left : spots.Count;
            int found = CountBest(at, at == spotClass ? from : 0, wanted, available, ref anywhere, ref rest);
            if (found < wanted && spots.IsRequired)
            {
                return false;
            }

            milliseconds += wanted * spots.Longest;
            ads += wanted;
        }

        if (!CanBeat(_totals, _rest, anywhere, milliseconds, ads))
        {
            return false;
        }

        (int level, long bound) = (_boundLevel, _bound);
        if (!CanBeat(_counted, rest, usable, _time.Usable(_spots.FreeMilliseconds), _spots.FreeAds))
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
