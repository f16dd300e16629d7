// The text form of targeting: the entrance to its parser and printer.
using System.Diagnostics.CodeAnalysis;

namespace AdSelect;

public abstract partial record TargetingExpression
{
    /// <summary>Parses the text form.</summary>
    /// <exception cref="TargetingSyntaxException">The text is not a targeting expression.</exception>
    public static TargetingExpression Parse(string text) => throw new NotImplementedException();

    /// <summary>Parses the text form; on failure says where and why.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TargetingExpression? expression, [NotNullWhen(false)] out TargetingSyntaxError? error) => throw new NotImplementedException();
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
