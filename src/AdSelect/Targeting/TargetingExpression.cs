// The targeting expression tree: what people author, in C#, as text or as JSON. Immutable, compared by content.
using System.Collections.Immutable;

namespace AdSelect;

/// <summary>
/// A boolean expression over request attributes. Build it with the typed attribute handles and the operators
/// <c>&amp;</c>, <c>|</c> and <c>!</c>, parse it from text with <see cref="Parse"/>, or read it from JSON.
/// Immutable; two expressions are equal when they have the same shape and values. Thread-safe.
/// </summary>
/// <remarks>
/// Two-valued logic: a predicate on an attribute that the request lacks is false, so its negation is true. To require
/// knowledge, write <c>age known and not age &lt; 21</c>.
/// </remarks>
public abstract partial record TargetingExpression
{
    private protected TargetingExpression()
    {
    }

    /// <summary>The expression that every request satisfies.</summary>
    public static TargetingExpression True { get; } = new ConstantExpression(true);

    /// <summary>The expression that no request satisfies.</summary>
    public static TargetingExpression False { get; } = new ConstantExpression(false);

    /// <summary>Both hold. Chains flatten: <c>a &amp; b &amp; c</c> is one node with three operands.</summary>
    public static TargetingExpression operator &(TargetingExpression left, TargetingExpression right) =>
        new AndExpression([.. Operands<AndExpression>(left), .. Operands<AndExpression>(right)]);

    /// <summary>At least one holds. Chains flatten as with <c>&amp;</c>.</summary>
    public static TargetingExpression operator |(TargetingExpression left, TargetingExpression right) =>
        new OrExpression([.. Operands<OrExpression>(left), .. Operands<OrExpression>(right)]);

    /// <summary>The operand does not hold.</summary>
    public static TargetingExpression operator !(TargetingExpression operand) => new NotExpression(operand);

    private static ImmutableArray<TargetingExpression> Operands<T>(TargetingExpression expression)
        where T : TargetingExpression
    {
        ArgumentNullException.ThrowIfNull(expression);
        return expression switch
        {
            AndExpression all when typeof(T) == typeof(AndExpression) => all.Operands,
            OrExpression any when typeof(T) == typeof(OrExpression) => any.Operands,
            _ => [expression],
        };
    }
}

/// <summary>All operands hold. At least two operands.</summary>
public sealed record AndExpression : TargetingExpression
{
    /// <summary>Makes the conjunction of the operands.</summary>
    /// <exception cref="ArgumentException">Fewer than two operands.</exception>
    public AndExpression(params IEnumerable<TargetingExpression> operands) => Operands = ExpressionLists.AtLeastTwo(operands);

    /// <summary>The operands, in the order written.</summary>
    public ImmutableArray<TargetingExpression> Operands { get; }

    /// <summary>Same operands in the same order.</summary>
    public bool Equals(AndExpression? other) => other is not null && Operands.SequenceEqual(other.Operands);

    /// <inheritdoc/>
    public override int GetHashCode() => ExpressionLists.HashOf(1, Operands);
}

/// <summary>At least one operand holds. At least two operands.</summary>
public sealed record OrExpression : TargetingExpression
{
    /// <summary>Makes the disjunction of the operands.</summary>
    /// <exception cref="ArgumentException">Fewer than two operands.</exception>
    public OrExpression(params IEnumerable<TargetingExpression> operands) => Operands = ExpressionLists.AtLeastTwo(operands);

    /// <summary>The operands, in the order written.</summary>
    public ImmutableArray<TargetingExpression> Operands { get; }

    /// <summary>Same operands in the same order.</summary>
    public bool Equals(OrExpression? other) => other is not null && Operands.SequenceEqual(other.Operands);

    /// <inheritdoc/>
    public override int GetHashCode() => ExpressionLists.HashOf(2, Operands);
}

/// <summary>The operand does not hold.</summary>
public sealed record NotExpression : TargetingExpression
{
    /// <summary>Negates the operand.</summary>
    public NotExpression(TargetingExpression operand)
    {
        ArgumentNullException.ThrowIfNull(operand);
        Operand = operand;
    }

    /// <summary>The negated expression.</summary>
    public TargetingExpression Operand { get; }
}

/// <summary>Always true or always false.</summary>
public sealed record ConstantExpression(bool Value) : TargetingExpression;

/// <summary>A test of one attribute's values. The attribute is named; the catalog's schema gives its kind.</summary>
public abstract record TargetingPredicate : TargetingExpression
{
    private protected TargetingPredicate(string attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        Attribute = attribute;
    }

