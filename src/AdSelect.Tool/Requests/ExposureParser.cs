// The exposures of a request line: what each identity has met, in ids of the snapshot.
using System.Text.Json;

namespace AdSelect.Tool.Requests;

/// <param name="snapshot">Knows the line items and creatives; without it no exposure is known.</param>
internal sealed class ExposureParser(AdSnapshot? snapshot)
{
    private static readonly string[] Fields = ["sessionId", "breakId", "user", "device", "household", "session", "break"];
    private static readonly string[] EventFields = ["lineItem", "creative", "event", "time", "id", "sessionId", "breakId"];
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
                    ParseHistory(ref reader, exposures.Begin((CapIdentity)(Array.IndexOf(Fields, field) - FirstIdentity)), path);
                    break;
            }
        }
    }

    private void ParseHistory(ref Utf8JsonReader reader, List<byte> history, string path)
    {
        bool isInside = false;
        for (int i = 0; JsonFields.NextEntry(ref reader, path, ref isInside); i++)
        {
            if (i == AdSelectLimits.MaxHistoryRecords)
            {
                throw new RequestLineException(path, $"more than {AdSelectLimits.MaxHistoryRecords} events.");
            }

            // An event without an id is one of its own.
            Exposure exposure = ParseEvent(ref reader, (ulong)i + 1, JsonFields.Index(path, i));
            ExposureHistory.Write(exposure, exposure.Time, _record);
            history.AddRange(_record);
        }
    }

    private Exposure ParseEvent(ref Utf8JsonReader reader, ExposureKey id, string path)
    {
        JsonFields.Open(ref reader, path);
        (string? lineItem, string? creative, string session, string ofBreak) = (null, null, "", "");
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
                "id" => (object)(id = JsonFields.Name(ref reader, at)),
                "event" => kind = (AdEvent)JsonFields.Choice(ref reader, Events, at),
                _ => time = JsonFields.Instant(ref reader, at),
            };
        }

        Exposure exposure = snapshot!.CreateExposure(FindLineItem(lineItem, path), FindCreative(creative, path), kind, id, time ?? throw Required(path, "time"));
        return exposure with { SessionId = session, BreakId = ofBreak };
    }

    private LineItemRef FindLineItem(string? id, string path) => snapshot is not null && snapshot.TryFindLineItem(id ?? throw Required(path, "lineItem"), out LineItemRef lineItem)
        ? lineItem
        : throw new RequestLineException(JsonFields.Join(path, "lineItem"), $"the snapshot has no line item '{id}'.");

    private CreativeRef FindCreative(string? id, string path) => snapshot is not null && snapshot.TryFindCreative(id ?? throw Required(path, "creative"), out CreativeRef creative)
        ? creative
        : throw new RequestLineException(JsonFields.Join(path, "creative"), $"the snapshot has no creative '{id}'.");

    private static RequestLineException Required(string path, string field) => new(JsonFields.Join(path, field), "the field is required.");
}

/// <summary>Histories as parsed. Meant to be reused from line to line.</summary>
internal sealed class RequestExposures
{
    private readonly List<byte>?[] _histories = new List<byte>?[Enum.GetValues<CapIdentity>().Length];

    public string SessionId { get; set; } = "";

    public string BreakId { get; set; } = "";

    /// <summary>Makes an identity known, with nothing met.</summary>
    public List<byte> Begin(CapIdentity identity) => _histories[(int)identity] = [];

    public void Clear()
    {
        (SessionId, BreakId) = ("", "");
        Array.Clear(_histories);
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
