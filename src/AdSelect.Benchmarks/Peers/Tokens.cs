// Numbers for what inverted indexes list: values, elementary intervals of ranges, and "has any value".
using AdSelect.Workload;

namespace AdSelect.Benchmarks.Peers;

/// <summary>
/// A conjunction as postings: by attribute, tokens of which the request needs one; tokens of which it may have none.
/// </summary>
internal sealed record IndexedConjunction(IReadOnlyDictionary<int, int[]> Required, int[] Excluded, bool NeedsCheck);

/// <summary>Numbers tokens. Ranges of whole numbers become the elementary intervals between all bounds of the catalog.</summary>
internal sealed class Tokens
{
    private readonly Dictionary<string, int> _attributes;
    private readonly Dictionary<(int Attribute, AttributeValue Value), int> _values = [];
    private readonly Dictionary<(int Attribute, int Cell), int> _cells = [];
    private readonly Dictionary<int, int> _known = [];
    private readonly long[][] _cuts;
    private readonly List<int> _attributeOf = [];
    private readonly int[] _counts;
    private readonly HashSet<int> _required = [];
    private readonly HashSet<int> _excluded = [];

    /// <summary>Reads all targeting once, for the bounds of its ranges.</summary>
    public Tokens(Catalog catalog)
    {
        _attributes = catalog.Attributes.Index().ToDictionary(attribute => attribute.Item.Name, attribute => attribute.Index);
        SortedSet<long>[] cuts = [.. catalog.Attributes.Select(_ => new SortedSet<long>())];
        foreach (LineItem lineItem in catalog.LineItems)
        {
            AddCuts(lineItem.Targeting, cuts);
        }

        _counts = new int[catalog.Attributes.Count];
        _cuts = [.. cuts.Select(set => set.ToArray())];
    }

    public int Count => _attributeOf.Count;

    public int AttributeCount => _cuts.Length;

    public int AttributeOf(int token) => _attributeOf[token];

    /// <summary>How many tokens an attribute has.</summary>
    public int CountOf(int attribute) => _counts[attribute];

    /// <summary>Whether any conjunction requires something of the attribute.</summary>
    public bool IsRequired(int attribute) => _required.Contains(attribute);

    /// <summary>Whether any conjunction excludes something of the attribute.</summary>
    public bool IsExcluded(int attribute) => _excluded.Contains(attribute);

    /// <summary>
    /// What of a conjunction postings can say. Of two positive literals on one attribute the shorter is listed: the
    /// other may be met by another value of the request, so that one list cannot hold both.
    /// </summary>
    public IndexedConjunction Index(Conjunction conjunction)
    {
        var required = new Dictionary<int, int[]>();
        var excluded = new List<int>();
        bool needsCheck = conjunction.NeedsCheck;
        foreach (Literal literal in conjunction.Literals)
        {
            int attribute = _attributes[literal.Predicate.Attribute];
            (int[]? tokens, bool isExact) = TokensOf(literal.Predicate, attribute, literal.IsNegated);
            needsCheck |= !isExact;
            if (tokens is null)
            {
                continue;
            }

            if (literal.IsNegated)
            {
                excluded.AddRange(tokens);
                _excluded.Add(attribute);
                continue;
            }

            _required.Add(attribute);
            if (!required.TryGetValue(attribute, out int[]? other))
            {
                required.Add(attribute, tokens);
            }
            else
            {
                required[attribute] = tokens.Length < other.Length ? tokens : other;
                needsCheck = true;
            }
        }

        return new IndexedConjunction(required, [.. excluded.Distinct()], needsCheck);
    }

    /// <summary>By attribute: the tokens of a listener's values; call it after all targeting was numbered.</summary>
    public int[][] Of(Listener listener)
    {
        var tokens = new List<int>[AttributeCount];
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = [];
        }

