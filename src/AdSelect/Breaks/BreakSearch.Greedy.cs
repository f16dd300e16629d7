// A first break before the search.
namespace AdSelect.Breaks;

internal ref partial struct BreakSearch
{
    // A first break besides the first way down: the highest scores that fit, of equal ones the shortest.
    private void TryBestScores(OptionSet available)
    {
        int milliseconds = _time.Usable(_spots.FreeMilliseconds);
        int ads = Math.Min(_spots.FreeAds, _time.MostAds(milliseconds));
        int end;
        for (int start = 0; start < _tables.Count; start = end)
        {
            end = start + 1;
            while (end < _tables.Count && _tables.AreWorthTheSame(_tables.ByScore[start], _tables.ByScore[end]))
            {
                end++;
            }

            for (int at = end - 1; at >= start; at--)
            {
                int option = _tables.ByScore[at];
                byte place = available.Has(option) ? FirstPlace(option, milliseconds, ads) : BreakSpots.NoPlace;
                if (place != BreakSpots.NoPlace)
                {
                    available.Remove(option);
                    milliseconds = Take(option, place, ref available, milliseconds);
                    ads -= place == BreakSpots.FreePlace ? 1 : 0;
                }
            }
        }

        if (_depth > 0 && AreRequiredFilled())
        {
            OfferIfBetter();
        }

        while (_depth > 0)
        {
            PutBack(_chosen[_depth - 1]);
        }
    }

    private readonly bool AreRequiredFilled()
    {
        for (int spotClass = 0; spotClass < _spots.ClassCount; spotClass++)
        {
            ref readonly SpotClass spots = ref _spots.Classes[spotClass];
            if (spots.IsRequired && _chosenPlaces[.._depth].Count((byte)spotClass) < spots.Count)
            {
                return false;
            }
        }

        return true;
    }

    // The spots that the fewest may take are filled before others, the free part last.
    private readonly byte FirstPlace(int option, int milliseconds, int ads)
    {
        byte place = _spots.FreePart.Has(option) && ads > 0 && _tables.Durations[option] <= milliseconds ? BreakSpots.FreePlace : BreakSpots.NoPlace;
        int fewest = int.MaxValue;
        for (int spotClass = 0; spotClass < _spots.ClassCount; spotClass++)
        {
            ref readonly SpotClass spots = ref _spots.Classes[spotClass];
            if (spots.OrderCount < fewest && spots.Eligible.Has(option) && _chosenPlaces[.._depth].Count((byte)spotClass) < spots.Count)
            {
                fewest = spots.OrderCount;
                place = (byte)spotClass;
            }
        }

        return place;
    }
}
