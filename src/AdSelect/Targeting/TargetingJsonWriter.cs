// Writes the JSON tree of targeting.
using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AdSelect.Internals;

namespace AdSelect.Targeting;

internal static class TargetingJsonWriter
{
    public static string ToText(TargetingExpression expression)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = TargetingJsonConverter.MaxJsonDepth }))
        {
            Write(writer, expression);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="JsonException">JSON cannot carry the expression.</exception>
    public static void Write(Utf8JsonWriter writer, TargetingExpression expression)
    {
        if (TargetingLimits.FirstViolation(expression) is { } violation)
        {
            throw new JsonException(violation);
        }

        WriteNode(writer, expression);
    }

    private static void WriteNode(Utf8JsonWriter writer, TargetingExpression expression)
    {
        switch (expression)
        {
            case ConstantExpression constant:
                writer.WriteBooleanValue(constant.Value);
                return;
            case AndExpression conjunction:
                WriteOperands(writer, TargetingJsonNames.And, conjunction.Operands);
                return;
            case OrExpression disjunction:
                WriteOperands(writer, TargetingJsonNames.Or, disjunction.Operands);
                return;
            case NotExpression negation:
                writer.WriteStartObject();
                writer.WritePropertyName(TargetingJsonNames.Not);
                WriteNode(writer, negation.Operand);
                writer.WriteEndObject();
                return;
            case TargetingPredicate predicate:
                WritePredicate(writer, predicate);
                return;
        }
    }

    private static void WriteOperands(Utf8JsonWriter writer, string name, ImmutableArray<TargetingExpression> operands)
    {
        writer.WriteStartObject();
        writer.WriteStartArray(name);
        foreach (TargetingExpression operand in operands)
        {
            WriteNode(writer, operand);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WritePredicate(Utf8JsonWriter writer, TargetingPredicate predicate)
    {
        if (!AttributeNames.IsValid(predicate.Attribute))
        {
            throw new JsonException($"the attribute name \"{TargetingStrings.Shorten(predicate.Attribute)}\" is not valid: {AttributeNames.Rule}");
        }

        writer.WriteStartObject();
        writer.WriteString(TargetingJsonNames.Attribute, predicate.Attribute);
        switch (predicate)
        {
            case AnyOfPredicate any:
                WriteValues(writer, TargetingJsonNames.In, any.Attribute, any.Values);
                break;
            case AllOfPredicate all:
                WriteValues(writer, TargetingJsonNames.All, all.Attribute, all.Values);
                break;
            case RangePredicate range:
                WriteRange(writer, range);
                break;
            case NearPredicate near:
                writer.WriteStartObject(TargetingJsonNames.Near);
                WriteNumber(writer, near.Attribute, TargetingJsonNames.Latitude, near.Latitude);
                WriteNumber(writer, near.Attribute, TargetingJsonNames.Longitude, near.Longitude);
                WriteNumber(writer, near.Attribute, TargetingJsonNames.Kilometers, near.Kilometers);
                writer.WriteEndObject();
                break;
            case KnownPredicate:
                writer.WriteBoolean(TargetingJsonNames.Known, true);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter writer, string name, string attribute, ImmutableArray<AttributeValue> values)
    {
        writer.WriteStartArray(name);
        foreach (AttributeValue value in values)
        {
            WriteValue(writer, attribute, name, value);
        }

        writer.WriteEndArray();
    }

    private static void WriteRange(Utf8JsonWriter writer, RangePredicate range)
    {
        WriteBound(writer, range.Attribute, range.Low, TargetingJsonNames.From, TargetingJsonNames.Above);
        WriteBound(writer, range.Attribute, range.High, TargetingJsonNames.To, TargetingJsonNames.Below);
        if (range.Low.IsOpen && range.High.IsOpen)
        {
            writer.WriteNull(TargetingJsonNames.From);
            writer.WriteNull(TargetingJsonNames.To);
        }
    }

    private static void WriteBound(Utf8JsonWriter writer, string attribute, RangeBound bound, string inclusive, string exclusive)
    {
        if (bound.IsOpen)
        {
            return;
        }

        string name = bound.IsInclusive ? inclusive : exclusive;
        if (bound.Value.Kind == AttributeValueKind.Text)
        {
            throw new JsonException($"\"{name}\" of attribute {attribute} is a text; the ends of a range are numbers");
        }

        writer.WritePropertyName(name);
        WriteValue(writer, attribute, name, bound.Value);
    }

    private static void WriteValue(Utf8JsonWriter writer, string attribute, string name, AttributeValue value)
    {
        switch (value.Kind)
        {
            case AttributeValueKind.Text when ValidText.Is(value.Text):
                writer.WriteStringValue(value.Text);
                break;
            case AttributeValueKind.Integer:
                writer.WriteNumberValue(value.Integer);
                break;
            case AttributeValueKind.Decimal when double.IsFinite(value.Decimal):
                // A point or exponent keeps the number a decimal when it is read back.
                writer.WriteRawValue(TargetingPrinter.Decimal(value.Decimal), skipInputValidation: true);
                break;
            default:
                throw new JsonException(
                    $"\"{name}\" of attribute {attribute} holds "
                    + $"{(value.Kind == AttributeValueKind.Text ? "half of a surrogate pair" : $"the number {value}")}, which JSON cannot carry");
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string attribute, string name, double number)
    {
        if (!double.IsFinite(number))
        {
            throw new JsonException($"\"{name}\" of attribute {attribute} is not a finite number");
        }

        writer.WriteNumber(name, number);
    }
}
