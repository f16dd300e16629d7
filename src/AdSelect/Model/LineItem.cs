// The unit of targeting, price, priority, goal, flight and caps.
namespace AdSelect;

/// <summary>The unit of sale: what to show, to whom, when, how often and at what price.</summary>
/// <param name="Id">Unique among line items.</param>
/// <param name="CampaignId">The campaign it belongs to, and through it the advertiser.</param>
public sealed record LineItem(string Id, string CampaignId)
{
    /// <summary>A name for people.</summary>
    public string? Name { get; init; }

    /// <summary>The kind of sale; it gives the default priority and the rules for guaranteed and house line items.</summary>
    public LineItemKind Kind { get; init; } = LineItemKind.PricePriority;

    /// <summary>
    /// 1 (strongest) to 16; a stronger line item always goes before a weaker one. Null takes the kind's own:
    /// sponsorship 4, guaranteed 8, price priority 12, house 16.
    /// </summary>
    public int? Priority { get; init; }

    /// <summary>Who it is for; null is everybody.</summary>
    public TargetingExpression? Targeting { get; init; }

    /// <summary>What the advertiser pays.</summary>
    public Price Price { get; init; }

    /// <summary>The rates that turn a price per event into an effective CPM.</summary>
    public PredictedRates PredictedRates { get; init; }

    /// <summary>
    /// The most that a rate from an <see cref="IRatePredictor"/> counts: from the line item's own rate to 1. Null means 1, which is
    /// always right and seldom fast: what could be worth a thousand bids must be looked at in every selection with a
    /// predictor. A ceiling of a few times the usual rate lets the selection stop early.
    /// </summary>
    public double? PredictedRateCeiling { get; init; }

    /// <summary>
    /// A factor on the effective CPM in ranking: greater than 0, at most <see cref="AdSelectLimits.MaxQuality"/>, of at most six
    /// decimal places.
    /// </summary>
    public decimal Quality { get; init; } = 1;

    /// <summary>Chance of winning against others in a tier that draws lots, 1 or more; null takes no part in lots.</summary>
    public int? Weight { get; init; }

    /// <summary>Percent, 0 to 100, of the requests it is eligible for that it shall win; null means none reserved.</summary>
    public double? ShareOfVoice { get; init; }

    /// <summary>When it runs.</summary>
    public Flight Flight { get; init; }

    /// <summary>The hours of the week when it runs; empty means all.</summary>
    public IReadOnlyList<Daypart> Dayparts { get; init; } = [];

    /// <summary>Whose clock <see cref="Dayparts"/> mean.</summary>
    public DaypartClock DaypartClock { get; init; }

    /// <summary>The most it may spend; null means unlimited.</summary>
    public Money? Budget { get; init; }

    /// <summary>What it shall deliver; null means unlimited.</summary>
    public DeliveryGoal? Goal { get; init; }

    /// <summary>How delivery is spread over the flight.</summary>
    public PacingPolicy Pacing { get; init; }

    /// <summary>How what fell behind is caught up.</summary>
    public CatchUp CatchUp { get; init; }

    /// <summary>Its own caps.</summary>
    public IReadOnlyList<FrequencyCap> Caps { get; init; } = [];

    /// <summary>
    /// The least time between two impressions of it to one signed-in person (<see cref="CapIdentity.User"/>), at most
    /// <see cref="AdSelectLimits.MaxCapWindowDays"/> days; zero means none. It serves again at exactly that distance, and not at all
    /// where the person is missing. For another identity, event or scope, a rolling cap with a limit of 1 says the same.
    /// </summary>
    public TimeSpan Recency { get; init; }

    /// <summary>False: its exposures do not count toward caps of its campaign and advertiser.</summary>
    public bool CountsTowardParents { get; init; } = true;

    /// <summary>Labels of which one break holds at most one ad each.</summary>
    public IReadOnlyList<string> ExclusionLabels { get; init; } = [];

    /// <summary>Labels that no two neighbours in a break share.</summary>
    public IReadOnlyList<string> SpacingLabels { get; init; } = [];

    /// <summary>The place in a break that it requires.</summary>
    public BreakPosition BreakPosition { get; init; }

