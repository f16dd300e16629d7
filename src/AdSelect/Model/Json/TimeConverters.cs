// Times in a document: instants with an offset, lengths in seconds, and times of day.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdSelect.Model.Json;

internal sealed class InstantConverter() : ValueConverter<DateTimeOffset>("an ISO 8601 time with its offset, such as 2026-03-01T06:00:00+01:00")
{
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    protected override bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.String && HasOffset(reader.GetString()) && reader.TryGetDateTimeOffset(out value);
    }

    // Without an offset the runtime would take the zone of the machine that reads the file.
    private static bool HasOffset(string? text) => text is not null && text.Contains('T') && text is [.., 'Z'] or [.., '+' or '-', _, _, ':', _, _];
}

/// <summary>A length of time as a number of seconds, exact to the millisecond.</summary>
internal sealed class SecondsConverter() : ValueConverter<TimeSpan>("seconds, exact to the millisecond, 0 to 2147483647")
{
    private const decimal MaxSeconds = int.MaxValue;

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options)
    {
        decimal seconds = (decimal)value.Ticks / TimeSpan.TicksPerSecond;
        if (!IsValid(seconds))
        {
            throw new ArgumentException($"{seconds} seconds cannot be written: a length of time is 0 to {MaxSeconds} seconds, exact to the millisecond.");
        }

        writer.WriteNumberValue(seconds);
    }

    protected override bool TryRead(ref Utf8JsonReader reader, out TimeSpan value)
    {
        value = default;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out decimal seconds) || !IsValid(seconds))
        {
            return false;
        }

        value = TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    private static bool IsValid(decimal seconds) => seconds is >= 0 and <= MaxSeconds && decimal.IsInteger(seconds * 1000);
}

/// <summary>A time of day, 00:00 to 24:00.</summary>
[JsonConverter(typeof(TimeOfDayConverter))]
internal readonly record struct TimeOfDay(TimeSpan Value);

internal sealed class TimeOfDayConverter() : ValueConverter<TimeOfDay>("a time of day as HH:mm, 00:00 to 24:00")
{
    public override void Write(Utf8JsonWriter writer, TimeOfDay value, JsonSerializerOptions options)
    {
        long minutes = value.Value.Ticks / TimeSpan.TicksPerMinute;
        if (minutes is < 0 or > 24 * 60 || value.Value.Ticks % TimeSpan.TicksPerMinute != 0)
        {
            throw new ArgumentException($"{value.Value} cannot be written: a time of day is 00:00 to 24:00 in whole minutes.");
        }

        writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}"));
    }

    protected override bool TryRead(ref Utf8JsonReader reader, out TimeOfDay value)
    {
        value = default;
        if (reader.TokenType != JsonTokenType.String || reader.GetString() is not { Length: 5 } text || text[2] != ':'
            || !int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            || !int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out int minutes))
        {
            return false;
        }

        value = new TimeOfDay(new TimeSpan(hours, minutes, 0));
        return minutes < 60 && value.Value <= TimeSpan.FromDays(1);
    }
}
