// Reads the text form of targeting: a recursive-descent parser whose recursion, nodes and values are bounded.
namespace AdSelect.Targeting;

internal sealed partial class TargetingParser
{
    private const string ExpectedOperand = "an attribute name, 'not', 'true', 'false' or '('";

    private readonly string _text;
    private TargetingLexer _lexer;
    private TargetingToken _token;
    private TargetingSyntaxError? _error;
    private int _nesting;
    private int _nodes;
    private int _values;

    private TargetingParser(string text)
    {
        _text = text;
        _lexer = new TargetingLexer(text);
    }

    /// <summary>Null and an error, or an expression and null.</summary>
    public static TargetingExpression? Parse(string text, out TargetingSyntaxError? error)
    {
        var parser = new TargetingParser(text);
        TargetingExpression? expression = parser.ParseAll();
        error = parser._error;
        return expression;
    }

    private TargetingExpression? ParseAll()
    {
        if (_text.Length > AdSelectLimits.MaxTargetingTextLength)
        {
            return Fail(
                AdSelectLimits.MaxTargetingTextLength,
                $"the text has {_text.Length} characters; at most {AdSelectLimits.MaxTargetingTextLength} are allowed");
        }

        Advance();
        TargetingExpression? expression = ParseChain("or", out _);
        return expression is null || _token.Kind == TargetingTokenKind.End ? expression : Expected("'and', 'or' or the end of the text");
    }

    /// <summary>Operands joined by one operator: 'or' over 'and' over single operands.</summary>
    /// <param name="word">The operator.</param>
    /// <param name="height">Nodes on the longest path down from the expression.</param>
    private TargetingExpression? ParseChain(string word, out int height)
    {
        bool isOr = word == "or";
        int start = _token.Start;
        List<TargetingExpression>? operands = null;
        TargetingExpression? operand = isOr ? ParseChain("and", out height) : ParseOperand(out height);
        while (operand is not null && AcceptWord(word))
        {
            operands ??= [operand];
            operand = isOr ? ParseChain("and", out int next) : ParseOperand(out next);
            if (operand is not null)
            {
                operands.Add(operand);
                height = Math.Max(height, next);
            }
        }

        if (operand is null || operands is null)
        {
            return operand;
        }

        height++;
        return Made(isOr ? new OrExpression(operands) : new AndExpression(operands), start, height);
    }

    private TargetingExpression? ParseOperand(out int height)
    {
        height = 1;
        int start = _token.Start;
        if (IsWord("not") || _token.Kind == TargetingTokenKind.Open)
        {
            return ParseNested(out height);
        }

        if (AcceptWord("true"))
        {
            return Made(TargetingExpression.True, start, height);
        }

        if (AcceptWord("false"))
        {
            return Made(TargetingExpression.False, start, height);
        }

        return ParsePredicate(out height);
    }

    /// <summary>'not' and an operand, or an expression in parentheses: the only places where the parser calls itself.</summary>
    private TargetingExpression? ParseNested(out int height)
    {
        height = 1;
        int start = _token.Start;
        if (_nesting == AdSelectLimits.MaxTargetingDepth)
        {
            return Fail(start, $"'not' and parentheses are nested deeper than {AdSelectLimits.MaxTargetingDepth}");
        }

        _nesting++;
        TargetingExpression? expression;
        if (AcceptWord("not"))
        {
            expression = ParseOperand(out height);
            height++;
            expression = expression is null ? null : Made(new NotExpression(expression), start, height);
        }
        else
        {
            Advance();
            expression = ParseChain("or", out height);
            if (expression is not null && !Accept(TargetingTokenKind.Close))
            {
                expression = Expected("'and', 'or' or ')'");
            }
        }

        _nesting--;
        return expression;
    }

    /// <summary>Counts a node against the limits on the way up.</summary>
    private TargetingExpression? Made(TargetingExpression expression, int start, int height)
    {
        _nodes++;
        if (_nodes > AdSelectLimits.MaxTargetingNodes)
        {
            return Fail(start, TargetingLimits.TooManyNodes);
        }

        return height > AdSelectLimits.MaxTargetingDepth ? Fail(start, TargetingLimits.TooDeep) : expression;
    }
}
