// SEMANTICS 8: the options of a break, the rules between its ads, and what they pay; the best break is found by looking at all.
using AdSelect.Breaks;
using AdSelect.Internals;
using AdSelect.Tests.Breaks;

namespace AdSelect.Tests.Oracle;

/// <summary>A line item with one creative, where it may be played.</summary>
public sealed record OracleOption(OracleLineItem Item, OracleCreative Creative, BreakItem AsItem);

public sealed class OracleBreak
{
    private readonly OracleSelector _oracle;
    private readonly OracleFrequency _frequency;
    private readonly PlainRequest _request;
    private readonly PlainBreak _break;
    private readonly PlainExposure[] _session;

    /// <param name="oracle">The oracle of the catalog.</param>
    /// <param name="request">The round of the request.</param>
    public OracleBreak(OracleSelector oracle, PlainRequest request)
    {
        _oracle = oracle;
        _frequency = new OracleFrequency(oracle.Catalog);
        _request = request;
        _break = request.Break!;
        _session = [.. Session(Impressions()).OrderBy(line => line.TimeAsOf(request.Time))];
        Options = [.. MakeOptions()];
        Case = new BreakCase(_break.DurationMilliseconds / 1000, FreeAds, [.. Options.Select(option => option.AsItem)])
        {
            Spots = [.. _break.Spots.Select(spot => spot.Kind == BreakSpotKind.Required)],
            ReleasedSeconds = [.. _break.Spots.Select(spot => spot.ReleasedMilliseconds / 1000)],
            SpotsBeforeFreePart = _break.SpotsBefore,
            IsOneTotal = IsOneTotal,
            Further = CapViolation,
        };
    }

    public OracleOption[] Options { get; }

    /// <summary>The break as a problem of its own.</summary>
    public BreakCase Case { get; }

    private bool IsOneTotal => _break.Objective == BreakObjective.Value;

    private int FreeAds => _break.MostAds - _break.Spots.Count;

    /// <summary>Why nothing is played at all; null when the break is filled as well as it goes.</summary>
    public BreakOutcome? Refusal()
    {
        PlainExposure? last = _session.LastOrDefault();
        if (last is not null && _request.Time - last.TimeAsOf(_request.Time) < _break.MinGap)
        {
            return BreakOutcome.TooSoon;
        }

        return LoadLeft() <= 0 ? BreakOutcome.LoadReached : null;
    }

    /// <summary>What the ad at a place pays, all others staying where they are.</summary>
    public OracleCharge Charge(IReadOnlyList<PlacedItem> ads, int place)
    {
        OracleOption winner = OptionOf(ads[place].Item);
        IEnumerable<OracleLineItem> couldBe = Options
            .Where(option => ads.All(ad => OptionOf(ad.Item).Item.Id != option.Item.Id))
            .Where(option =>
                BreakRules.Violation(
                    Case with { Spots = new bool[Case.Spots.Length] },
                    [.. ads.Take(place), new PlacedItem(option.AsItem, ads[place].Spot), .. ads.Skip(place + 1)]) is null)
            .Select(option => option.Item);
        PlainSlot slot = ads[place].Spot < 0 ? _break.FreeSlot(_request)! : _break.Spots[ads[place].Spot].Slot;
        OracleLineItem[] ranking =
        [
            winner.Item,
            .. couldBe.Where(item => IsInTier(item, winner.Item) && (winner.Item.IsHouse || !item.IsHouse)).OrderByDescending(Value),
        ];
        return OraclePricing.Charge(ranking, new OraclePlace(winner.Item), 1, winner.Creative, _request, slot, _oracle.Catalog.Money, isOneTier: IsOneTotal);
    }

    public OracleOption OptionOf(BreakItem item) => Options.Single(option => option.AsItem == item);

    private bool IsInTier(OracleLineItem item, OracleLineItem winner) => IsOneTotal || OracleRanking.Tier(item) == OracleRanking.Tier(winner);

    private Ratio Value(OracleLineItem item) => IsOneTotal && item.IsHouse ? Ratio.Zero : OracleRanking.Score(item);

