// Random choices of the generators, all from one seed.
namespace AdSelect.Tests.Oracle.Generators;

public sealed class Draw(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A whole number, both ends included.</summary>
    public int Between(int low, int high) => _random.Next(low, high + 1);

    public bool Chance(int percent) => _random.Next(100) < percent;

    public T Pick<T>(params IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>Between <paramref name="low"/> and <paramref name="high"/> different items, in random order.</summary>
    public T[] Some<T>(IReadOnlyList<T> items, int low, int high)
    {
        T[] shuffled = [.. items];
        _random.Shuffle(shuffled);
        return shuffled[..Math.Min(items.Count, Between(low, high))];
    }

    /// <summary>An item in the given percentage of cases, otherwise nothing.</summary>
    public T[] Maybe<T>(int percent, IReadOnlyList<T> items, int high) => Chance(percent) ? Some(items, 1, high) : [];
}
