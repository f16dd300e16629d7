// Reads the JSON form of targeting: the walk over operators, texts and constants.
using System.Text;
using System.Text.Json;

namespace AdSelect.Targeting;

internal sealed partial class TargetingJsonReader
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private TargetingJsonPath _path;
    private int _nodes;
    private int _values;

    private TargetingJsonReader()
    {
    }

    /// <exception cref="JsonException">The document is not exactly one targeting expression.</exception>
    public static TargetingExpression ReadDocument(string json)
    {
        byte[] utf8;
        try
        {
            utf8 = s_strictUtf8.GetBytes(json);
        }
        catch (EncoderFallbackException exception)
        {
            throw new JsonException("the document holds half of a surrogate pair, which is no character", exception);
        }

        // One level more than allowed, so that the node beyond the limit is read and named.
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = TargetingJsonConverter.MaxJsonDepth + 1 });
        reader.Read();
        TargetingExpression expression = Read(ref reader);

        // What follows the value is an error of the reader's own.
        reader.Read();
        return expression;
    }

    /// <summary>Reads the value at which the reader stands, and leaves it at the value's last token.</summary>
    /// <exception cref="JsonException">The value is not a targeting expression.</exception>
    public static TargetingExpression Read(ref Utf8JsonReader reader)
    {
        TargetingExpression expression = new TargetingJsonReader().ReadNode(ref reader, depth: 1);

        // Texts inside the tree were measured alone; only the whole tells its depth and size.
        return TargetingLimits.FirstViolation(expression) is { } violation ? throw new JsonException(violation) : expression;
    }

    private TargetingExpression ReadNode(ref Utf8JsonReader reader, int depth)
    {
        if (depth > AdSelectLimits.MaxTargetingDepth)
        {
            throw Error(TargetingLimits.TooDeep);
        }

        _nodes++;
        if (_nodes > AdSelectLimits.MaxTargetingNodes)
        {
            throw Error(TargetingLimits.TooManyNodes);
        }

        return reader.TokenType switch
        {
            JsonTokenType.True => TargetingExpression.True,
            JsonTokenType.False => TargetingExpression.False,
            JsonTokenType.String => ReadText(ref reader),
            JsonTokenType.StartObject => ReadObject(ref reader, depth),
            _ => throw Unexpected(ref reader, "an object, true, false or a string that holds the text form"),
        };
    }

    private TargetingExpression ReadText(ref Utf8JsonReader reader) =>
        TargetingExpression.TryParse(GetString(ref reader), out TargetingExpression? expression, out TargetingSyntaxError? error)
            ? expression
            : throw Error(error.ToString());

    private TargetingExpression ReadObject(ref Utf8JsonReader reader, int depth)
    {
        var node = default(TargetingJsonNode);
        while (ReadToken(ref reader) != JsonTokenType.EndObject)
        {
            string name = ReadName(ref reader, TargetingJsonNames.OfNode);
            int property = TargetingJsonNames.Set(name);
            _path.Enter(name);
            if ((node.Seen & property) != 0)
            {
                throw Error("the property stands twice in one object");
            }

            node.Seen |= property;
            ReadToken(ref reader);
            ReadProperty(ref reader, name, ref node, depth);
            _path.Leave();
        }

        return node.TryBuild(out TargetingExpression? expression, out string? message) ? expression : throw Error(message);
    }

    private void ReadProperty(ref Utf8JsonReader reader, string name, ref TargetingJsonNode node, int depth)
    {
        switch (name)
        {
            case TargetingJsonNames.And or TargetingJsonNames.Or:
                node.Operands = ReadOperands(ref reader, depth);
                break;
            case TargetingJsonNames.Not:
                node.Operand = ReadNode(ref reader, depth + 1);
                break;
            case TargetingJsonNames.Attribute:
                node.Attribute = ReadAttribute(ref reader);
                break;
            case TargetingJsonNames.In or TargetingJsonNames.All:
                node.Values = ReadValues(ref reader);
                break;
            case TargetingJsonNames.From or TargetingJsonNames.Above:
                node.Low = ReadBound(ref reader, isInclusive: name == TargetingJsonNames.From);
                break;
            case TargetingJsonNames.To or TargetingJsonNames.Below:
                node.High = ReadBound(ref reader, isInclusive: name == TargetingJsonNames.To);
                break;
            case TargetingJsonNames.Near:
                (node.Latitude, node.Longitude, node.Kilometers) = ReadNear(ref reader);
                break;
            default:
                if (reader.TokenType != JsonTokenType.True)
                {
                    throw Unexpected(ref reader, "true (its negation is {\"not\": ...})");
                }

                break;
        }
    }

    private List<TargetingExpression> ReadOperands(ref Utf8JsonReader reader, int depth)
    {
        Require(ref reader, JsonTokenType.StartArray, "an array of expressions");
        List<TargetingExpression> operands = [];
        while (ReadToken(ref reader) != JsonTokenType.EndArray)
        {
            _path.Enter(operands.Count);
            operands.Add(ReadNode(ref reader, depth + 1));
            _path.Leave();
        }

        return operands.Count >= 2 ? operands : throw Error($"expected at least two operands, found {operands.Count}");
    }
}