        Add(StreamingAttributes.Country, [listener.Country]);
        Add(StreamingAttributes.Region, listener.Region is null ? [] : [listener.Region]);
        Add(StreamingAttributes.Gender, listener.Gender is null ? [] : [listener.Gender]);
        Add(StreamingAttributes.Device, [listener.Device]);
        Add(StreamingAttributes.Language, [listener.Language]);
        Add(StreamingAttributes.Genre, [.. listener.Genres.Select(AttributeValue.Of)]);
        Add(StreamingAttributes.Topic, [.. listener.Topics.Select(AttributeValue.Of)]);
        Add(StreamingAttributes.Segments, [.. listener.Segments.Select(segment => AttributeValue.Of((long)segment))]);
        Add(StreamingAttributes.Age, listener.Age is int age ? [(long)age] : []);
        AddKnown(StreamingAttributes.Position, listener.Position is not null);
        return [.. tokens.Select(list => list.Distinct().ToArray())];

        void Add(AdAttribute attribute, AttributeValue[] values)
        {
            int index = _attributes[attribute.Name];
            foreach (AttributeValue value in values)
            {
                AddIfListed(index, _values.TryGetValue((index, value), out int token), token);
                AddIfListed(index, _cells.TryGetValue((index, CellOf(index, value.Integer)), out token), token);
            }

            AddKnown(attribute, values.Length > 0);
        }

        void AddKnown(AdAttribute attribute, bool isKnown)
        {
            int index = _attributes[attribute.Name];
            AddIfListed(index, _known.TryGetValue(index, out int token) && isKnown, token);
        }

        void AddIfListed(int attribute, bool isListed, int token)
        {
            if (isListed)
            {
                tokens[attribute].Add(token);
            }
        }
    }

    private static void AddAll(IEnumerable<TargetingExpression> operands, Action<TargetingExpression> add)
    {
        foreach (TargetingExpression operand in operands)
        {
            add(operand);
        }
    }

    private void AddCuts(TargetingExpression? targeting, SortedSet<long>[] cuts)
    {
        switch (targeting)
        {
            case NotExpression not:
                AddCuts(not.Operand, cuts);
                break;
            case AndExpression and:
                AddAll(and.Operands, operand => AddCuts(operand, cuts));
                break;
            case OrExpression or:
                AddAll(or.Operands, operand => AddCuts(operand, cuts));
                break;
            case RangePredicate range:
                (long low, long high) = WholeNumbers(range);
                SortedSet<long> own = cuts[_attributes[range.Attribute]];
                own.Add(low);
                if (high < long.MaxValue)
                {
                    own.Add(high + 1);
                }

                break;
        }
    }

    private (int[]? Tokens, bool IsExact) TokensOf(TargetingPredicate predicate, int attribute, bool isNegated)
    {
        switch (predicate)
        {
            case AnyOfPredicate anyOf:
                return ([.. anyOf.Values.Select(value => Token(_values, attribute, (attribute, value)))], true);
            case AllOfPredicate allOf:
                // One of the values that must all be there finds the line item; that one is absent refutes nothing.
                return (isNegated ? null : [Token(_values, attribute, (attribute, allOf.Values[0]))], false);
            case RangePredicate range:
                (long low, long high) = WholeNumbers(range);
                int first = CellOf(attribute, low);
                int last = CellOf(attribute, high);
                return ([.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(cell => Token(_cells, attribute, (attribute, cell)))], true);
            case KnownPredicate:
                return ([Token(_known, attribute, attribute)], true);
            default:
                return (null, false);
        }
    }

    private int Token<TKey>(Dictionary<TKey, int> tokens, int attribute, TKey key)
        where TKey : notnull
    {
        if (!tokens.TryGetValue(key, out int token))
        {
            token = Count;
            _attributeOf.Add(attribute);
            _counts[attribute]++;
            tokens.Add(key, token);
        }

        return token;
    }

    private int CellOf(int attribute, long value)
    {
        int found = Array.BinarySearch(_cuts[attribute], value);
        return found < 0 ? ~found : found + 1;
    }

    private static (long Low, long High) WholeNumbers(RangePredicate range) => (
        range.Low.IsOpen ? long.MinValue : range.Low.Value.Integer + (range.Low.IsInclusive ? 0 : 1),
        range.High.IsOpen ? long.MaxValue : range.High.Value.Integer - (range.High.IsInclusive ? 0 : 1));
}
