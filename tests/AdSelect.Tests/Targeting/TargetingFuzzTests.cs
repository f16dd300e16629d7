// Random and damaged input is either read or refused with an error inside the text; nothing else is ever thrown.
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace AdSelect.Tests.Targeting;

public sealed class TargetingFuzzTests
{
    private static readonly string[] s_pieces =
    [
        "x", "age", "and", "or", "not", "in", "all", "near", "known", "true", "false", "(", ")", ",", "..", "<", ">", "<=", ">=", "=", "!=",
        "5", "-5", "5.0", "1e9", "\"US\"", "\"", "\\", "'", ".", "-", "km", "m", "\n", " ", "\uD800", "\0", "é", "0", "99999999999999999999", "1e999",
    ];

    private static readonly string[] s_jsonPieces =
    [
        "{", "}", "[", "]", ":", ",", "\"and\"", "\"or\"", "\"not\"", "\"attribute\"", "\"x\"", "\"in\"", "\"all\"", "\"from\"", "\"above\"", "\"to\"",
        "\"below\"", "\"near\"", "\"latitude\"", "\"longitude\"", "\"kilometers\"", "\"known\"", "true", "false", "null", "1", "1.5",
        "\"\\uD800\"", "{\"attribute\":\"x\",",
    ];

    [Property(MaxTest = 2_000)]
    public Property Pieces_of_the_language_in_any_order() =>
        Prop.ForAll(
            Gen.ArrayOf(Gen.Elements(s_pieces)).Select(pieces => string.Join(pieces.Length % 2 == 0 ? " " : "", pieces)).ToArbitrary(),
            IsReadOrRefused);

    [Property(MaxTest = 500)]
    public bool Any_text(string? text) => IsReadOrRefused(text ?? string.Empty);

    [Property(MaxTest = 2_000)]
    public Property Damaged_texts() =>
        Prop.ForAll(Damaged(expression => expression.ToString(), s_pieces).ToArbitrary(), IsReadOrRefused);

    [Property(MaxTest = 2_000)]
    public Property Pieces_of_json_in_any_order() =>
        Prop.ForAll(Gen.ArrayOf(Gen.Elements(s_jsonPieces)).Select(string.Concat).ToArbitrary(), IsReadOrRefusedAsJson);

    [Property(MaxTest = 2_000)]
    public Property Damaged_json() =>
        Prop.ForAll(Damaged(expression => expression.ToJson(), s_jsonPieces).ToArbitrary(), IsReadOrRefusedAsJson);

    [Property(MaxTest = 300)]
    public Property Every_beginning_of_a_text() => Prop.ForAll(
        ExpressionGenerators.HardExpressions(ExpressionGenerators.Sample, maxDepth: 3).ToArbitrary(),
        expression => Enumerable.Range(0, expression.ToString().Length).All(length => IsReadOrRefused(expression.ToString()[..length])));

    private static Gen<string> Damaged(Func<TargetingExpression, string> write, string[] pieces) =>
        from expression in ExpressionGenerators.HardExpressions(ExpressionGenerators.Sample, maxDepth: 4)
        let text = write(expression)
        from at in Gen.Choose(0, text.Length)
        from cut in Gen.Choose(0, Math.Min(6, text.Length - at))
        from piece in Gen.Elements([.. pieces, ""])
        select text[..at] + piece + text[(at + cut)..];

    private static bool IsReadOrRefused(string text)
    {
        if (TargetingExpression.TryParse(text, out TargetingExpression? expression, out TargetingSyntaxError? error))
        {
            return error is null && TargetingExpression.Parse(expression.ToString()).Equals(expression);
        }

        return expression is null
            && error.Position >= 0 && error.Position <= text.Length
            && error.Line >= 1 && error.Column >= 1 && error.Column <= error.Position + 1
            && error.Message.Length > 0;
    }

    private static bool IsReadOrRefusedAsJson(string json)
    {
        try
        {
            TargetingExpression expression = TargetingExpression.FromJson(json);
            return TargetingExpression.FromJson(expression.ToJson()).Equals(expression);
        }
        catch (JsonException exception)
        {
            return exception.Message.Length > 0;
        }
    }
}
