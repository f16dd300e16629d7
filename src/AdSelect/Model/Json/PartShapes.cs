// The shapes of parts that several elements share: money, goals, flights, dayparts and caps.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdSelect.Model.Json;

internal sealed class MoneyJson
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required decimal Amount { get; init; }

    public string? Currency { get; init; }

    public Money ToModel() => new(Amount, Currency);

    public static MoneyJson? From(Money? money) => money is { } some ? new() { Amount = some.Amount, Currency = some.Currency } : null;
}

internal sealed class GoalJson
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required AdEvent Event { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long Count { get; init; }

    public DeliveryGoal ToModel() => new(Event, Count);

    public static GoalJson? From(DeliveryGoal? goal) => goal is { } some ? new() { Event = some.Event, Count = some.Count } : null;
}

internal sealed class FlightJson
{
    public DateTimeOffset? Start { get; init; }

    public DateTimeOffset? End { get; init; }

    public Flight ToModel() => new(Start ?? default, End);

    public static FlightJson? From(Flight? flight) => flight is { } some ? new() { Start = some.Start == default ? null : some.Start, End = some.End } : null;
}

internal sealed class DaypartJson
{
    private static readonly WeekDays[] Groups = [WeekDays.All, WeekDays.Workdays, WeekDays.Weekend];

    public required List<WeekDays> Days { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required TimeOfDay From { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required TimeOfDay To { get; init; }

    public Daypart ToModel() => new(Days.Aggregate(WeekDays.None, static (all, day) => all | day), From.Value, To.Value);

    public static DaypartJson Of(Daypart daypart) => new()
    {
        Days = Words(daypart.Days),
        From = new TimeOfDay(daypart.From),
        To = new TimeOfDay(daypart.To),
    };

    // The fewest words: whole groups first, then the single days that are left.
    private static List<WeekDays> Words(WeekDays days)
    {
        var words = new List<WeekDays>();
        foreach (WeekDays word in Groups.Concat(Enum.GetValues<WeekDays>().Where(static day => byte.IsPow2((byte)day))))
        {
            if ((days & word) == word)
            {
                words.Add(word);
                days &= ~word;
            }
        }

        return days == WeekDays.None ? words : throw new ArgumentException($"{(byte)days} cannot be written: it is no value of {nameof(WeekDays)}.");
    }
}

internal sealed class CapJson : IJsonOnDeserialized
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required int Limit { get; init; }

    public CapWindowKind? Per { get; init; }

    public TimeSpan? PerSeconds { get; init; }

    public AdEvent Event { get; init; }

    public CapIdentity Identity { get; init; }

    public CapScope Scope { get; init; }

    public string? Category { get; init; }

    public MissingIdentity MissingIdentity { get; init; }

    void IJsonOnDeserialized.OnDeserialized()
    {
        if (Per.HasValue == PerSeconds.HasValue)
        {
            throw new JsonException("expected exactly one of per (a calendar or other named window) and perSeconds (a rolling window)");
        }
    }

    public FrequencyCap ToModel() => new(Limit, Per is { } kind ? new CapWindow(kind) : CapWindow.Rolling(PerSeconds.GetValueOrDefault()))
    {
        Event = Event,
        Identity = Identity,
        Scope = Scope,
        Category = Category,
        MissingIdentity = MissingIdentity,
    };

    public static CapJson From(FrequencyCap cap) => new()
    {
        Limit = cap.Limit,
        Per = cap.Window.Kind == CapWindowKind.Rolling ? null : cap.Window.Kind,
        PerSeconds = cap.Window.Kind == CapWindowKind.Rolling ? cap.Window.Length : null,
        Event = cap.Event,
        Identity = cap.Identity,
        Scope = cap.Scope,
        Category = cap.Category,
        MissingIdentity = cap.MissingIdentity,
    };
}
