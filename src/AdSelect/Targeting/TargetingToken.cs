// The words of the targeting language, as the lexer hands them to the parser.
namespace AdSelect.Targeting;

internal enum TargetingTokenKind : byte
{
    End,
    Word,
    Number,
    Text,
    Open,
    Close,
    Comma,
    Dots,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,

    /// <summary>A character that starts no token; the parser says what it expected instead.</summary>
    Unknown,

    /// <summary>A token that is malformed in itself; <see cref="TargetingToken.Message"/> says how.</summary>
    Malformed,
}

/// <param name="Kind">What it is.</param>
/// <param name="Start">Index of its first character, or of the offending one if malformed.</param>
/// <param name="Length">Number of characters.</param>
/// <param name="Value">The value of a number or text.</param>
/// <param name="Message">What is wrong with a malformed token.</param>
internal readonly record struct TargetingToken(TargetingTokenKind Kind, int Start, int Length, AttributeValue Value = default, string? Message = null);