    /// <summary>Name of the attribute.</summary>
    public string Attribute { get; }
}

/// <summary><c>x in (...)</c>: at least one of the request's values is listed. An empty list is never true.</summary>
public sealed record AnyOfPredicate : TargetingPredicate
{
    /// <summary>Makes the predicate.</summary>
    public AnyOfPredicate(string attribute, params IEnumerable<AttributeValue> values)
        : base(attribute) => Values = [.. values];

    /// <summary>The listed values, in the order written.</summary>
    public ImmutableArray<AttributeValue> Values { get; }

    /// <summary>Same attribute, same values in the same order.</summary>
    public bool Equals(AnyOfPredicate? other) => other is not null && Attribute == other.Attribute && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => ExpressionLists.HashOf(3, Attribute, Values);
}

/// <summary><c>x all (...)</c>: every listed value is among the request's. An empty list is always true.</summary>
public sealed record AllOfPredicate : TargetingPredicate
{
    /// <summary>Makes the predicate.</summary>
    public AllOfPredicate(string attribute, params IEnumerable<AttributeValue> values)
        : base(attribute) => Values = [.. values];

    /// <summary>The listed values, in the order written.</summary>
    public ImmutableArray<AttributeValue> Values { get; }

    /// <summary>Same attribute, same values in the same order.</summary>
    public bool Equals(AllOfPredicate? other) => other is not null && Attribute == other.Attribute && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => ExpressionLists.HashOf(4, Attribute, Values);
}

/// <summary><c>x in a..b</c>, <c>x &gt;= a</c>, <c>x &lt; b</c>: at least one of the request's values lies between the bounds.</summary>
public sealed record RangePredicate : TargetingPredicate
{
    /// <summary>Makes the predicate. Both bounds open is legal and means: at least one value is known.</summary>
    public RangePredicate(string attribute, RangeBound low, RangeBound high)
        : base(attribute)
    {
        Low = low;
        High = high;
    }

    /// <summary>The lower bound.</summary>
    public RangeBound Low { get; }

    /// <summary>The upper bound.</summary>
    public RangeBound High { get; }
}

/// <summary><c>x near (lat, lon, 25km)</c>: at least one of the request's locations is within the radius.</summary>
public sealed record NearPredicate : TargetingPredicate
{
    /// <summary>Makes the predicate. Compiling a catalog refuses values out of range.</summary>
    /// <param name="attribute">Name of a location attribute.</param>
    /// <param name="latitude">Degrees, −90 to 90.</param>
    /// <param name="longitude">Degrees, −180 to 180.</param>
    /// <param name="kilometers">Radius, 0 to <see cref="AdSelectLimits.MaxRadiusKilometers"/>.</param>
    public NearPredicate(string attribute, double latitude, double longitude, double kilometers)
        : base(attribute)
    {
        Latitude = latitude;
        Longitude = longitude;
        Kilometers = kilometers;
    }

    /// <summary>Degrees, −90 to 90.</summary>
    public double Latitude { get; }

    /// <summary>Degrees, −180 to 180.</summary>
    public double Longitude { get; }

    /// <summary>Radius in kilometres; the distance itself is included.</summary>
    public double Kilometers { get; }
}

/// <summary><c>x known</c>: the request has at least one value of the attribute.</summary>
public sealed record KnownPredicate : TargetingPredicate
{
    /// <summary>Makes the predicate.</summary>
    public KnownPredicate(string attribute)
        : base(attribute)
    {
    }
}

file static class ExpressionLists
{
    public static ImmutableArray<TargetingExpression> AtLeastTwo(IEnumerable<TargetingExpression> operands)
    {
        ArgumentNullException.ThrowIfNull(operands);
        ImmutableArray<TargetingExpression> list = [.. operands];
        if (list.Length < 2)
        {
            throw new ArgumentException("'and' and 'or' take at least two operands.", nameof(operands));
        }

        foreach (TargetingExpression operand in list)
        {
            ArgumentNullException.ThrowIfNull(operand, nameof(operands));
        }

        return list;
    }

    public static int HashOf(int kind, ImmutableArray<TargetingExpression> operands)
    {
        var hash = default(HashCode);
        hash.Add(kind);
        foreach (TargetingExpression operand in operands)
        {
            hash.Add(operand);
        }

        return hash.ToHashCode();
    }

    public static int HashOf(int kind, string attribute, ImmutableArray<AttributeValue> values)
    {
        var hash = default(HashCode);
        hash.Add(kind);
        hash.Add(attribute);
        foreach (AttributeValue value in values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
