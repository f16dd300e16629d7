// One parsed line of a request file: plain values, ready to fill a request with.
using System.Runtime.InteropServices;

namespace AdSelect.Tool.Requests;

/// <summary>One request as parsed. Meant to be reused from line to line.</summary>
internal sealed class RequestLine
{
    /// <summary>The id as text; empty when <see cref="NumericId"/> holds it.</summary>
    public string TextId { get; set; } = "";

    /// <summary>The id when it was written as a number.</summary>
    public ulong NumericId { get; set; }

    public DateTimeOffset? Time { get; set; }

    public Slot? Slot { get; set; }

    public List<Slot> Slots { get; } = [];

    public List<Slot> CompanionSlots { get; } = [];

    public List<RequestAttribute> Attributes { get; } = [];

    /// <summary>Names of the attributes that the snapshot lacks.</summary>
    public List<string> UnknownAttributes { get; } = [];

    public long FloorMicros { get; set; }

    public PriceRule PriceRule { get; set; }

    public long PriceIncrementMicros { get; set; }

    public PriceCompetition PriceCompetition { get; set; }

    public List<double> PlaceWeights { get; } = [];

    public Consent Consent { get; set; }

    public bool IsChildDirected { get; set; }

    public bool DealsOnly { get; set; }

    public bool DealsFirst { get; set; }

    public bool DynamicAllocation { get; set; }

    public List<RequestDeal> Deals { get; } = [];

    public List<string> BlockedDomains { get; } = [];

    public List<string> BlockedCategories { get; } = [];

    public List<string> BlockedLineItems { get; } = [];

    public AdComSet BlockedCreativeAttributes { get; set; }

    /// <summary>Empty when the request names none.</summary>
    public string ExperimentUnit { get; set; } = "";

    public RequestExposures Exposures { get; } = new();

    /// <summary>The id for messages and tables.</summary>
    public string DisplayId => TextId.Length != 0 ? TextId : NumericId.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        (TextId, NumericId, Time, Slot, ExperimentUnit) = ("", 0, null, null, "");
        (FloorMicros, PriceRule, PriceIncrementMicros, PriceCompetition) = (0, default, 0, default);
        PlaceWeights.Clear();
        (Consent, IsChildDirected, BlockedCreativeAttributes) = (default, false, default);
        (DealsOnly, DealsFirst, DynamicAllocation) = (false, false, false);
        Slots.Clear();
        CompanionSlots.Clear();
        Attributes.Clear();
        UnknownAttributes.Clear();
        Deals.Clear();
        BlockedDomains.Clear();
        BlockedCategories.Clear();
        BlockedLineItems.Clear();
        Exposures.Clear();
    }

    /// <summary>Refuses a line that targeting alone could use, but a selection cannot.</summary>
    public void RequireSelectable()
    {
        if (Time is null)
        {
            throw new RequestLineException("time", "the field is required.");
        }

        if (Slot is null && Slots.Count == 0)
        {
            throw new RequestLineException("slot", "the request offers nothing: give 'slot' or 'slots'.");
        }
    }

    /// <summary>Copies everything into a request. The slots stay in this object's memory until it is cleared.</summary>
    public void Fill(ref AdRequest request)
    {
        request.Id = TextId.Length != 0 ? RequestId.Of(TextId) : new RequestId(NumericId);
        request.Time = Time ?? default;
        request.FloorMicros = FloorMicros;
        request.PriceRule = PriceRule;
        request.PriceIncrementMicros = PriceIncrementMicros;
        request.PriceCompetition = PriceCompetition;
        request.PlaceWeights = CollectionsMarshal.AsSpan(PlaceWeights);
        request.Consent = Consent;
        request.IsChildDirected = IsChildDirected;
        request.DealsOnly = DealsOnly;
        request.DealsFirst = DealsFirst;
        request.DynamicAllocation = DynamicAllocation;
        request.BlockedCreativeAttributes = BlockedCreativeAttributes;
        request.ExperimentUnit = ExperimentUnit;
        request.Exposures = Exposures.ToHistories();
        if (Slot is { } slot)
        {
            request.Slot = slot;
        }

        request.Slots = CollectionsMarshal.AsSpan(Slots);
        request.CompanionSlots = CollectionsMarshal.AsSpan(CompanionSlots);
        foreach (ref readonly RequestAttribute attribute in CollectionsMarshal.AsSpan(Attributes))
        {
            attribute.AddTo(ref request);
        }

        FillLists(ref request);
    }

    private void FillLists(ref AdRequest request)
    {
        foreach (RequestDeal deal in Deals)
        {
            request.AddDeal(deal.Id, deal.FloorMicros);
        }

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
    }
}

/// <summary>One deal that a request lists.</summary>
internal readonly record struct RequestDeal(string Id, long? FloorMicros);

/// <summary>One value of one attribute; which of the fields counts is said by the attribute's kind.</summary>
internal readonly record struct RequestAttribute(AdAttribute Attribute, string? Text = null, long Integer = 0, double Number = 0, double Longitude = 0)
{
    /// <summary>Adds the value to a request; <see cref="Number"/> is the latitude of a location.</summary>
    public void AddTo(ref AdRequest request)
    {
        switch (Attribute)
        {
            case KeywordAttribute keyword:
                request.Add(keyword, Text!);
                break;
            case IntegerAttribute integer:
                request.Add(integer, Integer);
                break;
            case DecimalAttribute number:
                request.Add(number, Number);
                break;
            case LocationAttribute location:
                request.Add(location, Number, Longitude);
                break;
        }
    }
}
