// What a request offers: the format, length, floor and technical limits of one place for an ad.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AdSelect.Internals;

namespace AdSelect;

/// <summary>Whether a slot takes creatives that the listener can skip.</summary>
public enum Skippability : byte
{
    /// <summary>Both kinds.</summary>
    Any = 0,

    /// <summary>Only creatives that cannot be skipped.</summary>
    Forbidden = 1,

    /// <summary>Only creatives that can be skipped.</summary>
    Required = 2,
}

/// <summary>
/// One place for an ad. A value type without references: build it once and copy it. Lists hold at most
/// <see cref="AdSelectLimits.MaxSlotListEntries"/> entries.
/// </summary>
public struct Slot
{
    private Entries<int> _requiredDurations;
    private Entries<ulong> _mimeTypes;
    private Entries<DurationFloor> _durationFloors;

    /// <summary>The media format.</summary>
    public AdFormat Format { get; set; }

    /// <summary>Shortest ad in milliseconds, included; 0 means no limit.</summary>
    public int MinDurationMilliseconds { get; set; }

    /// <summary>Longest ad in milliseconds, included; 0 means no limit.</summary>
    public int MaxDurationMilliseconds { get; set; }

    /// <summary>The exact width in pixels of what a display slot takes; 0 means any.</summary>
    public int Width { get; set; }

    /// <summary>The exact height in pixels of what a display slot takes; 0 means any.</summary>
    public int Height { get; set; }

    /// <summary>The slot's floor in micros of effective CPM; 0 leaves it to <see cref="AdRequest.FloorMicros"/>.</summary>
    public long FloorMicros { get; set; }

    /// <summary>Floor per second of the ad's length, in micros of effective CPM; 0 means none. Not together with duration floors.</summary>
    public long FloorPerSecondMicros { get; set; }

    /// <summary>Whether skippable creatives are taken.</summary>
    public Skippability Skippability { get; set; }

    /// <summary>AdCOM API frameworks that the player supports.</summary>
    public AdComSet ApiFrameworks { get; set; }

    /// <summary>AdCOM creative attributes that this slot does not take, beside the request's.</summary>
    public AdComSet BlockedCreativeAttributes { get; set; }

    /// <summary>The exact durations taken, in milliseconds; empty means by minimum and maximum.</summary>
    [UnscopedRef]
    internal readonly ReadOnlySpan<int> RequiredDurations => _requiredDurations.Span;

    /// <summary>Hashes of the MIME types taken, in lower case; empty means any.</summary>
    [UnscopedRef]
    internal readonly ReadOnlySpan<ulong> MimeTypes => _mimeTypes.Span;

    /// <summary>Floors by length; where several apply, the highest.</summary>
    [UnscopedRef]
    internal readonly ReadOnlySpan<DurationFloor> DurationFloors => _durationFloors.Span;

    /// <summary>A slot for sound. Zero leaves a limit open. A length that no slot may have is refused when the slot is offered.</summary>
    public static Slot Audio(int maxSeconds = 0, int minSeconds = 0) => Timed(AdFormat.Audio, maxSeconds, minSeconds);

    /// <summary>A slot for moving pictures. Zero leaves a limit open. A length that no slot may have is refused when the slot is offered.</summary>
    public static Slot Video(int maxSeconds = 0, int minSeconds = 0) => Timed(AdFormat.Video, maxSeconds, minSeconds);

    /// <summary>A slot for a picture of exactly that size in pixels. Zero leaves a side open.</summary>
    public static Slot Display(int width = 0, int height = 0) => new() { Format = AdFormat.Display, Width = width, Height = height };

    /// <summary>Takes only ads of exactly the listed durations. Not together with a minimum or maximum.</summary>
    /// <exception cref="AdRequestException">Too many entries, or a duration out of range.</exception>
    public void RequireDuration(int milliseconds)
    {
        if (milliseconds is <= 0 or > AdSelectLimits.MaxDurationMilliseconds)
        {
            Throw.Request(RequestErrorCode.OutOfRange, nameof(RequireDuration));
        }

        _requiredDurations.Add(milliseconds, nameof(RequireDuration));
    }

    /// <summary>Takes only the listed MIME types. Case does not matter.</summary>
    /// <exception cref="AdRequestException">Too many entries.</exception>
    public void AllowMimeType(scoped ReadOnlySpan<char> mimeType) => _mimeTypes.Add(LowerCase.Hash(mimeType), nameof(AllowMimeType));

    /// <summary>Sets the floor of ads of <paramref name="fromMilliseconds"/> to <paramref name="toMilliseconds"/>, both included.</summary>
    /// <exception cref="AdRequestException">Too many entries, or a number out of range.</exception>
    public void AddDurationFloor(int fromMilliseconds, int toMilliseconds, long floorMicros)
    {
        if (fromMilliseconds < 0 || toMilliseconds < fromMilliseconds || floorMicros is < 0 or > AdSelectLimits.MaxMoneyMicros)
        {
            Throw.Request(RequestErrorCode.OutOfRange, nameof(AddDurationFloor));
        }

        _durationFloors.Add(new DurationFloor(fromMilliseconds, toMilliseconds, floorMicros), nameof(AddDurationFloor));
    }

    private static Slot Timed(AdFormat format, int maxSeconds, int minSeconds) => new()
    {
        Format = format,
        MinDurationMilliseconds = Milliseconds(minSeconds),
        MaxDurationMilliseconds = Milliseconds(maxSeconds),
    };

    // What does not fit is out of range either way.
    private static int Milliseconds(int seconds) => (int)Math.Clamp(seconds * 1000L, int.MinValue, int.MaxValue);

    internal readonly record struct DurationFloor(int FromMilliseconds, int ToMilliseconds, long FloorMicros);

    [InlineArray(AdSelectLimits.MaxSlotListEntries)]
    private struct Buffer<T>
    {
        private T _first;
    }

    private struct Entries<T>
        where T : unmanaged
    {
        private Buffer<T> _buffer;
        private int _count;

        [UnscopedRef]
        public readonly ReadOnlySpan<T> Span => ((ReadOnlySpan<T>)_buffer)[.._count];

        public void Add(T entry, string field)
        {
            if (_count == AdSelectLimits.MaxSlotListEntries)
            {
                Throw.Request(RequestErrorCode.TooManyValues, field);
            }

            _buffer[_count++] = entry;
        }
    }
}
