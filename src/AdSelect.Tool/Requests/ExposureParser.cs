// The exposures of a request line: what each identity has met, by ids.
using System.Text.Json;

namespace AdSelect.Tool.Requests;

/// <param name="snapshot">Knows the line items and creatives that are still served; of others only the ids count.</param>
internal sealed class ExposureParser(AdSnapshot? snapshot)
{
    private static readonly string[] Fields = ["sessionId", "breakId", "user", "device", "household", "session", "break"];
    private static readonly string[] EventFields = ["lineItem", "creative", "campaign", "advertiser", "event", "time", "id", "sessionId", "breakId"];
    private static readonly string[] Events = ["impression", "start", "complete", "click", "conversion"];

    /// <summary>Index of the field of the first identity; the others follow in the order of <see cref="CapIdentity"/>.</summary>
    private const int FirstIdentity = 2;

    private readonly byte[] _record = new byte[ExposureHistory.RecordBytes];

    public void Parse(ref Utf8JsonReader reader, RequestExposures exposures)
    {
        const string Path = "exposures";
        JsonFields.Open(ref reader, Path);
        uint seen = 0;
        while (JsonFields.Next(ref reader, Fields, ref seen, Path) is { } field)
        {
            string path = JsonFields.Join(Path, field);
            switch (field)
            {
                case "sessionId":
                    exposures.SessionId = JsonFields.Name(ref reader, path);
                    break;
                case "breakId":
                    exposures.BreakId = JsonFields.Name(ref reader, path);
                    break;
                default:
                    ParseHistory(ref reader, exposures, (CapIdentity)(Array.IndexOf(Fields, field) - FirstIdentity), path);
                    break;
            }
        }
    }

    private void ParseHistory(ref Utf8JsonReader reader, RequestExposures exposures, CapIdentity identity, string path)
    {
        List<byte> history = exposures.Begin(identity);
        bool isInside = false;
        for (int i = 0; JsonFields.NextEntry(ref reader, path, ref isInside); i++)
        {
            if (i == AdSelectLimits.MaxHistoryRecords)
            {
                throw new RequestLineException(path, $"more than {AdSelectLimits.MaxHistoryRecords} events.");
            }

            // An event without an id is one of its own.
            Exposure exposure = ParseEvent(ref reader, exposures, (ulong)i + 1, JsonFields.Index(path, i));
            ExposureHistory.Write(exposure, exposure.Time, _record);
            history.AddRange(_record);
        }
    }

    private Exposure ParseEvent(ref Utf8JsonReader reader, RequestExposures exposures, ExposureKey id, string path)
    {
        JsonFields.Open(ref reader, path);
        (string? lineItem, string? creative, string session, string ofBreak) = (null, null, "", "");
        (ExposureKey campaign, ExposureKey advertiser) = (default, default);
        DateTimeOffset? time = null;
        AdEvent kind = AdEvent.Impression;
        uint seen = 0;
        while (JsonFields.Next(ref reader, EventFields, ref seen, path) is { } field)
        {
            string at = JsonFields.Join(path, field);
            _ = field switch
            {
                "lineItem" => lineItem = JsonFields.Name(ref reader, at),
                "creative" => creative = JsonFields.Name(ref reader, at),
                "sessionId" => session = JsonFields.Name(ref reader, at),
                "breakId" => ofBreak = JsonFields.Name(ref reader, at),
                "campaign" => (object)(campaign = JsonFields.Name(ref reader, at)),
                "advertiser" => advertiser = JsonFields.Name(ref reader, at),
                "id" => id = JsonFields.Name(ref reader, at),
                "event" => kind = (AdEvent)JsonFields.Choice(ref reader, Events, at),
                _ => time = JsonFields.Instant(ref reader, at),
            };
        }

        var stated = new Exposure
        {
            Event = kind,
            Id = id,
            Time = time ?? throw Required(path, "time"),
            LineItemKey = ExposureKey.Of(lineItem ?? throw Required(path, "lineItem")).Value,
            CreativeKey = ExposureKey.Of(creative ?? throw Required(path, "creative")).Value,
            CampaignKey = campaign.Value,
            AdvertiserKey = advertiser.Value,
            SessionId = session,
            BreakId = ofBreak,
        };
        return Resolve(stated, lineItem, creative, exposures);
    }

    // A history is older than the snapshot: what has left it since still counts, by the ids that the event states.
    private Exposure Resolve(Exposure stated, string lineItemId, string creativeId, RequestExposures exposures)
    {
        (LineItemRef lineItem, CreativeRef creative) = (default, default);
        bool hasLineItem = snapshot?.TryFindLineItem(lineItemId, out lineItem) ?? false;
        bool hasCreative = snapshot?.TryFindCreative(creativeId, out creative) ?? false;
        if (!hasLineItem)
        {
            exposures.UnknownLineItems.Add(lineItemId);
        }

        if (!hasCreative)
        {
            exposures.UnknownCreatives.Add(creativeId);
        }

        if (!hasLineItem || (!hasCreative && snapshot!.CreativeCount == 0))
        {
            return stated;
        }

        // Of an unknown creative the categories are unknown, while the line item still has its campaign.
        Exposure known = snapshot!.CreateExposure(lineItem, hasCreative ? creative : snapshot.CreativeAt(0), stated.Event, stated.Id, stated.Time) with
        {
            CreativeKey = stated.CreativeKey,
            SessionId = stated.SessionId,
            BreakId = stated.BreakId,
        };
        return hasCreative ? known : known with { Categories = default };
    }

    private static RequestLineException Required(string path, string field) => new(JsonFields.Join(path, field), "the field is required.");
}

/// <summary>Histories as parsed. Meant to be reused from line to line.</summary>
internal sealed class RequestExposures
{
    private readonly List<byte>?[] _histories = new List<byte>?[Enum.GetValues<CapIdentity>().Length];

    public string SessionId { get; set; } = "";

    public string BreakId { get; set; } = "";

    /// <summary>Ids of line items that the snapshot lacks, once for each event.</summary>
    public List<string> UnknownLineItems { get; } = [];

    /// <summary>Ids of creatives that the snapshot lacks, once for each event.</summary>
    public List<string> UnknownCreatives { get; } = [];

    /// <summary>Makes an identity known, with nothing met.</summary>
    public List<byte> Begin(CapIdentity identity) => _histories[(int)identity] = [];

    public void Clear()
    {
        (SessionId, BreakId) = ("", "");
        Array.Clear(_histories);
        UnknownLineItems.Clear();
        UnknownCreatives.Clear();
    }

    public ExposureHistories ToHistories()
    {
        var histories = new ExposureHistories { SessionId = SessionId, BreakId = BreakId };
        for (int i = 0; i < _histories.Length; i++)
        {
            if (_histories[i] is { } history)
            {
                histories.Set((CapIdentity)i, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(history));
            }
        }

        return histories;
    }
}
