// What a store keeps of the histories it holds.
namespace AdSelect;

/// <summary>How much of an identity's history a store keeps, and for how long.</summary>
public readonly record struct ExposureRetention()
{
    /// <summary>
    /// How long users, devices and households are kept after their last event: 400 days unless stated, which is what a lifetime cap
    /// promises. Single events of an identity that is kept are not too old for anything; only <see cref="MaxRecords"/> bounds them.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not greater than zero.</exception>
    public TimeSpan Age
    {
        get;
        init => field = Positive(value, nameof(Age));
    } = TimeSpan.FromDays(AdSelectLimits.MaxCapWindowDays);

    /// <summary>
    /// How long after its last event a session or break ends: a day unless stated. What is recorded or read of it later is of a new
    /// one with the same id.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not greater than zero.</exception>
    public TimeSpan SessionAge
    {
        get;
        init => field = Positive(value, nameof(SessionAge));
    } = TimeSpan.FromDays(1);

    /// <summary>
    /// The most records kept of one identity, 1 to <see cref="AdSelectLimits.MaxHistoryRecords"/>; half of that unless stated. All caps are
    /// exact as long as no more are needed.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    public int MaxRecords
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxRecords));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, AdSelectLimits.MaxHistoryRecords, nameof(MaxRecords));
            field = value;
        }
    } = AdSelectLimits.MaxHistoryRecords / 2;

    /// <summary>How long after its last event an identity of a kind is kept.</summary>
    public TimeSpan AgeOf(CapIdentity kind) => kind is CapIdentity.Session or CapIdentity.Break ? SessionAge : Age;

    /// <summary>Refuses the one value that its parts cannot refuse: the default, in which nothing is set.</summary>
    /// <param name="name">What to call it.</param>
    /// <exception cref="ArgumentException">Nothing is set.</exception>
    public void ThrowIfUnset(string name)
    {
        if (MaxRecords == 0)
        {
            throw new ArgumentException("The retention is default: use new ExposureRetention().", name);
        }
    }

    private static TimeSpan Positive(TimeSpan value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, name);
        return value;
    }
}
