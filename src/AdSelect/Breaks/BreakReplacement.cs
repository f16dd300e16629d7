// Whether an ad that was left out would have fitted in the place of one that is played: who sets second prices in a break.
namespace AdSelect.Breaks;

/// <summary>A filled break, all of whose other ads stay where they are.</summary>
/// <param name="problem">The break that was filled.</param>
/// <param name="ads">Its ads in the order of play.</param>
internal readonly ref struct BreakReplacement(scoped in BreakProblem problem, ReadOnlySpan<BreakPlacement> ads)
{
    private readonly ReadOnlySpan<BreakOption> _options = problem.Options;
    private readonly ReadOnlySpan<ulong> _keys = problem.Keys;
    private readonly ReadOnlySpan<int> _capsLeft = problem.CapsLeft;
    private readonly ReadOnlySpan<BreakPlacement> _ads = ads;
    private readonly int _freeLeft = FreeLeft(problem, ads);

    /// <summary>Whether an option could be played instead of an ad.</summary>
    /// <param name="option">Index of the option; its line item is not in the break.</param>
    /// <param name="place">The ad's place in the order of play.</param>
    public bool Fits(int option, int place)
    {
        ref readonly BreakOption other = ref _options[option];
        BreakPlacement replaced = _ads[place];
        bool hasRoom = replaced.Spot >= 0
            ? (other.Places >> replaced.Spot & 1) != 0
            : (other.Places & BreakOption.FreePart) != 0 && other.DurationMilliseconds <= _freeLeft + _options[replaced.Option].DurationMilliseconds;
        bool isInPosition = other.Position switch
        {
            BreakPosition.First => place == 0,
            BreakPosition.Last => place == _ads.Length - 1,
            _ => true,
        };
        return hasRoom && isInPosition && !(other.IsNeverFirst && place == 0) && IsApart(other, place) && KeepsCaps(other, place);
    }

    private static int FreeLeft(scoped in BreakProblem problem, ReadOnlySpan<BreakPlacement> ads)
    {
        int left = problem.FreeMilliseconds;
        ulong filled = 0;
        foreach (BreakPlacement ad in ads)
        {
            filled |= ad.Spot >= 0 ? 1UL << ad.Spot : 0;
            left -= ad.Spot < 0 ? problem.Options[ad.Option].DurationMilliseconds : 0;
        }

        for (int spot = 0; spot < problem.Spots.Length; spot++)
        {
            left += (filled >> spot & 1) == 0 ? problem.Spots[spot].ReleasedMilliseconds : 0;
        }

        return left;
    }

    private bool IsApart(in BreakOption option, int place)
    {
        for (int at = 0; at < _ads.Length; at++)
        {
            ref readonly BreakOption other = ref _options[_ads[at].Option];
            if (at == place)
            {
                continue;
            }

            bool isSame = option.LineItem == other.LineItem || (option.Creative != 0 && option.Creative == other.Creative);
            if (isSame || IsKeptApart(option, other) || (Math.Abs(at - place) == 1 && Spacings(option).ContainsAny(Spacings(other))))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsKeptApart(in BreakOption option, in BreakOption other) => !BreakOption.AreAllied(option, other)
        && ((option.Advertiser == other.Advertiser && option.Advertiser != BreakOption.NoAdvertiser)
            || Exclusions(option).ContainsAny(Exclusions(other))
            || Indexing.CategoryTiers.Meet(Categories(option), Categories(other)));

    // With the option instead of the ad, everybody's caps hold.
    private bool KeepsCaps(in BreakOption option, int place)
    {
        for (int cap = 0; cap < _capsLeft.Length; cap++)
        {
            Count(option, cap, out int count, out bool isCarried, out bool isWatched);
            for (int at = 0; at < _ads.Length; at++)
            {
                if (at != place)
                {
                    Count(_options[_ads[at].Option], cap, out int one, out bool carries, out bool watches);
                    count += one;
                    isCarried |= carries;
                    isWatched |= watches;
                }
            }

            if ((isCarried && count > _capsLeft[cap]) || (isWatched && count >= _capsLeft[cap]))
            {
                return false;
            }
        }

        return true;
    }

    private void Count(in BreakOption option, int cap, out int count, out bool carries, out bool watches)
    {
        (count, carries, watches) = (0, false, false);
        foreach (ulong key in _keys.Slice(option.FirstKey + option.KeyCount - option.Caps, option.Caps))
        {
            if (BreakOption.CapOf(key) == cap)
            {
                count = BreakOption.Counts(key) ? 1 : 0;
                carries = BreakOption.Carries(key);
                watches = carries && count == 0;
            }
        }
    }

    private ReadOnlySpan<ulong> Exclusions(in BreakOption option) => _keys.Slice(option.FirstKey, option.Exclusions);

    private ReadOnlySpan<ulong> Categories(in BreakOption option) => _keys.Slice(option.FirstKey + option.Exclusions, option.Categories);

    private ReadOnlySpan<ulong> Spacings(in BreakOption option) => _keys.Slice(option.FirstKey + option.Exclusions + option.Categories, option.Spacings);
}
