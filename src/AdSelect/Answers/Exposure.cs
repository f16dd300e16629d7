// One recorded event: what a listener met, and when.
using System.Runtime.CompilerServices;

namespace AdSelect;

/// <summary>
/// One event of one creative: what frequency caps count. Made of a winner with
/// <see cref="AdSnapshot.CreateExposure(in AdSelection, AdEvent, ExposureKey, DateTimeOffset)"/> or
/// <see cref="AdDescription.CreateExposure"/>, or read from a history with
/// <see cref="ExposureHistory.Read(ReadOnlySpan{byte}, int)"/>. A plain value without references; its keys are hashes of ids, the
/// same in every snapshot.
/// </summary>
public readonly record struct Exposure
{
    private readonly long _utcTicks;
    private readonly bool _leavesParentsAlone;
    private readonly ushort _moreThanOne;
    private readonly CategoryKeys _categories;

    /// <summary>What happened.</summary>
    public AdEvent Event { get; init; }

    /// <summary>
    /// Identifies the event among those of its kind: recorded twice, it counts once. An impression and a click may share an id, as they
    /// do when a tracker names both after the ad that was served. Required for recording.
    /// </summary>
    public ExposureKey Id { get; init; }

    /// <summary>When it happened, in universal time.</summary>
    public DateTimeOffset Time
    {
        get => new(_utcTicks, TimeSpan.Zero);
        init => _utcTicks = value.UtcTicks;
    }

    /// <summary>XxHash3 of the line item's id.</summary>
    public ulong LineItemKey { get; init; }

    /// <summary>XxHash3 of the creative's id.</summary>
    public ulong CreativeKey { get; init; }

    /// <summary>XxHash3 of the campaign's id.</summary>
    public ulong CampaignKey { get; init; }

    /// <summary>XxHash3 of the advertiser's id.</summary>
    public ulong AdvertiserKey { get; init; }

    /// <summary>The session in which it happened; not set outside of any. 32 bits of it are kept, and read back.</summary>
    public ExposureKey SessionId
    {
        get;
        init => field = value.Folded;
    }

    /// <summary>The ad break in which it happened; not set outside of any. 32 bits of it are kept, and read back.</summary>
    public ExposureKey BreakId
    {
        get;
        init => field = value.Folded;
    }

    /// <summary>False: it does not count toward caps of the campaign and the advertiser.</summary>
    public bool CountsTowardParents
    {
        get => !_leavesParentsAlone;
        init => _leavesParentsAlone = !value;
    }

    /// <summary>
    /// How many events it stands for, 1 to 65,535: more than 1 once a history was compacted beyond its bound. Then
    /// <see cref="Id"/>, <see cref="Time"/>, <see cref="SessionId"/> and <see cref="BreakId"/> are those of the last.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public int Count
    {
        get => _moreThanOne + 1;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, ushort.MaxValue);
            _moreThanOne = (ushort)(value - 1);
        }
    }

    /// <summary>
    /// True when it stands for events of several sessions or breaks, of which it names the last. It counts toward every session and
    /// break for a day after <see cref="Time"/>.
    /// </summary>
    public bool JoinsSessions { get; init; }

    /// <summary>The capped categories that it belongs to, folded as sessions are; zero where there is none.</summary>
    internal CategoryKeys Categories
    {
        get => _categories;
        init => _categories = value;
    }

    /// <summary>A copy that also belongs to a category. Caps over that category count it.</summary>
    /// <exception cref="InvalidOperationException">It has <see cref="AdSelectLimits.MaxExposureCategories"/> categories already.</exception>
    public Exposure WithCategory(ExposureKey category)
    {
        CategoryKeys categories = _categories;
        for (int i = 0; i < AdSelectLimits.MaxExposureCategories; i++)
        {
            if (categories[i] == 0 || categories[i] == category.Folded)
            {
                categories[i] = category.Folded;
                return this with { Categories = categories };
            }
        }

        throw new InvalidOperationException($"An exposure belongs to at most {AdSelectLimits.MaxExposureCategories} capped categories.");
    }

    /// <summary>True when it can be recorded: it has an id, and an event that is defined.</summary>
    public bool IsValid => Id.IsSet && Event <= AdEvent.Conversion;

    /// <summary>A copy that happened now where it is stamped later: what a clock ahead has stamped is recorded as of now.</summary>
    public Exposure NoLaterThan(DateTimeOffset now) => _utcTicks > now.UtcTicks ? this with { Time = now } : this;

    /// <summary>True when it belongs to a category. Two categories may share the 32 bits that are kept, which errs towards true.</summary>
    public bool HasCategory(ExposureKey category)
    {
        CategoryKeys categories = _categories;
        return category.IsSet && ((ReadOnlySpan<uint>)categories).Contains(category.Folded);
    }

    /// <summary>Room for categories, in the order in which they were added.</summary>
    [InlineArray(AdSelectLimits.MaxExposureCategories)]
    internal struct CategoryKeys : IEquatable<CategoryKeys>
    {
        private uint _first;

        /// <summary>The categories that are stated.</summary>
        public readonly ExposureKey[] ToKeys()
        {
            ReadOnlySpan<uint> stated = ((ReadOnlySpan<uint>)this).TrimEnd(0u);
            var keys = new ExposureKey[stated.Length];
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = new ExposureKey(stated[i]);
            }

            return keys;
        }

        public readonly bool Equals(CategoryKeys other) => ((ReadOnlySpan<uint>)this).SequenceEqual(other);

        public override readonly bool Equals(object? obj) => obj is CategoryKeys other && Equals(other);

        public override readonly int GetHashCode() => HashCode.Combine(this[0], this[1]);
    }
}
