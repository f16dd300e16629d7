// The workload's own random numbers: SplitMix64, so that a seed means the same catalog on every runtime for ever.
namespace AdSelect.Workload;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014). Integer arithmetic and exactly rounded doubles only.</summary>
public sealed class Rng
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>Starts a sequence.</summary>
    public Rng(ulong seed) => _state = seed;

    /// <summary>The sequence of one element of one population, independent of every other and of the order of asking.</summary>
    public static Rng For(ulong seed, Population population, int index) =>
        new(Mix(Mix(seed + (Gamma * (ulong)population)) + (Gamma * (ulong)(uint)index)));

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => Mix(_state += Gamma);

    /// <summary>A whole number, 0 to <paramref name="count"/> − 1.</summary>
    public int Next(int count) => (int)Math.BigMul(NextBits(), (ulong)count, out _);

    /// <summary>A whole number, both ends included.</summary>
    public int Between(int low, int high) => low + Next(high - low + 1);

    /// <summary>A number in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True in the given share of the calls.</summary>
    public bool Chance(double share) => NextDouble() < share;

    /// <summary>One of the entries, each as likely as any other.</summary>
    public T Pick<T>(IReadOnlyList<T> entries) => entries[Next(entries.Count)];

    /// <summary>A number around zero, at most ±1, with a bell-like density (the mean of three uniform numbers).</summary>
    public double NextBell() => ((NextDouble() + NextDouble() + NextDouble()) * 2 / 3) - 1;

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}

/// <summary>What a random sequence is for; keeps the sequences of the generators apart.</summary>
public enum Population : ulong
{
    /// <summary>Advertisers.</summary>
    Advertiser = 1,

    /// <summary>Campaigns.</summary>
    Campaign = 2,

    /// <summary>Creatives of one advertiser.</summary>
    Creative = 3,

    /// <summary>Line items.</summary>
    LineItem = 4,

    /// <summary>Deals.</summary>
    Deal = 5,

    /// <summary>Listeners and their requests.</summary>
    Listener = 6,

    /// <summary>Tastes of listeners and line items.</summary>
    Taste = 7,

    /// <summary>Ids of sparse segments.</summary>
    Segment = 8,
}
