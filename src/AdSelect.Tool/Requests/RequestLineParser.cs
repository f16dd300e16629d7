// One line of JSON to one request: fields, kinds and limits of docs/command-line.md, checked in one pass.
using System.Text.Json;
using System.Text.Unicode;

namespace AdSelect.Tool.Requests;

/// <summary>Parses request lines against the attribute schema of a snapshot; exposures name line items and creatives of the snapshot itself.</summary>
internal sealed class RequestLineParser(IEnumerable<AdAttribute> schema, AdSnapshot? snapshot = null)
{
    private static readonly string[] Fields =
    [
        "id", "time", "slot", "slots", "companionSlots", "attributes", "floor", "priceRule", "priceIncrement",
        "priceCompetition", "placeWeights", "consent", "childDirected", "dealsOnly", "dealsFirst", "dynamicAllocation", "deals",
        "blockedDomains", "blockedCategories", "blockedLineItems", "blockedCreativeAttributes", "experimentUnit", "exposures",
    ];

    private static readonly string[] PriceRules = ["first", "second", "vcg"];
    private static readonly string[] Competitions = ["otherAdvertisers", "otherCampaigns", "otherLineItems"];
    private static readonly string[] ConsentFields = ["personalData", "purposes"];
    private static readonly string[] DealFields = ["id", "floor"];

    private readonly AttributeParser _attributes = new(schema);
    private readonly ExposureParser _exposures = new(snapshot);

    /// <summary>Parses one line, which is not blank.</summary>
    /// <exception cref="RequestLineException">The line is not a request.</exception>
    public void Parse(ReadOnlySpan<byte> line, RequestLine request)
    {
        request.Clear();
        if (!Utf8.IsValid(line))
        {
            throw new RequestLineException("", "the line is not valid UTF-8.");
        }

        var reader = new Utf8JsonReader(line);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw JsonFields.Expected("an object that is a request", ref reader, "");
            }

