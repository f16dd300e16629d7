// The parser's view of the tokens, and how it reports an error.
namespace AdSelect.Targeting;

internal sealed partial class TargetingParser
{
    private ReadOnlySpan<char> Current => _text.AsSpan(_token.Start, _token.Length);

    private void Advance() => _token = _lexer.Next();

    private bool IsWord(string word) => _token.Kind == TargetingTokenKind.Word && Current.Equals(word, StringComparison.OrdinalIgnoreCase);

    private bool AcceptWord(string word)
    {
        bool isWord = IsWord(word);
        if (isWord)
        {
            Advance();
        }

        return isWord;
    }

    private bool Accept(TargetingTokenKind kind)
    {
        bool isKind = _token.Kind == kind;
        if (isKind)
        {
            Advance();
        }

        return isKind;
    }

    private bool Require(TargetingTokenKind kind, string what) => Accept(kind) || Expected(what) is not null;

    /// <summary>Reports that the current token is not what may stand here. A malformed token has its own message.</summary>
    /// <returns>Always null.</returns>
    private TargetingExpression? Expected(string what) => _token.Kind == TargetingTokenKind.Malformed
        ? Fail(_token.Start, _token.Message!)
        : Fail(_token.Start, $"found {Found()}, expected {what}");

    private string Found() => _token.Kind switch
    {
        TargetingTokenKind.End => "the end of the text",
        TargetingTokenKind.Number => $"the number {TargetingStrings.Shorten(Current)}",
        TargetingTokenKind.Text => $"the text {TargetingStrings.Shorten(Current)}",
        _ => $"'{TargetingStrings.Shorten(Current)}'",
    };

    /// <summary>Reports an error; the first one stays.</summary>
    /// <returns>Always null.</returns>
    private TargetingExpression? Fail(int position, string message)
    {
        _error ??= At(position, message);
        return null;
    }

    private TargetingSyntaxError At(int position, string message)
    {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < position; i++)
        {
            bool isBreak = _text[i] == '\n' || (_text[i] == '\r' && (i + 1 == _text.Length || _text[i + 1] != '\n'));
            if (isBreak)
            {
                line++;
                lineStart = i + 1;
            }
        }

        return new TargetingSyntaxError(position, line, position - lineStart + 1, message);
    }
}
