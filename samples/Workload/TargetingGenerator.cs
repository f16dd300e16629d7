// Makes targeting: the clauses that planners book, in the proportions that let about two line items in a hundred match.
using static AdSelect.Workload.StreamingAttributes;

namespace AdSelect.Workload;

internal static class TargetingGenerator
{
    private static readonly Zipf Countries = new(Market.Countries.Count);
    private static readonly Zipf Genres = new(Content.Genres.Count, offset: 8);
    private static readonly Zipf Devices = new(Content.Devices.Count, offset: 2);
    private static readonly Zipf PlaceRanks = new(20, offset: 1);
    private static readonly int[] AgeStarts = [13, 18, 21, 25, 35, 45, 55];
    private static readonly int[] AgeEnds = [24, 34, 44, 49, 54, 64];
    private static readonly int[] RadiiKilometers = [5, 10, 15, 25, 40, 60, 100];

    /// <summary>Makes the targeting of one line item; null reaches everybody.</summary>
    public static TargetingExpression? Create(Rng rng, LineItemKind kind, AdvertiserProfile advertiser, SegmentSet segments)
    {
        MarketCountry home = advertiser.Home;
        if (kind == LineItemKind.House)
        {
            return Combine([rng.Chance(0.5) ? Country.In(home.Code) : null, rng.Chance(0.3) ? Language.In(home.Language) : null]);
        }

        bool isNarrow = kind == LineItemKind.Sponsorship;
        int minAge = advertiser.Industry.MinAge;
        (TargetingExpression? country, TargetingExpression? place) = PlaceOf(rng, kind, home);
        return Combine(
        [
            country,
            place,
            rng.Chance(0.62) ? AnyOfSegments(rng, segments) : null,
            rng.Chance(0.15) ? NoneOfSegments(rng, segments) : null,
            rng.Chance(0.5) || minAge > 0 ? AgeRange(rng, minAge) : null,
            rng.Chance(0.22) ? Gender.In(rng.Chance(0.55) ? "female" : "male") : null,
            rng.Chance(0.3) || isNarrow ? Device.In(Names(rng, Devices, Content.Devices, rng.Between(1, 4))) : null,
            rng.Chance(0.38) || isNarrow ? Genre.In(Names(rng, Genres, Content.Genres, rng.Between(1, 6))) : null,
            rng.Chance(0.08) ? Genre.NotIn(Names(rng, Genres, Content.Genres, rng.Between(1, 3))) : null,
            rng.Chance(0.25) ? Topic.NotIn(SensitiveTopics(rng)) : null,
            rng.Chance(0.12) ? Language.In(home.Language) : null,
            rng.Chance(0.03) ? Nested(rng, home, segments) : null,
        ]);
    }

    private static (TargetingExpression? Country, TargetingExpression? Place) PlaceOf(Rng rng, LineItemKind kind, MarketCountry home)
    {
        // Impressions are promised per market; only what competes by price buys the world.
        int reach = kind == LineItemKind.PricePriority ? rng.Next(100) : rng.Between(15, 99);
        if (reach < 3)
        {
            return default;
        }

        if (reach < 15)
        {
            IEnumerable<string> others = Countries.Distinct(rng, rng.Between(1, 4)).Select(rank => Market.Countries[rank].Code);
            return (Country.In(others.Prepend(home.Code).Distinct()), null);
        }

        return (Country.In(home.Code), reach switch
        {
            < 38 => Region.In(Enumerable.Range(0, rng.Between(1, 3)).Select(_ => AnyPlace(rng, home).Region).Distinct()),
            < 42 => Near(rng, home),
            _ => null,
        });
    }

    private static Place AnyPlace(Rng rng, MarketCountry country) => country.Places[PlaceRanks.Next(rng) % country.Places.Count];

    private static TargetingExpression Near(Rng rng, MarketCountry country)
    {
        Place place = AnyPlace(rng, country);
        return Position.Near(place.Latitude, place.Longitude, rng.Pick(RadiiKilometers));
    }

    private static TargetingExpression AnyOfSegments(Rng rng, SegmentSet segments) => Segments.In(segments.Wanted(rng, rng.Chance(0.03) ? rng.Between(7, 60) : rng.Between(1, 6)));

    private static TargetingExpression NoneOfSegments(Rng rng, SegmentSet segments) => Segments.NotIn(segments.Wanted(rng, rng.Between(1, 4)));

    private static TargetingExpression AgeRange(Rng rng, int minAge)
    {
        int low = Math.Max(rng.Pick(AgeStarts), minAge);
        int high = rng.Pick(AgeEnds);
        return high <= low + 3 || rng.Chance(0.3) ? Age.AtLeast(low) : Age.Between(low, high);
    }

    private static IEnumerable<string> Names(Rng rng, Zipf popularity, IReadOnlyList<string> names, int count) =>
        popularity.Distinct(rng, count).Select(rank => names[rank]);

    private static IEnumerable<string> SensitiveTopics(Rng rng) =>
        Enumerable.Range(0, rng.Between(1, 5)).Select(_ => Content.Topics[rng.Pick(Content.SensitiveTopics)]).Distinct();

    // What a trader writes by hand: commuters or listeners at home, a look-alike with exceptions, two of several traits.
    private static TargetingExpression Nested(Rng rng, MarketCountry home, SegmentSet segments) => rng.Next(4) switch
    {
        0 => (Device.In("car") | (Near(rng, home) & Age.Known())) & !Genre.In(Names(rng, Genres, Content.Genres, 2)),
        1 => (AnyOfSegments(rng, segments) & !AnyOfSegments(rng, segments)) | (Genre.In(Names(rng, Genres, Content.Genres, 2)) & Age.AtLeast(rng.Pick(AgeStarts))),
        2 => Segments.All(segments.Wanted(rng, 2)) | Near(rng, home),
        _ => !(Gender.In("male") & Age.LessThan(rng.Pick(AgeStarts))) & (AnyOfSegments(rng, segments) | !Device.In("phone", "tablet")),
    };

    private static TargetingExpression? Combine(ReadOnlySpan<TargetingExpression?> drawn)
    {
        var clauses = new List<TargetingExpression>(drawn.Length);
        foreach (TargetingExpression? clause in drawn)
        {
            if (clause is not null)
            {
                clauses.Add(clause);
            }
        }

        return clauses.Count switch { 0 => null, 1 => clauses[0], _ => new AndExpression(clauses) };
    }
}
