// Typed handles of targeting attributes: declared once, used in the catalog's schema, in targeting expressions and in requests.
using AdSelect.Internals;

namespace AdSelect;

/// <summary>
/// A targeting attribute: its name, its kind and the 64-bit key that stands for it in requests. Make one handle per
/// attribute and keep it (a static field is a good place): the name is hashed once, here. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// The same handle serves three times: in <see cref="Catalog.Attributes"/> it declares the attribute, on the left of
/// a targeting predicate it names it, and in <see cref="AdRequest"/> it says what a value belongs to.
/// </remarks>
public abstract class AdAttribute
{
    private protected AdAttribute(string name, AttributeKind kind)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        Kind = kind;
        Key = StableHash.AttributeKey(name, kind);
    }

    /// <summary>
    /// The name used in targeting text and JSON: a letter or underscore, then letters, digits, <c>_</c>, <c>-</c> or
    /// <c>.</c>, at most <see cref="AdSelectLimits.MaxAttributeNameLength"/> characters, and no reserved word of the
    /// targeting language. Compiling a catalog checks it. Case matters.
    /// </summary>
    public string Name { get; }

    /// <summary>The kind of the attribute's values.</summary>
    public AttributeKind Kind { get; }

    /// <summary>
    /// True when values of this attribute are personal data (segments, for example). A line item that targets a
    /// personal attribute serves only to requests whose <see cref="AdRequest.Consent"/> allows personal data.
    /// </summary>
    public bool IsPersonal { get; init; }

    /// <summary>Hash of the name with the kind in the two lowest bits.</summary>
    internal ulong Key { get; }

    /// <summary>True when the request has at least one value of this attribute.</summary>
    public TargetingExpression Known() => new KnownPredicate(Name);

    /// <summary>Makes the handle of the kind given at run time, as a reader of files needs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind is not one of <see cref="AttributeKind"/>.</exception>
    public static AdAttribute Create(string name, AttributeKind kind, bool isPersonal = false) => kind switch
    {
        AttributeKind.Keyword => new KeywordAttribute(name) { IsPersonal = isPersonal },
        AttributeKind.Integer => new IntegerAttribute(name) { IsPersonal = isPersonal },
        AttributeKind.Decimal => new DecimalAttribute(name) { IsPersonal = isPersonal },
        AttributeKind.Location => new LocationAttribute(name) { IsPersonal = isPersonal },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such attribute kind."),
    };

    /// <summary>The name and kind, for messages.</summary>
    public override string ToString() => $"{Name} ({Kind})";
}

/// <summary>A <see cref="AttributeKind.Keyword"/> attribute.</summary>
public sealed class KeywordAttribute(string name) : AdAttribute(name, AttributeKind.Keyword)
{
    /// <summary>True when at least one of the request's values is listed.</summary>
    public TargetingExpression In(params IEnumerable<string> values) => new AnyOfPredicate(Name, values.Select(AttributeValue.Of));

    /// <summary>Exactly <c>not In(values)</c>: also true when the request has no value.</summary>
    public TargetingExpression NotIn(params IEnumerable<string> values) => !In(values);

    /// <summary>True when every listed value is among the request's.</summary>
    public TargetingExpression All(params IEnumerable<string> values) => new AllOfPredicate(Name, values.Select(AttributeValue.Of));
}

/// <summary>An <see cref="AttributeKind.Integer"/> attribute.</summary>
public sealed class IntegerAttribute(string name) : AdAttribute(name, AttributeKind.Integer)
{
    /// <summary>True when at least one of the request's values is listed.</summary>
    public TargetingExpression In(params IEnumerable<long> values) => new AnyOfPredicate(Name, values.Select(AttributeValue.Of));

    /// <summary>Exactly <c>not In(values)</c>: also true when the request has no value.</summary>
    public TargetingExpression NotIn(params IEnumerable<long> values) => !In(values);

    /// <summary>True when every listed value is among the request's.</summary>
    public TargetingExpression All(params IEnumerable<long> values) => new AllOfPredicate(Name, values.Select(AttributeValue.Of));

    /// <summary>True when a value lies in <c>low..high</c>, both ends included.</summary>
    public TargetingExpression Between(long low, long high) => new RangePredicate(Name, RangeBound.Inclusive(low), RangeBound.Inclusive(high));

    /// <summary>True when a value is at least <paramref name="low"/>.</summary>
    public TargetingExpression AtLeast(long low) => new RangePredicate(Name, RangeBound.Inclusive(low), RangeBound.Open);

    /// <summary>True when a value is at most <paramref name="high"/>.</summary>
    public TargetingExpression AtMost(long high) => new RangePredicate(Name, RangeBound.Open, RangeBound.Inclusive(high));

    /// <summary>True when a value is greater than <paramref name="low"/>.</summary>
    public TargetingExpression GreaterThan(long low) => new RangePredicate(Name, RangeBound.Exclusive(low), RangeBound.Open);

    /// <summary>True when a value is less than <paramref name="high"/>.</summary>
    public TargetingExpression LessThan(long high) => new RangePredicate(Name, RangeBound.Open, RangeBound.Exclusive(high));
}

/// <summary>A <see cref="AttributeKind.Decimal"/> attribute.</summary>
public sealed class DecimalAttribute(string name) : AdAttribute(name, AttributeKind.Decimal)
{
    /// <summary>True when at least one of the request's values equals a listed one.</summary>
    public TargetingExpression In(params IEnumerable<double> values) => new AnyOfPredicate(Name, values.Select(AttributeValue.Of));

    /// <summary>Exactly <c>not In(values)</c>: also true when the request has no value.</summary>
    public TargetingExpression NotIn(params IEnumerable<double> values) => !In(values);

    /// <summary>True when every listed value is among the request's.</summary>
    public TargetingExpression All(params IEnumerable<double> values) => new AllOfPredicate(Name, values.Select(AttributeValue.Of));

    /// <summary>True when a value lies in <c>low..high</c>, both ends included.</summary>
    public TargetingExpression Between(double low, double high) => new RangePredicate(Name, RangeBound.Inclusive(low), RangeBound.Inclusive(high));

    /// <summary>True when a value is at least <paramref name="low"/>.</summary>
    public TargetingExpression AtLeast(double low) => new RangePredicate(Name, RangeBound.Inclusive(low), RangeBound.Open);

    /// <summary>True when a value is at most <paramref name="high"/>.</summary>
    public TargetingExpression AtMost(double high) => new RangePredicate(Name, RangeBound.Open, RangeBound.Inclusive(high));

    /// <summary>True when a value is greater than <paramref name="low"/>.</summary>
    public TargetingExpression GreaterThan(double low) => new RangePredicate(Name, RangeBound.Exclusive(low), RangeBound.Open);

    /// <summary>True when a value is less than <paramref name="high"/>.</summary>
    public TargetingExpression LessThan(double high) => new RangePredicate(Name, RangeBound.Open, RangeBound.Exclusive(high));
}

/// <summary>A <see cref="AttributeKind.Location"/> attribute.</summary>
public sealed class LocationAttribute(string name) : AdAttribute(name, AttributeKind.Location)
{
    /// <summary>
    /// True when a value lies within <paramref name="kilometers"/> of the point, measured along the great circle
    /// (haversine, mean earth radius 6371.0088 km), the distance itself included.
    /// </summary>
    public TargetingExpression Near(double latitude, double longitude, double kilometers) => new NearPredicate(Name, latitude, longitude, kilometers);
}
