// One object of the JSON form while it is read: its properties, and the node they make up together.
using System.Diagnostics.CodeAnalysis;

namespace AdSelect.Targeting;

internal struct TargetingJsonNode
{
    private const string Forms =
        "an object is {and}, {or}, {not}, or {attribute} with one of in, all, near, known, or a range of from or above and to or below";

    private static readonly int s_attribute = TargetingJsonNames.Set(TargetingJsonNames.Attribute);
    private static readonly int s_lowEnds = TargetingJsonNames.Set(TargetingJsonNames.From, TargetingJsonNames.Above);
    private static readonly int s_highEnds = TargetingJsonNames.Set(TargetingJsonNames.To, TargetingJsonNames.Below);

    /// <summary>The properties seen so far, as a set of <see cref="TargetingJsonNames.OfNode"/>.</summary>
    public int Seen;
    public List<TargetingExpression>? Operands;
    public TargetingExpression? Operand;
    public string? Attribute;
    public List<AttributeValue>? Values;
    public RangeBound Low;
    public RangeBound High;
    public double Latitude;
    public double Longitude;
    public double Kilometers;

    public readonly bool TryBuild([NotNullWhen(true)] out TargetingExpression? expression, [NotNullWhen(false)] out string? message)
    {
        expression = Build();
        message = expression is null ? Problem() : null;
        return message is null;
    }

    private readonly TargetingExpression? Build()
    {
        string? only = Only(Attribute is null ? Seen : Seen & ~s_attribute);
        return (Attribute, only) switch
        {
            (null, TargetingJsonNames.And) => new AndExpression(Operands!),
            (null, TargetingJsonNames.Or) => new OrExpression(Operands!),
            (null, TargetingJsonNames.Not) => new NotExpression(Operand!),
            (not null, TargetingJsonNames.In) => new AnyOfPredicate(Attribute, Values!),
            (not null, TargetingJsonNames.All) => new AllOfPredicate(Attribute, Values!),
            (not null, TargetingJsonNames.Near) => new NearPredicate(Attribute, Latitude, Longitude, Kilometers),
            (not null, TargetingJsonNames.Known) => new KnownPredicate(Attribute),
            (not null, _) when IsRange() => new RangePredicate(Attribute, Low, High),
            _ => null,
        };
    }

    private readonly bool IsRange()
    {
        int ends = Seen & ~s_attribute;
        return ends != 0
            && (ends & ~(s_lowEnds | s_highEnds)) == 0
            && (ends & s_lowEnds) != s_lowEnds
            && (ends & s_highEnds) != s_highEnds;
    }

    private readonly string Problem() => Seen == 0
        ? $"the object is empty; {Forms}"
        : $"{TargetingJsonNames.Describe(Seen)} {(int.PopCount(Seen) == 1 ? "alone makes" : "together make")} no expression; {Forms}";

    /// <summary>The one property of a set; null when it has none or several.</summary>
    private static string? Only(int set) => int.IsPow2(set) ? TargetingJsonNames.OfNode[int.TrailingZeroCount(set)] : null;
}