            ParseRoot(ref reader, request);
            reader.Read();
        }
        catch (JsonException error)
        {
            throw new RequestLineException("", $"not valid JSON at byte {error.BytePositionInLine + 1} of the line: {Reason(error)}");
        }
    }

    private void ParseRoot(ref Utf8JsonReader reader, RequestLine request)
    {
        uint seen = 0;
        while (JsonFields.Next(ref reader, Fields, ref seen, "") is { } field)
        {
            ParseField(ref reader, request, field);
        }

        if (request.TextId.Length == 0 && request.NumericId == 0)
        {
            throw new RequestLineException("id", "the field is required.");
        }

        if (request.Slot is not null && request.Slots.Count != 0)
        {
            throw new RequestLineException("slots", "a request has either 'slot' or 'slots'.");
        }
    }

    private void ParseField(ref Utf8JsonReader reader, RequestLine request, string field)
    {
        switch (field)
        {
            case "id":
                ParseId(ref reader, request);
                break;
            case "time":
                request.Time = JsonFields.Instant(ref reader, field);
                break;
            case "slot":
                request.Slot = SlotParser.Parse(ref reader, field);
                break;
            case "slots":
                ParseSlots(ref reader, request.Slots, field, AdSelectLimits.MaxSlots);
                break;
            case "companionSlots":
                ParseSlots(ref reader, request.CompanionSlots, field, AdSelectLimits.MaxCompanionSlots);
                break;
            case "attributes":
                _attributes.Parse(ref reader, request);
                break;
            case "floor":
                request.FloorMicros = JsonFields.Money(ref reader, field);
                break;
            case "priceRule":
                request.PriceRule = (PriceRule)JsonFields.Choice(ref reader, PriceRules, field);
                break;
            case "exposures":
                _exposures.Parse(ref reader, request.Exposures);
                break;
            case "priceIncrement":
                request.PriceIncrementMicros = JsonFields.Money(ref reader, field);
                break;
            case "priceCompetition":
                request.PriceCompetition = (PriceCompetition)JsonFields.Choice(ref reader, Competitions, field);
                break;
            case "placeWeights":
                ParseWeights(ref reader, request.PlaceWeights, field);
                break;
            default:
                ParsePolicyField(ref reader, request, field);
                break;
        }
    }

    private static void ParsePolicyField(ref Utf8JsonReader reader, RequestLine request, string field)
    {
        switch (field)
        {
            case "consent":
                request.Consent = ParseConsent(ref reader);
                break;
            case "childDirected":
                request.IsChildDirected = JsonFields.Flag(ref reader, field);
                break;
            case "dealsOnly":
                request.DealsOnly = JsonFields.Flag(ref reader, field);
                break;
            case "dealsFirst":
                request.DealsFirst = JsonFields.Flag(ref reader, field);
                break;
            case "dynamicAllocation":
                request.DynamicAllocation = JsonFields.Flag(ref reader, field);
                break;
            case "deals":
                ParseDeals(ref reader, request.Deals);
                break;
            case "blockedDomains":
                ParseNames(ref reader, request.BlockedDomains, field);
                break;
            case "blockedCategories":
                ParseNames(ref reader, request.BlockedCategories, field);
                break;
            case "blockedLineItems":
                ParseNames(ref reader, request.BlockedLineItems, field);
                break;
            case "experimentUnit":
                request.ExperimentUnit = JsonFields.Name(ref reader, field);
                break;
            case "blockedCreativeAttributes":
                request.BlockedCreativeAttributes = JsonFields.AdComValues(ref reader, field);
                break;
        }
    }

    // What weights mean is for the selection to refuse.
    private static void ParseWeights(ref Utf8JsonReader reader, List<double> weights, string field)
    {
        bool isInside = false;
        for (int i = 0; JsonFields.NextEntry(ref reader, field, ref isInside); i++)
        {
            JsonFields.Number(ref reader, $"{field}[{i}]");
            weights.Add(reader.GetDouble());
        }
    }

    private static void ParseId(ref Utf8JsonReader reader, RequestLine request)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            request.TextId = JsonFields.Name(ref reader, "id");
        }
        else if (reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out ulong number) && number != 0)
        {
            request.NumericId = number;
        }
        else
        {
            throw JsonFields.Expected("text or a whole number above 0", ref reader, "id");
        }
    }

    private static void ParseSlots(ref Utf8JsonReader reader, List<Slot> slots, string path, int limit)
    {
        bool isInside = false;
        while (JsonFields.NextEntry(ref reader, path, ref isInside))
        {
            if (slots.Count == limit)
            {
                throw new RequestLineException(path, $"more than {limit} slots.");
            }

            slots.Add(SlotParser.Parse(ref reader, JsonFields.Index(path, slots.Count)));
            if (path == "companionSlots" && slots[^1].Format != AdFormat.Display)
            {
                throw new RequestLineException($"{JsonFields.Index(path, slots.Count - 1)}.format", "companions are display.");
            }
        }

        if (slots.Count == 0)
        {
            throw new RequestLineException(path, "the list is empty.");
        }
    }

    private static Consent ParseConsent(ref Utf8JsonReader reader)
    {
        JsonFields.Open(ref reader, "consent");
        var consent = default(Consent);
        uint seen = 0;
        while (JsonFields.Next(ref reader, ConsentFields, ref seen, "consent") is { } field)
        {
            consent = field == "personalData"
                ? consent with { AllowsPersonalData = JsonFields.Flag(ref reader, "consent.personalData") }
                : consent with { Purposes = ParsePurposes(ref reader) };
        }

        return consent;
    }

    private static uint ParsePurposes(ref Utf8JsonReader reader)
    {
        uint purposes = 0;
        bool isInside = false;
        for (int i = 0; JsonFields.NextEntry(ref reader, "consent.purposes", ref isInside); i++)
        {
            purposes |= 1u << (JsonFields.Integer(ref reader, 1, 24, JsonFields.Index("consent.purposes", i)) - 1);
        }

        return purposes;
    }

    private static void ParseDeals(ref Utf8JsonReader reader, List<RequestDeal> deals)
    {
        bool isInside = false;
        while (JsonFields.NextEntry(ref reader, "deals", ref isInside))
        {
            string path = JsonFields.Index("deals", deals.Count);
            JsonFields.Open(ref reader, path);
            string? id = null;
            long? floorMicros = null;
            uint seen = 0;
            while (JsonFields.Next(ref reader, DealFields, ref seen, path) is { } field)
            {
                if (field == "id")
                {
                    id = JsonFields.Name(ref reader, $"{path}.id");
                }
                else
                {
                    floorMicros = JsonFields.Money(ref reader, $"{path}.floor");
                }
            }

            deals.Add(new RequestDeal(id ?? throw new RequestLineException($"{path}.id", "the field is required."), floorMicros));
        }
    }

    private static void ParseNames(ref Utf8JsonReader reader, List<string> names, string path)
    {
        bool isInside = false;
        while (JsonFields.NextEntry(ref reader, path, ref isInside))
        {
            names.Add(JsonFields.Name(ref reader, JsonFields.Index(path, names.Count)));
        }
    }

    // The position is in the message already; the reader adds its own, which counts lines of one line.
    private static string Reason(JsonException error)
    {
        int position = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? error.Message : error.Message[..position];
    }
}
