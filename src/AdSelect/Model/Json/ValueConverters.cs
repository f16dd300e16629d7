// The list of converters that every catalog document is read and written with.
using System.Text.Json.Serialization;

namespace AdSelect.Model.Json;

internal static class ValueConverters
{
    public static IEnumerable<JsonConverter> All() =>
    [
        new TextConverter(),
        new BooleanConverter(),
        new Int32Converter(),
        new Int64Converter(),
        new DoubleConverter(),
        new DecimalConverter(),
        new InstantConverter(),
        new SecondsConverter(),
        new CreativeAssignmentConverter(),
        new TargetingTextConverter(),
        EnumConverter<AttributeKind>.Create(),
        EnumConverter<AdEvent>.Create(),
        EnumConverter<AdFormat>.Create(),
        EnumConverter<BreakPosition>.Create(),
        EnumConverter<CapIdentity>.Create(),
        EnumConverter<CapScope>.Create(),
        EnumConverter<CapWindowKind>.Create(CapWindowKind.Rolling),
        EnumConverter<CatchUp>.Create(),
        EnumConverter<CompanionDelivery>.Create(),
        EnumConverter<CreativeApproval>.Create(),
        EnumConverter<CreativeRotation>.Create(),
        EnumConverter<DayOfWeek>.Create(),
        EnumConverter<DaypartClock>.Create(),
        EnumConverter<DealPrice>.Create(),
        EnumConverter<LineItemKind>.Create(),
        EnumConverter<MissingIdentity>.Create(),
        EnumConverter<PacingPolicy>.Create(),
        EnumConverter<PriceModel>.Create(),
        EnumConverter<WeekDays>.Create(WeekDays.None),
    ];
}
