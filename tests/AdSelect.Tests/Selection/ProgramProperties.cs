// Programs alone, run for every line item whether rows decide it or not: equal to the oracle, and to what they print.
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using AdSelect.Tests.Targeting;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

[Properties(Arbitrary = [typeof(WorldArbitrary)], MaxTest = 400, QuietOnSuccess = true)]
public sealed class ProgramProperties
{
    private static Arbitrary<TargetingExpression[]> Expressions =>
        Arb.From(Gen.ArrayOf(ExpressionGenerators.Expressions(ExpressionGenerators.Sample), 12));

    [Property]
    public void ProgramsEqualTheOracle(World world)
    {
        AdSnapshot snapshot = Engine.Compile(world.Catalog);
        OracleSelector oracle = world.Oracle();
        foreach (PlainRequest request in world.Requests)
        {
            (bool Whole, bool Residual)[] answers = Run(snapshot, request);
            var values = new RequestValues(request, oracle.Catalog.Schema);
            for (int i = 0; i < answers.Length; i++)
            {
                OracleLineItem item = oracle.Catalog.LineItems.Single(item => item.Id == snapshot.LineItemId(i));
                Assert.Equal(item.Targeting(values), answers[i].Whole);

                // What rows leave undecided is a part of the whole.
                Assert.True(answers[i].Residual || !answers[i].Whole);
            }
        }
    }

    [Property]
    public void WhatAProgramPrintsMeansTheSame(World world)
    {
        AdSnapshot snapshot = Engine.Compile(world.Catalog);
        Dictionary<string, string> texts = Enumerable.Range(0, snapshot.LineItemCount)
            .Select(snapshot.LineItemAt)
            .ToDictionary(snapshot.LineItemId, snapshot.TargetingText);
        World printed = world with
        {
            Catalog = world.Catalog with
            {
                LineItems = [.. world.Catalog.LineItems.Select(item => item with { Targeting = TargetingExpression.Parse(texts[item.Id]) })],
            },
        };
        OracleSelector oracle = printed.Oracle();
        foreach (PlainRequest request in world.Requests)
        {
            (bool Whole, bool Residual)[] answers = Run(snapshot, request);
            var values = new RequestValues(request, oracle.Catalog.Schema);
            Assert.All(oracle.Catalog.LineItems, item => Assert.Equal(item.Targeting(values), answers[Ordinal(snapshot, item.Id)].Whole));
        }
    }

    [Property(MaxTest = 300)]
    public Property WhatIsPrintedHasTheShapeThatWasWritten() => Prop.ForAll(Expressions, expressions =>
    {
        LineItem[] items = [.. expressions.Select((expression, i) => SmallCatalog.Item($"l{i}", i + 1) with { Targeting = expression })];
        Catalog catalog = SmallCatalog.Of(items) with { Attributes = [.. ExpressionGenerators.Sample.Select(attribute => Declared(attribute))] };
        AdSnapshot snapshot = Engine.Compile(catalog);
        for (int i = 0; i < expressions.Length; i++)
        {
            string written = ShapeOf(expressions[i]);
            Assert.Equal(written, ShapeOf(TargetingExpression.Parse(snapshot.TargetingText(snapshot.LineItemAt(Ordinal(snapshot, $"l{i}"))))));
        }
    });

    /// <summary>Runs the programs of all line items, by ordinal; those without one are true.</summary>
    internal static (bool Whole, bool Residual)[] Run(AdSnapshot snapshot, PlainRequest plain)
    {
        var request = new AdRequest(new Term[plain.TermCount]);
        plain.Fill(ref request);
        FrozenCatalog catalog = snapshot.Catalog;
        var size = new RequestMemory(catalog, request.Terms.Length);
        CallMemory room = size.Allocate();
        ResolvedRequest resolved = default;
        size.LayRequest(ref room, ref resolved);
        Assert.Equal(
            RequestErrorCode.None,
            RequestResolver.Resolve(catalog, snapshot.Lookup, request.Terms, default, size.LayTerms(ref room), ref resolved).Code);
        var answers = new (bool, bool)[snapshot.LineItemCount];
        for (int i = 0; i < answers.Length; i++)
        {
            int program = catalog.LineItems[i].Program;
            answers[i] = program < 0
                ? (true, true)
                : (TargetingEvaluator.Evaluate(catalog, resolved, program), TargetingEvaluator.EvaluateResidual(catalog, resolved, program));
        }

        return answers;
    }

    private static int Ordinal(AdSnapshot snapshot, string id)
    {
        int ordinal = snapshot.FindLineItem(id);
        return ordinal;
    }

    private static AdAttribute Declared(GeneratedAttribute attribute) => AdAttribute.Create(attribute.Name, attribute.Kind);

    // Operators, their operands' order, and lists as sets; of a range only that there is one, as empty ones print alike.
    private static string ShapeOf(TargetingExpression expression) => expression switch
    {
        NotExpression not => $"not {ShapeOf(not.Operand)}",
        AndExpression and => $"({string.Join(" and ", and.Operands.Select(ShapeOf))})",
        OrExpression or => $"({string.Join(" or ", or.Operands.Select(ShapeOf))})",
        AnyOfPredicate any => $"{any.Attribute} any {SetOf(any.Values)}",
        AllOfPredicate all => $"{all.Attribute} all {SetOf(all.Values)}",
        RangePredicate range => $"{range.Attribute} range",
        _ => expression.ToString(),
    };

    private static string SetOf(IEnumerable<AttributeValue> values) =>
        string.Join(
            ", ",
            values.Select(value => value.Kind == AttributeValueKind.Text
                ? value.Text
                : value.Decimal.ToString(System.Globalization.CultureInfo.InvariantCulture))
                .Distinct()
                .Order(StringComparer.Ordinal));
}
