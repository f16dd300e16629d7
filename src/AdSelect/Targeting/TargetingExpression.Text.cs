// The text form of targeting: the entrance to its parser and printer.
using System.Diagnostics.CodeAnalysis;
using AdSelect.Targeting;

namespace AdSelect;

public abstract partial record TargetingExpression
{
    /// <summary>Parses the text form (docs/targeting-language.md).</summary>
    /// <exception cref="TargetingSyntaxException">The text is not a targeting expression, or goes beyond a limit of <see cref="AdSelectLimits"/>.</exception>
    public static TargetingExpression Parse(string text) => TryParse(text, out TargetingExpression? expression, out TargetingSyntaxError? error)
        ? expression
        : throw new TargetingSyntaxException(error);

    /// <summary>Parses the text form; on failure says where and why.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TargetingExpression? expression, [NotNullWhen(false)] out TargetingSyntaxError? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        expression = TargetingParser.Parse(text, out TargetingSyntaxError? failure);
        if (expression is null)
        {
            error = failure!;
            return false;
        }

        error = null;
        return true;
    }

    /// <summary>
    /// The text form. <see cref="Parse"/> reads an equal expression from it, provided that the expression is within the
    /// limits of <see cref="AdSelectLimits"/>, its attribute names are valid, its ranges and distances have finite
    /// numbers and its texts are well-formed. Never throws: a part beyond the limits becomes <c>...</c>, which does not parse.
    /// </summary>
    public sealed override string ToString() => TargetingPrinter.Print(this);
}

/// <summary>What is wrong with a targeting text, and where.</summary>
/// <param name="Position">Index of the offending character, from 0.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Column">Its column, from 1.</param>
/// <param name="Message">What was found and what was expected.</param>
public sealed record TargetingSyntaxError(int Position, int Line, int Column, string Message)
{
    /// <summary>Position and message in one line.</summary>
    public override string ToString() => $"line {Line}, column {Column}: {Message}";
}

/// <summary>A targeting text could not be parsed.</summary>
public sealed class TargetingSyntaxException(TargetingSyntaxError error) : FormatException(error.ToString())
{
    /// <summary>What is wrong, and where.</summary>
    public TargetingSyntaxError Error { get; } = error;
}