    private IEnumerable<OracleOption> MakeOptions()
    {
        List<(int Place, PlainSlot Slot)> places =
        [
            .. _break.Spots.Select((spot, index) => (index, spot.Slot)).Where(place => _break.Spots[place.index].Kind != BreakSpotKind.Bumper),
        ];
        if (_break.FreeSlot(_request) is { } free)
        {
            places.Add((-1, free));
        }

        // The places whose slots accept each creative, and only of line items whose turn it is.
        OracleLineItem[] candidates = [.. _oracle.CandidatesWorth(_request).Where(item => IsApartFromSession(item))];
        var fitting = candidates.ToDictionary(item => item.Id, item => item.Creatives
            .Where(creative => creative.DurationMilliseconds > 0 && !MeetsSessionCreative(item, creative))
            .Select(creative =>
                (Creative: creative, Places: places
                    .Where(place => _oracle.MayServe(item, creative, _request, place.Slot))
                    .Select(place => place.Place)
                    .ToArray()))
            .Where(creative => creative.Places.Length > 0)
            .ToArray());
        IEnumerable<OracleLineItem> eligible = candidates.Where(item => fitting[item.Id].Length > 0);
        OracleLineItem[] ranked = IsOneTotal
            ? [.. eligible]
            : OracleRanking.Rank(eligible, _request, _request.Slots.FirstOrDefault() ?? new PlainSlot(AdFormat.Audio));
        foreach (OracleLineItem item in ranked)
        {
            foreach (var group in fitting[item.Id].GroupBy(creative => (creative.Creative.DurationMilliseconds, string.Join(',', creative.Places))))
            {
                OracleCreative creative = OracleRanking.Choose(item, [.. group.Select(member => member.Creative)], _request);
                yield return new OracleOption(item, creative, AsItem(item, creative, group.First().Places));
            }
        }
    }

    private BreakItem AsItem(OracleLineItem item, OracleCreative creative, int[] places)
    {
        PlainExposure? last = _session.LastOrDefault();
        string[] spacings = last is null ? [] : [.. Known(last)?.LineItem.SpacingLabels ?? []];
        return new BreakItem($"{item.Id}/{creative.Creative.Id}", creative.DurationMilliseconds / 1000, ScoreMicros(item))
        {
            LineItem = Array.FindIndex([.. _oracle.Catalog.LineItems], other => other.Id == item.Id),
            Advertiser = Array.FindIndex([.. _oracle.Catalog.Catalog.Advertisers], other => other.Id == item.Advertiser.Id),
            AllowsSameAdvertiser = item.LineItem.AllowsSameAdvertiser,
            Tier = IsOneTotal ? 1 : (3 * OracleRanking.Tier(item).Priority) + OracleRanking.Tier(item).Step,
            Draw = StableHash.Draw(((RequestId)_request.Id).Value, item.Key, HashPurpose.Tie),
            Position = item.LineItem.BreakPosition,
            IsNeverFirst = last is not null
                && (last.LineItemId == item.Id || last.CreativeId == creative.Creative.Id || spacings.Intersect(item.LineItem.SpacingLabels).Any()),
            Creative = StableHash.Text(creative.Creative.Id),
            Exclusions = [.. item.LineItem.ExclusionLabels.Select(label => StableHash.Text(label))],
            Categories = [.. Tiers(creative.Creative, item.Advertiser)],
            Spacings = [.. item.LineItem.SpacingLabels.Select(label => StableHash.Text(label))],
            Spots = [.. places.Where(place => place >= 0)],
            MayBeFree = places.Contains(-1),
        };
    }

    // In whole micros.
    private long ScoreMicros(OracleLineItem item) => !IsOneTotal && item.LineItem.Weight is not null && item.LineItem.ShareOfVoice is null
        ? (long)(OracleRanking.LotTicket(item, _request) * 1_000_000)
        : (long)Value(item).Floor();

    // First tier and second tier or 0, as numbers; what is named beside something below it says nothing more.
    private IEnumerable<(uint First, uint Second)> Tiers(Creative creative, Advertiser advertiser)
    {
        (uint First, uint Second)[] all = [.. creative.Categories.Concat(advertiser.Categories).Select(Tier).Distinct()];
        return all.Where(one => one.Second != 0 || all.All(other => other.Second == 0 || other.First != one.First));
    }

