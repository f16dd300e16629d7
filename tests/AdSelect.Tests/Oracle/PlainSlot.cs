// A slot as people write it: lists instead of bit sets and hashes.
namespace AdSelect.Tests.Oracle;

/// <summary>Floor of ads whose length lies in the band, both ends included.</summary>
public readonly record struct PlainDurationFloor(int FromMilliseconds, int ToMilliseconds, long FloorMicros);

/// <summary>One place for an ad.</summary>
public sealed record PlainSlot(AdFormat Format)
{
    public int MinDurationMilliseconds { get; init; }

    public int MaxDurationMilliseconds { get; init; }

    public IReadOnlyList<int> RequiredDurations { get; init; } = [];

    public IReadOnlyList<string> MimeTypes { get; init; } = [];

    public int Width { get; init; }

    public int Height { get; init; }

    public long FloorMicros { get; init; }

    public long FloorPerSecondMicros { get; init; }

    public IReadOnlyList<PlainDurationFloor> DurationFloors { get; init; } = [];

    public Skippability Skippability { get; init; }

    public IReadOnlyList<int> ApiFrameworks { get; init; } = [];

    public IReadOnlyList<int> BlockedCreativeAttributes { get; init; } = [];

    public Slot ToSlot()
    {
        var slot = new Slot
        {
            Format = Format,
            MinDurationMilliseconds = MinDurationMilliseconds,
            MaxDurationMilliseconds = MaxDurationMilliseconds,
            Width = Width,
            Height = Height,
            FloorMicros = FloorMicros,
            FloorPerSecondMicros = FloorPerSecondMicros,
            Skippability = Skippability,
            ApiFrameworks = AdComSet.Of([.. ApiFrameworks]),
            BlockedCreativeAttributes = AdComSet.Of([.. BlockedCreativeAttributes]),
        };
        foreach (int duration in RequiredDurations)
        {
            slot.RequireDuration(duration);
        }

        foreach (string mimeType in MimeTypes)
        {
            slot.AllowMimeType(mimeType);
        }

        foreach (PlainDurationFloor floor in DurationFloors)
        {
            slot.AddDurationFloor(floor.FromMilliseconds, floor.ToMilliseconds, floor.FloorMicros);
        }

        return slot;
    }

    public override string ToString() =>
        $"{Format} {Width}x{Height} min {MinDurationMilliseconds} max {MaxDurationMilliseconds} required [{string.Join(' ', RequiredDurations)}] mime "
        + $"[{string.Join(' ', MimeTypes)}] "
        + $"floor {FloorMicros} perSecond {FloorPerSecondMicros} bands [{string.Join(' ', DurationFloors)}] skip {Skippability} api "
            + $"[{string.Join(' ', ApiFrameworks)}] blockedAttributes [{string.Join(' ', BlockedCreativeAttributes)}]";
}
