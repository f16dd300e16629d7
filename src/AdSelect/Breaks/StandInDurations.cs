// The durations that ads which were not drawn can have, and the places that take them.
namespace AdSelect.Breaks;

/// <summary>Few numbers: where a catalog has many durations, a shorter one stands for those a little longer.</summary>
/// <param name="durations">Room for <see cref="Most"/> durations.</param>
/// <param name="places">Room for as many places.</param>
internal ref struct StandInDurations(Span<int> durations, Span<ulong> places)
{
    public const int Most = 12;

    private readonly Span<int> _durations = durations;
    private readonly Span<ulong> _places = places;
    private int _count;

    public readonly ReadOnlySpan<int> Milliseconds => _durations[.._count];

    /// <summary>For each, the places that take it or what it stands for.</summary>
    public readonly ReadOnlySpan<ulong> Places => _places[.._count];

    /// <summary>Adds a duration; they come ascending.</summary>
    /// <param name="milliseconds">The duration.</param>
    /// <param name="places">The places that take it; none leaves it out.</param>
    /// <param name="left">How many more may come.</param>
    public void Add(int milliseconds, ulong places, int left)
    {
        if (places == 0)
        {
            return;
        }

        // While all that may come still have room each stands for itself; then only those a quarter longer.
        bool isKnown = _count > 0 && _durations[_count - 1] == milliseconds;
        bool standsForItself = _count == 0 || (!isKnown && (left < Most - _count || (_count < Most && milliseconds > _durations[_count - 1] * 5L / 4)));
        if (standsForItself)
        {
            _durations[_count] = milliseconds;
            _places[_count++] = places;
        }
        else
        {
            _places[_count - 1] |= places;
        }
    }
}
