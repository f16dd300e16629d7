// One listener's hour: asks for each break, and records what was played before the next.
using AdSelect;

namespace ListeningSession;

/// <summary>A break as it was played.</summary>
/// <param name="Minute">When, after the session began.</param>
/// <param name="Offer">What the player offered, in words.</param>
/// <param name="Result">How it was filled.</param>
/// <param name="Ads">Its ads.</param>
internal sealed record PlayedBreak(int Minute, string Offer, BreakResult Result, PlayedAd[] Ads);

/// <summary>An ad as it was played.</summary>
internal sealed record PlayedAd(string Name, int Seconds, long PriceMicros, int Priority, int Spot);

internal sealed class Evening(AdSelector selector)
{
    /// <summary>No two breaks closer than this.</summary>
    public static readonly TimeSpan MinGap = TimeSpan.FromMinutes(5);

    /// <summary>Ads an hour that a listener is asked to bear, jingles included.</summary>
    public const int MaxLoad = 24;

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 19, 0, 0, TimeSpan.FromHours(1));
    private readonly AdSelection[] _ads = new AdSelection[AdSelectLimits.MaxBreakAds];
    private byte[] _heard = [];
    private ulong _events;

    /// <summary>Asks for the ads of a break, and remembers them as heard.</summary>
    public PlayedBreak Play(int minute, string offer, int seconds, bool hasSponsoredSpot = false)
    {
        DateTimeOffset now = Start.AddMinutes(minute);
        Slot spot = Slot.Audio(maxSeconds: 15);
        spot.FloorMicros = 9_000_000;
        BreakSpot opener = new(Slot.Audio(maxSeconds: 5), BreakSpotKind.Bumper);
        var request = new AdRequest([])
        {
            Id = $"evening {minute}",
            Time = now,
            Slot = Slot.Audio(minSeconds: 10, maxSeconds: 30),
            Consent = Consent.Full,
            PriceRule = PriceRule.Second,
            PriceIncrementMicros = 10_000,
            Exposures = new ExposureHistories { User = _heard, Session = _heard, SessionId = "this evening", BreakId = $"at {minute}" },
            Break = new AdBreak
            {
                Spots = hasSponsoredSpot ? [opener, new BreakSpot(spot)] : [opener],
                SpotsBeforeFreePart = hasSponsoredSpot ? 2 : 1,
                DurationMilliseconds = seconds * 1_000,
                MaxAds = 5,
                MinGap = MinGap,
                MaxLoad = MaxLoad,
                LoadWindow = TimeSpan.FromHours(1),
            },
        };
        scoped var answer = new AdAnswer(_ads);
        if (!selector.TrySelectBreak(in request, ref answer))
        {
            throw new AdRequestException(answer.Error);
        }

        AdSnapshot snapshot = answer.Snapshot;
        BreakResult result = answer.Break;
        ReadOnlySpan<AdSelection> ads = answer.Winners;
        Remember(ads, snapshot, now, minute);
        return new PlayedBreak(minute, offer, result, [.. ads.ToArray().Select(ad => new PlayedAd(snapshot.Describe(ad).LineItemId, ad.DurationMilliseconds / 1_000, ad.EffectiveCpmMicros, ad.Priority, ad.Spot))]);
    }

    // A host does this when the player reports the impressions.
    private void Remember(ReadOnlySpan<AdSelection> ads, AdSnapshot snapshot, DateTimeOffset now, int minute)
    {
        foreach (ref readonly AdSelection ad in ads)
        {
            Exposure heard = snapshot.CreateExposure(ad, AdEvent.Impression, ++_events, now) with { SessionId = "this evening", BreakId = $"at {minute}" };
            _heard = ExposureHistory.Append(_heard, heard, now);
            now = now.AddMilliseconds(ad.DurationMilliseconds);
        }
    }
}
