// The workload's listeners in the oracle's vocabulary.
using AdSelect.Tests.Oracle;
using AdSelect.Workload;

namespace AdSelect.Tests.Selection;

public static class ListenerRequests
{
    /// <summary>A request with all that the listener's own would carry.</summary>
    public static PlainRequest Of(Listener listener) => new()
    {
        Id = $"listener {listener.RequestNumber}",
        Time = listener.Time,
        Values = [.. Values(listener)],
        Slots = [SlotOf(listener.Slot)],
        FloorMicros = listener.FloorMicros,
        PriceRule = PriceRule.Second,
        PriceIncrementMicros = 10_000,
        Consent = listener.Consent,
        IsChildDirected = listener.IsChildDirected,
        Deals = [.. listener.Deals.Select(deal => new PlainDeal(deal))],
        BlockedCategories = listener.BlockedCategories,
    };

    private static IEnumerable<PlainValue> Values(Listener listener)
    {
        IEnumerable<PlainValue> values =
        [
            PlainValue.Of(StreamingAttributes.Country, listener.Country),
            PlainValue.Of(StreamingAttributes.Device, listener.Device),
            PlainValue.Of(StreamingAttributes.Language, listener.Language),
            .. listener.Genres.Select(genre => PlainValue.Of(StreamingAttributes.Genre, genre)),
            .. listener.Topics.Select(topic => PlainValue.Of(StreamingAttributes.Topic, topic)),
            .. listener.Segments.Select(segment => PlainValue.Of(StreamingAttributes.Segments, segment)),
        ];
        return values
            .Concat(listener.Region is null ? [] : [PlainValue.Of(StreamingAttributes.Region, listener.Region)])
            .Concat(listener.Position is not var (latitude, longitude) ? [] : [PlainValue.Of(StreamingAttributes.Position, latitude, longitude)])
            .Concat(listener.Age is not int age ? [] : [PlainValue.Of(StreamingAttributes.Age, age)])
            .Concat(listener.Gender is null ? [] : [PlainValue.Of(StreamingAttributes.Gender, listener.Gender)]);
    }

    // A slot keeps its MIME types as hashes; those that players of each format take are few.
    private static PlainSlot SlotOf(Slot slot) => new(slot.Format)
    {
        MinDurationMilliseconds = slot.MinDurationMilliseconds,
        MaxDurationMilliseconds = slot.MaxDurationMilliseconds,
        Skippability = slot.Skippability,
        ApiFrameworks = [.. Enumerable.Range(0, AdSelectLimits.MaxAdComValue + 1).Where(value => ((slot.ApiFrameworks.Bits >> value) & 1) != 0)],
        MimeTypes = slot.Format switch
        {
            AdFormat.Audio => ["audio/mpeg", "audio/mp4"],
            AdFormat.Video => ["video/mp4"],
            _ => ["image/jpeg", "image/png", "text/html"],
        },
    };
}
