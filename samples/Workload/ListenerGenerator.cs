// Makes listeners whose traits hang together: the region fits the country, the language the region, the slot the player.
namespace AdSelect.Workload;

/// <summary>Generates listeners; the listener of a number is always the same for the same seed.</summary>
public static class ListenerGenerator
{
    private static readonly Zipf Countries = new(Market.Countries.Count);
    private static readonly Zipf PlaceRanks = new(20, offset: 1);
    private static readonly Zipf Devices = new(Content.Devices.Count);
    private static readonly Zipf Genres = new(Content.Genres.Count, offset: 3);
    private static readonly Zipf Topics = new(Content.Topics.Count, offset: 1);
    private static readonly Zipf Deals = new(CatalogGenerator.DealCount, offset: 3);
    private static readonly string[][] BlockLists = [["alcohol", "gambling"], ["politics"], ["gambling", "finance-investing"], ["alcohol-spirits"], ["cpg-snacks", "restaurants-fast-food"]];

    /// <summary>Makes several listeners.</summary>
    public static Listener[] CreateMany(int count, ulong seed = 1, SegmentSet? segments = null) =>
        [.. Enumerable.Range(0, count).Select(number => Create(number, seed, segments))];

    /// <summary>Makes the listener of a number.</summary>
    /// <param name="number">The number.</param>
    /// <param name="seed">Another seed, other listeners.</param>
    /// <param name="segments">Segments that listeners have; <see cref="SegmentSet.Dense"/> if null.</param>
    public static Listener Create(int number, ulong seed = 1, SegmentSet? segments = null)
    {
        Rng rng = Rng.For(seed, Population.Listener, number);
        MarketCountry country = Countries.Pick(rng, Market.Countries);
        Place place = country.Places[PlaceRanks.Next(rng) % country.Places.Count];
        string device = Devices.Pick(rng, Content.Devices);
        int[] genres = Genres.Distinct(rng, rng.Between(1, 3));
        int age = 16 + (int)(52 * rng.NextDouble() * rng.NextDouble()) + rng.Next(5);
        Slot slot = SlotOf(rng, device, out long floorMicros);
        DateTimeOffset time = Market.ReferenceTime.AddMinutes(rng.Next(7 * 24 * 60));
        return new Listener
        {
            RequestNumber = rng.NextBits() | 1,
            Time = time.ToOffset(TimeSpan.FromMinutes(place.OffsetMinutes)),
            Place = place,
            Country = country.Code,
            Region = rng.Chance(0.94) ? place.Region : null,
            Position = rng.Chance(0.7) ? Around(rng, place) : null,
            Age = rng.Chance(0.85) ? age : null,
            Gender = rng.Chance(0.8) ? rng.Pick<string>(["female", "male", "female", "male", "other"]) : null,
            Device = device,
            Language = rng.Chance(0.85) ? country.Language : "en",
            Genres = [.. genres.Select(rank => Content.Genres[rank])],
            Topics = [.. Topics.Distinct(rng, rng.Between(1, 3)).Select(rank => Content.Topics[rank])],
            Segments = (segments ?? SegmentSet.Dense).OfListener(rng),
            Slot = slot,
            FloorMicros = floorMicros,
            Consent = rng.Chance(0.9) ? Consent.Full : default,
            IsChildDirected = genres.Contains(Content.ChildrenGenre) && rng.Chance(0.8),
            Deals = rng.Chance(0.1) ? [.. Deals.Distinct(rng, rng.Between(1, 3)).Select(CatalogGenerator.DealId)] : [],
            BlockedCategories = rng.Chance(0.12) ? rng.Pick(BlockLists) : [],
        }.WithTerms();
    }

    // Most people live near the centre: at most about 40 km away north or south.
    private static (double Latitude, double Longitude) Around(Rng rng, Place place) =>
        (place.Latitude + (0.35 * rng.NextBell()), place.Longitude + (0.5 * rng.NextBell()));

    private static Slot SlotOf(Rng rng, string device, out long floorMicros)
    {
        int kind = rng.Next(100);
        bool hasScreen = device is not ("smart-speaker" or "car" or "wearable");
        if (!hasScreen || kind < 50)
        {
            floorMicros = 3_000_000 + (500_000 * rng.Next(9));
            return AudioSlot(rng);
        }

        bool isVideo = device == "connected-tv" || kind < 82;
        floorMicros = isVideo ? 8_000_000 + (500_000 * rng.Next(13)) : 500_000 + (100_000 * rng.Next(11));
        return isVideo ? VideoSlot(rng) : DisplaySlot();
    }

    private static Slot AudioSlot(Rng rng)
    {
        Slot slot = Slot.Audio(maxSeconds: rng.Chance(0.7) ? 30 : 60);
        slot.AllowMimeType("audio/mpeg");
        slot.AllowMimeType("audio/mp4");
        slot.ApiFrameworks = AdComSet.Of(7);
        return slot;
    }

    private static Slot VideoSlot(Rng rng)
    {
        Slot slot = Slot.Video(maxSeconds: rng.Chance(0.6) ? 30 : 60, minSeconds: rng.Chance(0.3) ? 10 : 0);
        slot.AllowMimeType("video/mp4");
        slot.ApiFrameworks = rng.Chance(0.5) ? AdComSet.Of(7, 8) : default;
        slot.Skippability = rng.Chance(0.3) ? Skippability.Forbidden : Skippability.Any;
        return slot;
    }

    private static Slot DisplaySlot()
    {
        Slot slot = Slot.Display();
        slot.AllowMimeType("image/jpeg");
        slot.AllowMimeType("image/png");
        slot.AllowMimeType("text/html");
        slot.ApiFrameworks = AdComSet.Of(6, 7);
        return slot;
    }
}
