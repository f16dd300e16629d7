// The candidates of a break as columns, in the order in which the search tries them.
using System.Runtime.CompilerServices;

namespace AdSelect.Breaks;

/// <summary>
/// Columns over the solver's memory, by place in the search order: tier by tier, in each by what a line item adds per
/// millisecond above the price of a place.
/// </summary>
internal ref struct BreakTables
{
    // A break's rest value: milliseconds, then fewer ads, then the least sum of draws, as one number. Sums over
    // MaxBreakAds options stay apart and inside 63 bits.
    private const int DrawBits = 20;
    private const int AdShift = DrawBits + 5;
    private const int MillisecondsShift = AdShift + 6;

    /// <summary>What one millisecond is in a rest value.</summary>
    public const long RestPerMillisecond = 1L << MillisecondsShift;

    /// <summary>What one ad takes from a rest value, besides its draw.</summary>
    public const long RestPerAd = 1L << AdShift;

    public int Count;
    public int Words;
    public int Levels;

    /// <summary>The options' indices in the problem.</summary>
    public Span<byte> Sources;

    public Span<long> Scores;
    public Span<long> Rests;
    public Span<int> Durations;

    /// <summary>What an option adds per millisecond, above <see cref="PlacePrices"/>; equal exactly where the quotients are.</summary>
    public Span<double> Densities;

    /// <summary>The levels by option: tiers that occur, strongest first; or all are level 0.</summary>
    public Span<byte> LevelOf;

    /// <summary>Where each level ends.</summary>
    public Span<int> LevelEnds;

    /// <summary>The options of each level, from its start on, by score and then by rest value, best first.</summary>
    public Span<byte> ByScore;

    /// <summary>The tier of each level.</summary>
    public Span<byte> Tiers;

    /// <summary>What one place in the break is worth in each level: the multiplier of the count in its bound.</summary>
    public Span<long> PlacePrices;

    /// <summary>Who may not be in one break with an option.</summary>
    public Span<OptionSet> Conflicts;

    /// <summary>Who may not be played right before or after an option.</summary>
    public Span<OptionSet> Neighbours;

    /// <summary>The value of an option after all scores.</summary>
    public static long RestOf(int milliseconds, ulong draw) => (milliseconds * RestPerMillisecond) - RestPerAd - (long)(draw >> (64 - DrawBits));

    /// <summary>The most a rest value can grow by in some time with at most so many ads, each at most so long.</summary>
    public static long MostRest(int milliseconds, int ads, int longest)
    {
        long filled = Math.Min(milliseconds, (long)ads * longest);
        return longest == 0 ? 0 : (filled * RestPerMillisecond) - ((filled + longest - 1) / longest * RestPerAd);
    }

    public readonly bool AreWorthTheSame(int option, int other) => Scores[option] == Scores[other] && LevelOf[option] == LevelOf[other];

    /// <summary>The options of a level that are in a set begin at or after this one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int LevelStart(int level) => level == 0 ? 0 : LevelEnds[level - 1];
}
