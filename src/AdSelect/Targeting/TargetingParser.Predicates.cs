// The predicates of the text form: what may follow an attribute's name.
namespace AdSelect.Targeting;

internal sealed partial class TargetingParser
{
    private TargetingExpression? ParsePredicate(out int height)
    {
        height = 1;
        int start = _token.Start;
        if (_token.Kind != TargetingTokenKind.Word || AttributeNames.IsReserved(Current))
        {
            return Expected(ExpectedOperand);
        }

        if (!AttributeNames.IsValid(Current))
        {
            return Fail(
                start,
                $"the attribute name {TargetingStrings.Shorten(Current)} has {Current.Length} characters; at most "
                + $"{AdSelectLimits.MaxAttributeNameLength} are allowed");
        }

        string attribute = Current.ToString();
        Advance();
        if (IsComparison(_token.Kind))
        {
            return ParseComparison(attribute, start, out height);
        }

        bool isNegated = AcceptWord("not");
        TargetingExpression? predicate = ParseWordPredicate(attribute, isNegated);
        if (predicate is null || Made(predicate, start, height) is null || !isNegated)
        {
            return _error is null ? predicate : null;
        }

        height++;
        return Made(new NotExpression(predicate), start, height);
    }

    private TargetingExpression? ParseWordPredicate(string attribute, bool isNegated)
    {
        if (AcceptWord("in"))
        {
            return _token.Kind == TargetingTokenKind.Open
                ? ParseList() is { } any ? new AnyOfPredicate(attribute, any) : null
                : ParseRange(attribute);
        }

        if (AcceptWord("all"))
        {
            return ParseList() is { } all ? new AllOfPredicate(attribute, all) : null;
        }

        if (AcceptWord("near"))
        {
            return ParseNear(attribute);
        }

        if (AcceptWord("known"))
        {
            return new KnownPredicate(attribute);
        }

        return Expected(isNegated ? "'in', 'all', 'near' or 'known'" : "'in', 'not in', 'all', 'near', 'known' or one of = != < <= > >=");
    }

    private TargetingExpression? ParseComparison(string attribute, int start, out int height)
    {
        height = 1;
        TargetingTokenKind comparison = _token.Kind;
        bool isEquality = comparison is TargetingTokenKind.Equal or TargetingTokenKind.NotEqual;
        Advance();
        if (_token.Kind != TargetingTokenKind.Number && !(isEquality && _token.Kind == TargetingTokenKind.Text))
        {
            return Expected(isEquality ? "a number or a text" : "a number");
        }

        AttributeValue value = _token.Value;
        if (isEquality && !CountValue(1))
        {
            return null;
        }

        Advance();
        TargetingPredicate predicate = comparison switch
        {
            TargetingTokenKind.Less => new RangePredicate(attribute, RangeBound.Open, RangeBound.Exclusive(value)),
            TargetingTokenKind.LessOrEqual => new RangePredicate(attribute, RangeBound.Open, RangeBound.Inclusive(value)),
            TargetingTokenKind.Greater => new RangePredicate(attribute, RangeBound.Exclusive(value), RangeBound.Open),
            TargetingTokenKind.GreaterOrEqual => new RangePredicate(attribute, RangeBound.Inclusive(value), RangeBound.Open),
            _ => new AnyOfPredicate(attribute, value),
        };
        if (Made(predicate, start, height) is null || comparison != TargetingTokenKind.NotEqual)
        {
            return _error is null ? predicate : null;
        }

        height++;
        return Made(new NotExpression(predicate), start, height);
    }

    /// <summary>The range after 'in': <c>18..34</c>, either end open, or excluded as in <c>&gt;18..&lt;34</c>.</summary>
    private TargetingExpression? ParseRange(string attribute)
    {
        if (_token.Kind is not (TargetingTokenKind.Number or TargetingTokenKind.Dots or TargetingTokenKind.Greater))
        {
            return Expected("'(' or a range such as 18..34");
        }

        if (!TryParseBound(TargetingTokenKind.Greater, out RangeBound low))
        {
            return null;
        }

        if (!Accept(TargetingTokenKind.Dots))
        {
            return Expected("'..' (one value stands in parentheses, as in (5), or after '=')");
        }

        return TryParseBound(TargetingTokenKind.Less, out RangeBound high) ? new RangePredicate(attribute, low, high) : null;
    }

    private bool TryParseBound(TargetingTokenKind exclusion, out RangeBound bound)
    {
        bound = RangeBound.Open;
        bool isExclusive = Accept(exclusion);
        if (_token.Kind == TargetingTokenKind.Number)
        {
            bound = isExclusive ? RangeBound.Exclusive(_token.Value) : RangeBound.Inclusive(_token.Value);
            Advance();
            return true;
        }

        return !isExclusive || Expected("a number") is not null;
    }

    private TargetingExpression? ParseNear(string attribute)
    {
        if (!Require(TargetingTokenKind.Open, "'('")
            || !TryParseNumber("the latitude in degrees", out double latitude)
            || !Require(TargetingTokenKind.Comma, "','")
            || !TryParseNumber("the longitude in degrees", out double longitude)
            || !Require(TargetingTokenKind.Comma, "','")
            || !TryParseNumber("the radius, as in 25km or 800m", out double radius))
        {
            return null;
        }

        bool isMeters = AcceptWord("m");
        if (!isMeters && !AcceptWord("km"))
        {
            return Expected("'km' or 'm'");
        }

        return Require(TargetingTokenKind.Close, "')'") ? new NearPredicate(attribute, latitude, longitude, isMeters ? radius / 1_000 : radius) : null;
    }

    private bool TryParseNumber(string what, out double number)
    {
        number = _token.Value.Decimal;
        return Require(TargetingTokenKind.Number, what);
    }

    private List<AttributeValue>? ParseList()
    {
        if (!Require(TargetingTokenKind.Open, "'('"))
        {
            return null;
        }

        List<AttributeValue> values = [];
        if (Accept(TargetingTokenKind.Close))
        {
            return values;
        }

        do
        {
            if (_token.Kind is not (TargetingTokenKind.Number or TargetingTokenKind.Text))
            {
                Expected(values.Count == 0 ? "a number, a text or ')'" : "a number or a text");
                return null;
            }

            if (!CountValue(values.Count + 1))
            {
                return null;
            }

            values.Add(_token.Value);
            Advance();
        }
        while (Accept(TargetingTokenKind.Comma));
        return Require(TargetingTokenKind.Close, "',' or ')'") ? values : null;
    }

    private bool CountValue(int inThisList)
    {
        _values++;
        return inThisList > AdSelectLimits.MaxPredicateValues
            ? Fail(_token.Start, TargetingLimits.TooManyPredicateValues) is not null
            : _values <= AdSelectLimits.MaxTargetingValues || Fail(_token.Start, TargetingLimits.TooManyValues) is not null;
    }

    private static bool IsComparison(TargetingTokenKind kind) => kind is >= TargetingTokenKind.Equal and <= TargetingTokenKind.GreaterOrEqual;
}
