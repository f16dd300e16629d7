// The slot of a request line.
using System.Text.Json;

namespace AdSelect.Tool.Requests;

internal static class SlotParser
{
    private static readonly string[] Fields =
    [
        "format", "minSeconds", "maxSeconds", "requiredSeconds", "floor", "floorPerSecond", "durationFloors", "mimeTypes", "skippable",
        "apiFrameworks", "blockedCreativeAttributes", "width", "height",
    ];

    private static readonly string[] FloorFields = ["fromSeconds", "toSeconds", "floor"];
    private static readonly string[] Formats = ["audio", "video", "display"];
    private static readonly string[] Skippabilities = ["any", "forbidden", "required"];

    /// <summary>Parses one slot; the reader stands on its value.</summary>
    public static Slot Parse(ref Utf8JsonReader reader, string path)
    {
        JsonFields.Open(ref reader, path);
        var slot = default(Slot);
        uint seen = 0;
        while (JsonFields.Next(ref reader, Fields, ref seen, path) is { } field)
        {
            ParseField(ref reader, ref slot, field, $"{path}.{field}");
        }

        Check(in slot, seen, path);
        return slot;
    }

    private static void ParseField(ref Utf8JsonReader reader, ref Slot slot, string field, string path)
    {
        switch (field)
        {
            case "format":
                slot.Format = (AdFormat)JsonFields.Choice(ref reader, Formats, path);
                break;
            case "minSeconds":
                slot.MinDurationMilliseconds = JsonFields.Milliseconds(ref reader, path);
                break;
            case "maxSeconds":
                slot.MaxDurationMilliseconds = JsonFields.Milliseconds(ref reader, path);
                break;
            case "requiredSeconds":
                ParseRequired(ref reader, ref slot, path);
                break;
            case "width":
                slot.Width = JsonFields.Integer(ref reader, 0, AdSelectLimits.MaxPixels, path);
                break;
            case "height":
                slot.Height = JsonFields.Integer(ref reader, 0, AdSelectLimits.MaxPixels, path);
                break;
            case "floor":
                slot.FloorMicros = JsonFields.Money(ref reader, path);
                break;
            case "floorPerSecond":
                slot.FloorPerSecondMicros = JsonFields.Money(ref reader, path);
                break;
            case "durationFloors":
                ParseFloors(ref reader, ref slot, path);
                break;
            case "mimeTypes":
                ParseMimeTypes(ref reader, ref slot, path);
                break;
            case "skippable":
                slot.Skippability = (Skippability)JsonFields.Choice(ref reader, Skippabilities, path);
                break;
            case "apiFrameworks":
                slot.ApiFrameworks = JsonFields.AdComValues(ref reader, path);
                break;
            case "blockedCreativeAttributes":
                slot.BlockedCreativeAttributes = JsonFields.AdComValues(ref reader, path);
                break;
        }
    }

    private static void ParseRequired(ref Utf8JsonReader reader, ref Slot slot, string path)
    {
        bool isInside = false;
        for (int i = 0; JsonFields.NextEntry(ref reader, path, ref isInside); i++)
        {
            RequireRoom(i, path);
            int milliseconds = JsonFields.Milliseconds(ref reader, JsonFields.Index(path, i));
            if (milliseconds == 0)
            {
                throw new RequestLineException(JsonFields.Index(path, i), "a required duration is longer than 0.");
            }

            slot.RequireDuration(milliseconds);
        }
    }

    private static void ParseFloors(ref Utf8JsonReader reader, ref Slot slot, string path)
    {
        bool isInside = false;
        for (int i = 0; JsonFields.NextEntry(ref reader, path, ref isInside); i++)
        {
            RequireRoom(i, path);
            ParseFloor(ref reader, ref slot, JsonFields.Index(path, i));
        }
    }

    private static void ParseFloor(ref Utf8JsonReader reader, ref Slot slot, string path)
    {
        JsonFields.Open(ref reader, path);
        (int from, int to, long micros) = (0, 0, 0);
        uint seen = 0;
        while (JsonFields.Next(ref reader, FloorFields, ref seen, path) is { } field)
        {
            switch (field)
            {
                case "fromSeconds":
                    from = JsonFields.Milliseconds(ref reader, $"{path}.{field}");
                    break;
                case "toSeconds":
                    to = JsonFields.Milliseconds(ref reader, $"{path}.{field}");
                    break;
                default:
                    micros = JsonFields.Money(ref reader, $"{path}.{field}");
                    break;
            }
        }

        if (seen != 0b111 || to < from)
        {
            throw new RequestLineException(path, "expected fromSeconds, toSeconds (not less than fromSeconds) and floor.");
        }

        slot.AddDurationFloor(from, to, micros);
    }

    private static void ParseMimeTypes(ref Utf8JsonReader reader, ref Slot slot, string path)
    {
        bool isInside = false;
        for (int i = 0; JsonFields.NextEntry(ref reader, path, ref isInside); i++)
        {
            RequireRoom(i, path);
            slot.AllowMimeType(JsonFields.Name(ref reader, JsonFields.Index(path, i)));
        }
    }

    private static void Check(in Slot slot, uint seen, string path)
    {
        bool Has(string field) => (seen & (1u << Array.IndexOf(Fields, field))) != 0;

        if (!Has("format"))
        {
            throw new RequestLineException($"{path}.format", "the field is required.");
        }

        if ((slot.Width | slot.Height) != 0 && slot.Format != AdFormat.Display)
        {
            throw new RequestLineException($"{path}.width", "only display slots have a size.");
        }

        if (slot.MaxDurationMilliseconds != 0 && slot.MinDurationMilliseconds > slot.MaxDurationMilliseconds)
        {
            throw new RequestLineException($"{path}.minSeconds", "it exceeds maxSeconds.");
        }

        if (Has("requiredSeconds") && (slot.MinDurationMilliseconds | slot.MaxDurationMilliseconds) != 0)
        {
            throw new RequestLineException($"{path}.requiredSeconds", "required durations and minSeconds or maxSeconds exclude each other.");
        }

        if (Has("durationFloors") && slot.FloorPerSecondMicros != 0)
        {
            throw new RequestLineException($"{path}.durationFloors", "duration floors and floorPerSecond exclude each other.");
        }
    }

    private static void RequireRoom(int count, string path)
    {
        if (count == AdSelectLimits.MaxSlotListEntries)
        {
            throw new RequestLineException(path, $"more than {AdSelectLimits.MaxSlotListEntries} entries.");
        }
    }
}
