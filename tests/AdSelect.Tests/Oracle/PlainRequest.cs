// A request as people write it, and its translation to the engine's request.
namespace AdSelect.Tests.Oracle;

/// <summary>A deal that a request lists.</summary>
public readonly record struct PlainDeal(string Id, long? FloorMicros = null);

/// <summary>One request. A single slot goes to the engine as <see cref="AdRequest.Slot"/>, several as <see cref="AdRequest.Slots"/>.</summary>
public sealed record PlainRequest
{
    public string Id { get; init; } = "request";

    public DateTimeOffset Time { get; init; } = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public IReadOnlyList<PlainValue> Values { get; init; } = [];

    public IReadOnlyList<PlainSlot> Slots { get; init; } = [new PlainSlot(AdFormat.Audio)];

    public IReadOnlyList<PlainSlot> CompanionSlots { get; init; } = [];

    /// <summary>The break to fill; its free part takes what the only slot says.</summary>
    public PlainBreak? Break { get; init; }

    public long FloorMicros { get; init; }

    public PriceRule PriceRule { get; init; }

    public long PriceIncrementMicros { get; init; }

    public PriceCompetition PriceCompetition { get; init; }

    public IReadOnlyList<double> PlaceWeights { get; init; } = [];

    public Consent Consent { get; init; } = Consent.Full;

    public bool IsChildDirected { get; init; }

    public bool DealsOnly { get; init; }

    public bool DealsFirst { get; init; }

    public bool DynamicAllocation { get; init; }

    /// <summary>Who is split by experiments; empty for nobody.</summary>
    public string ExperimentUnit { get; init; } = string.Empty;

    /// <summary>Set by the oracle for the run that finds ghosts.</summary>
    public bool AdmitsHeldOut { get; init; }

    /// <summary>Set by the oracle for the round of a private auction in which open bids take no part.</summary>
    public bool KeepsOpenBidsOut { get; init; }

    public IReadOnlyList<int> BlockedCreativeAttributes { get; init; } = [];

    public IReadOnlyList<string> BlockedDomains { get; init; } = [];

    public IReadOnlyList<string> BlockedCategories { get; init; } = [];

    public IReadOnlyList<string> BlockedLineItems { get; init; } = [];

    public IReadOnlyList<PlainDeal> Deals { get; init; } = [];

    public PlainListener Listener { get; init; } = new();

    /// <summary>What consent lets anybody know of the listener.</summary>
    public PlainListener KnownListener => Consent.AllowsPersonalData ? Listener : Listener.WithoutPersons();

    /// <summary>The host's predictor; null where it has none.</summary>
    public PlainPredictor? Predictor { get; init; }

    /// <summary>Terms that the engine's request needs.</summary>
    public int TermCount => Values.Sum(value => value.TermCount) + BlockedDomains.Count + BlockedCategories.Count + BlockedLineItems.Count + (2 * Deals.Count);

    /// <summary>Writes this request into the engine's; its terms need room for <see cref="TermCount"/>.</summary>
    public void Fill(ref AdRequest request)
    {
        request.Id = Id;
        request.Time = Time;
        request.FloorMicros = FloorMicros;
        request.PriceRule = PriceRule;
        request.PriceIncrementMicros = PriceIncrementMicros;
        request.PriceCompetition = PriceCompetition;
        request.PlaceWeights = PlaceWeights.ToArray();
        request.Consent = Consent;
        request.IsChildDirected = IsChildDirected;
        request.DealsOnly = DealsOnly;
        request.DealsFirst = DealsFirst;
        request.DynamicAllocation = DynamicAllocation;
        request.BlockedCreativeAttributes = AdComSet.Of([.. BlockedCreativeAttributes]);
        request.ExperimentUnit = ExperimentUnit;
        Listener.Fill(ref request);
        FillSlots(ref request);
        request.CompanionSlots = CompanionSlots.Select(slot => slot.ToSlot()).ToArray();
        request.Break = Break is null ? default : Break.ToBreak();
        FillLists(ref request);
        foreach (PlainValue value in Values)
        {
            value.AddTo(ref request);
        }
    }

    public override string ToString() =>
        $"{Id} at {Time:O} [{string.Join(", ", Values)}] floor {FloorMicros} {PriceRule}+{PriceIncrementMicros} against {PriceCompetition} places "
        + $"[{string.Join(' ', PlaceWeights.Take(5))}] {Consent} child {IsChildDirected} dealsOnly {DealsOnly} dealsFirst {DealsFirst} dynamic "
            + $"{DynamicAllocation} unit '{ExperimentUnit}' "
        + $"deals [{string.Join(' ', Deals)}] blocks [{string.Join(' ', [.. BlockedDomains, .. BlockedCategories, .. BlockedLineItems])}] attributes "
            + $"[{string.Join(' ', BlockedCreativeAttributes)}] {Predictor} {Listener}"
        + string.Concat(Slots.Select(slot => $"\n    slot {slot}")) + (Break is null ? string.Empty : $"\n    break {Break}")
        + string.Concat(CompanionSlots.Select(slot => $"\n    companion slot {slot}"));

    private void FillSlots(ref AdRequest request)
    {
        if (Slots.Count == 1)
        {
            request.Slot = Slots[0].ToSlot();
        }
        else if (Slots.Count > 1)
        {
            request.Slots = Slots.Select(slot => slot.ToSlot()).ToArray();
        }
    }

    private void FillLists(ref AdRequest request)
    {
        foreach (string domain in BlockedDomains)
        {
            request.BlockDomain(domain);
        }

        foreach (string category in BlockedCategories)
        {
            request.BlockCategory(category);
        }

        foreach (string lineItem in BlockedLineItems)
        {
            request.BlockLineItem(lineItem);
        }

        foreach (PlainDeal deal in Deals)
        {
            request.AddDeal(deal.Id, deal.FloorMicros);
        }
    }
}
