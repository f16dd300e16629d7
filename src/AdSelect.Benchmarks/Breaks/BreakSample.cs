// Generated breaks: what may be played, best first, and what the break offers.
using AdSelect.Breaks;
using AdSelect.Internals;

namespace AdSelect.Benchmarks.Breaks;

/// <summary>One break; the same seed always gives the same.</summary>
internal sealed class BreakSample
{
    private const int Typical = 1_000;
    private const int FirstDraw = 32;
    private const int NextDraw = 16;
    private const long Unit = 1_000_000;

    private static readonly int[] Seconds = [15, 15, 15, 15, 30, 30, 30, 30, 30, 20, 10, 60];
    private static readonly int[] Durations = [10_000, 15_000, 20_000, 30_000, 60_000];
    private static readonly int[] BreakSeconds = [120, 150, 180];

    private readonly BreakOption[] _options;
    private readonly ulong[][] _categories;
    private readonly ulong[][] _spacings;
    private readonly FixedSpot[] _spots;
    private readonly int _freeMilliseconds;
    private readonly int _maxFreeAds;
    private readonly bool _isDrawn;
    private readonly byte[] _memory = new byte[BreakPool.Bytes];
    private readonly BreakPlacement[] _ads = new BreakPlacement[AdSelectLimits.MaxBreakAds];

    public BreakSample(BreakKind kind, int seed)
    {
        var random = new Random(seed);
        _isDrawn = kind is BreakKind.Typical or BreakKind.Tiers;
        bool isStructured = kind == BreakKind.Structured;
        int spots = isStructured ? 6 : kind is BreakKind.Hybrid or BreakKind.HybridTightEqual ? random.Next(1, 4) : 0;
        _spots = new FixedSpot[spots];
        _freeMilliseconds = isStructured ? 0 : BreakSeconds[random.Next(BreakSeconds.Length)] * 1_000;
        _maxFreeAds = isStructured ? 0 : 8;
        int count = _isDrawn ? Typical : kind == BreakKind.Many ? 128 : 64;
        _options =
        [
            .. Enumerable.Range(0, count).Select(number => Option(random, kind, number, count, spots))
                .OrderBy(option => option.Tier).ThenByDescending(option => option.ScoreMicros).ThenBy(option => option.LineItem),
        ];
        bool isTight = IsTight(kind);
        _categories = [.. _options.Select(_ => new[] { (ulong)random.Next(1, isTight ? 5 : 31), (ulong)random.Next(4) })];
        _spacings = [.. _options.Select(_ => isTight && random.Next(2) == 0 ? new[] { (ulong)random.Next(3) } : [])];
    }

    /// <summary>How many candidates were drawn by the last <see cref="Fill"/>.</summary>
    public int Drawn { get; private set; }

    /// <summary>Fills the break; drawn ones as a selection does it.</summary>
    public BreakAnswer Fill(int nodeBudget)
    {
        var pool = new BreakPool(new CallMemory(_memory));
        Drawn = 0;
        BreakAnswer answer;
        bool isEnough;
        do
        {
            int wanted = !_isDrawn ? _options.Length : Math.Min(_options.Length, Drawn == 0 ? FirstDraw : Drawn + NextDraw);
            bool mayDrawMore = _isDrawn;
            for (; Drawn < wanted && mayDrawMore | !_isDrawn; Drawn++)
            {
                mayDrawMore &= pool.TryAdd(_options[Drawn], [], _categories[Drawn], _spacings[Drawn], []);
            }

            BreakFrontier unseen = Drawn == _options.Length
                ? default
                : new BreakFrontier { Tier = _options[Drawn].Tier, MostScoreMicros = _options[Drawn].ScoreMicros, DurationsMilliseconds = Durations };
            var problem = new BreakProblem
            {
                Spots = _spots,
                SpotsBeforeFreePart = Math.Min(1, _spots.Length),
                FreeMilliseconds = _freeMilliseconds,
                MaxFreeAds = _maxFreeAds,
                NodeBudget = nodeBudget,
            };
            answer = pool.Solve(ref problem, unseen, mayDrawMore, _ads, out isEnough);
        }
        while (!isEnough);
        return answer;
    }

    private static bool IsTight(BreakKind kind) => kind is BreakKind.TightSeparation or BreakKind.HybridTightEqual;

    private static BreakOption Option(Random random, BreakKind kind, int number, int count, int spots)
    {
        int seconds = Seconds[random.Next(Seconds.Length)];
        long score = kind switch
        {
            BreakKind.EqualScores or BreakKind.HybridTightEqual => random.Next(8, 11) * Unit,
            BreakKind.OneScore => 10 * Unit,
            BreakKind.EqualDensity => seconds * Unit / 2,
            _ => (long)(Math.Exp((random.NextDouble() * 1.5) + 1.5) * Unit),
        };
        int advertisers = IsTight(kind) ? 12 : kind is BreakKind.Typical or BreakKind.Tiers ? 300 : 40;
        return new BreakOption
        {
            LineItem = number,
            Advertiser = random.Next(advertisers),
            Tier = (byte)(kind != BreakKind.Tiers ? 12 : number < count / 250 ? 4 : number < count / 50 ? 8 : 12),
            ScoreMicros = score,
            DurationMilliseconds = seconds * 1_000,
            Draw = (ulong)random.NextInt64() << 1,
            Places = Places(random, kind, seconds, score, spots),
        };
    }

    // Spots are for ads of up to 30 s above their floors; in a hybrid break their floors are higher and some ads are for
    // spots only.
    private static ulong Places(Random random, BreakKind kind, int seconds, long score, int spots)
    {
        bool isStructured = kind == BreakKind.Structured;
        ulong places = isStructured || (spots > 0 && random.Next(4) == 0) ? 0 : BreakOption.FreePart;
        for (int spot = 0; spot < spots && seconds <= 30; spot++)
        {
            places |= score > (isStructured ? 5 + spot : 8 + (4 * spot)) * Unit ? 1UL << spot : 0;
        }

        return places;
    }
}