    private (uint First, uint Second) Tier(string category)
    {
        string[] upward = [.. _oracle.Catalog.CategoryAndAncestors(category)];
        return (Number(upward[^1]), upward.Length > 1 ? Number(upward[^2]) : 0);
    }

    private static uint Number(string category) => (uint)StableHash.Text(category) | 1;

    private string? CapViolation(IReadOnlyList<PlacedItem> ads)
    {
        OraclePick[] picks = [.. ads.Select(ad => OptionOf(ad.Item)).Select(option => new OraclePick(option.Item, option.Creative))];
        bool isOver = picks.Any(pick =>
            _frequency.Reason(pick.Item, [pick.Creative], _request, [.. picks.Where(other => other != pick)]) != RejectionReason.None);
        return isOver ? "a cap is reached" : ads.Count > LoadLeft() ? "the load is reached" : null;
    }

    /// <summary>How many more ads the listener may meet.</summary>
    public int LoadLeft()
    {
        if (_break.MaxLoad == 0)
        {
            return int.MaxValue;
        }

        IEnumerable<PlainExposure> met = _break.LoadWindow == TimeSpan.Zero
            ? _session
            : Impressions().Where(line => _request.Time - line.TimeAsOf(_request.Time) < _break.LoadWindow);
        return _break.MaxLoad - met.Count();
    }

    private PlainExposure[] Impressions() => [.. SessionLog().DistinctBy(line => (line.Id, line.Event)).Where(line => line.Event == AdEvent.Impression)];

    private IReadOnlyList<PlainExposure> SessionLog() =>
        SessionIdentity() is { } identity ? _request.KnownListener.Logs.GetValueOrDefault(identity, []) : [];

    private CapIdentity? SessionIdentity()
    {
        PlainListener listener = _request.KnownListener;
        foreach (CapIdentity identity in (CapIdentity[])[CapIdentity.Session, CapIdentity.Device, CapIdentity.User, CapIdentity.Household])
        {
            if (listener.IsGiven(identity))
            {
                return identity;
            }
        }

        return null;
    }

    private IEnumerable<PlainExposure> Session(IEnumerable<PlainExposure> impressions)
    {
        PlainListener listener = _request.Listener;
        bool isOwn = SessionIdentity() == CapIdentity.Session;
        return impressions.Where(line => listener.SessionId is null ? isOwn : line.SessionId == listener.SessionId || (isOwn && line.SessionId is null));
    }

    private OracleLineItem? Known(PlainExposure line) => _oracle.Catalog.LineItems.FirstOrDefault(item => item.Id == line.LineItemId);

    private bool IsApartFromSession(OracleLineItem item) => _break.Separation == SeparationScope.Break || _session.All(line => IsApart(item, line));

    private bool IsApart(OracleLineItem item, PlainExposure line)
    {
        bool isSameAdvertiser = line.AdvertiserId == item.Advertiser.Id;
        bool shareLabel = Known(line)?.LineItem.ExclusionLabels.Intersect(item.LineItem.ExclusionLabels).Any() == true;
        return line.LineItemId != item.Id && (AreAllied(item, line) || (!isSameAdvertiser && !shareLabel));
    }

    // Two of one advertiser that allow each other: neither labels nor categories keep them apart.
    private bool AreAllied(OracleLineItem item, PlainExposure line) =>
        line.AdvertiserId == item.Advertiser.Id && item.LineItem.AllowsSameAdvertiser && Known(line)?.LineItem.AllowsSameAdvertiser == true;

    // The creative itself, or one of a category of its.
    private bool MeetsSessionCreative(OracleLineItem item, OracleCreative creative)
    {
        if (_break.Separation == SeparationScope.Break)
        {
            return false;
        }

        (uint First, uint Second)[] own = [.. Tiers(creative.Creative, item.Advertiser)];
        return _session.Any(line => line.CreativeId == creative.Creative.Id)
            || _session.Any(line => !AreAllied(item, line) && Known(line) is { } played
            && played.Creatives.FirstOrDefault(other => other.Creative.Id == line.CreativeId) is { } shown
            && Tiers(shown.Creative, played.Advertiser)
                .Any(one => own.Any(other => one.First == other.First && (one.Second == 0 || other.Second == 0 || one.Second == other.Second))));
    }
}