    /// <summary>
    /// True lets one request or break hold other ads of its advertiser beside it, if their line items allow it too. Neither exclusion
    /// labels nor categories keep those apart, wherever they stand; spacing labels do, and no creative plays twice.
    /// </summary>
    public bool AllowsSameAdvertiser { get; init; }

    /// <summary>The deal it holds. A line item with a deal serves only requests that list the deal.</summary>
    public string? DealId { get; init; }

    /// <summary>Ids of the attached creatives and how they rotate.</summary>
    public IReadOnlyList<CreativeAssignment> Creatives { get; init; } = [];

    /// <summary>How one of several eligible creatives is chosen.</summary>
    public CreativeRotation Rotation { get; init; }

    /// <summary>Whether its creatives serve without their companions.</summary>
    public CompanionDelivery CompanionDelivery { get; init; }

    /// <summary>
    /// Share of the requests, 0 to 1, in which <see cref="CreativeRotation.BestPredicted"/> draws among the creatives evenly, so that
    /// the host goes on learning of all of them. Other rotations ignore it.
    /// </summary>
    public double Exploration { get; init; } = 0.1;
    /// <summary>The arm of an experiment that it is bound to; null for none.</summary>
    public ExperimentArm? Experiment { get; init; }

    /// <summary>True lets it serve child-directed requests.</summary>
    public bool IsSuitableForChildren { get; init; }

    /// <summary>
    /// True says that it uses personal data beside what the library sees itself (personal attributes in its targeting).
    /// </summary>
    public bool UsesPersonalData { get; init; }

    /// <summary>IAB TCF purposes, each 1 to 24, that the request's consent must include.</summary>
    public IReadOnlyList<int> RequiredConsentPurposes { get; init; } = [];

    /// <summary>True stops it.</summary>
    public bool IsPaused { get; init; }
}

/// <summary>The kind of sale.</summary>
public enum LineItemKind : byte
{
    /// <summary>A share of the traffic for a fixed fee.</summary>
    Sponsorship = 0,

    /// <summary>A promised number of impressions.</summary>
    Guaranteed = 1,

    /// <summary>Competes by price.</summary>
    PricePriority = 2,

    /// <summary>The service's own promotion: serves only when nothing else does, ignores floors, pays nothing.</summary>
    House = 3,
}

/// <summary>One creative attached to a line item.</summary>
/// <param name="CreativeId">The creative.</param>
/// <param name="Weight">Its share in a weighted rotation, 1 to 1,000,000.</param>
public readonly record struct CreativeAssignment(string CreativeId, int Weight = 1)
{
    /// <summary>An assignment of weight 1.</summary>
    public static implicit operator CreativeAssignment(string creativeId) => new(creativeId);
}

/// <summary>How one of several eligible creatives is chosen.</summary>
public enum CreativeRotation : byte
{
    /// <summary>Each equally often.</summary>
    Even = 0,

    /// <summary>In proportion to <see cref="CreativeAssignment.Weight"/>.</summary>
    Weighted = 1,

    /// <summary>
    /// One after the other for each listener, in the order of <see cref="LineItem.Creatives"/>; evenly where the request says nothing
    /// of who listens.
    /// </summary>
    Sequential = 2,

    /// <summary>
    /// The best rate that the host's <see cref="IRatePredictor"/> gives a creative, of the event the line item pays for, or of a
    /// click where it pays by impression; in a share of the requests (<see cref="LineItem.Exploration"/>), and without a
    /// predictor, each equally often.
    /// </summary>
    BestPredicted = 3,
}

/// <summary>Which of a creative's <see cref="Creative.Companions"/> must be served with it.</summary>
public enum CompanionDelivery : byte
{
    /// <summary>None: as many as fit are served, and the creative serves without any too.</summary>
    Optional = 0,

    /// <summary>One at least. A creative without companions does not serve.</summary>
    Any = 1,

    /// <summary>All. A creative without companions does not serve.</summary>
    All = 2,
}

/// <summary>A place in an ad break.</summary>
public enum BreakPosition : byte
{
    /// <summary>Anywhere.</summary>
    Any = 0,

    /// <summary>Only first.</summary>
    First = 1,

    /// <summary>Only last.</summary>
    Last = 2,
}
