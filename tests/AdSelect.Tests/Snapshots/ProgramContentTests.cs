// Forged targeting programs: refused by the rule that they break.
using System.Runtime.InteropServices;
using AdSelect.Indexing;
using AdSelect.Snapshots;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Snapshots;

public sealed class ProgramContentTests
{
    private static readonly ushort s_true = ProgramHead.Of(ProgramOp.True).Word;
    private static readonly FrozenCatalog s_catalog = CompiledSample.Snapshot.Catalog;

    private static int KeywordAttribute => AttributeOf(AttributeKind.Keyword);

    private static ushort[] KeywordTokens => [.. s_catalog.ValueTokens.Span.Slice(s_catalog.Attributes[KeywordAttribute].FirstValue, 2)];

    [Fact]
    public void TheSampleUsesEveryFormOfPrograms()
    {
        var seen = new HashSet<ProgramOp>();
        for (int position = 0; position < s_catalog.Code.Length;)
        {
            var head = new ProgramHead(s_catalog.Code[position]);
            seen.Add(head.Op);
            position += head.Op is ProgramOp.And or ProgramOp.Or or ProgramOp.Not or ProgramOp.Group or ProgramOp.Residual
                ? 1
                : ProgramCode.Length(in s_catalog.Code[position]);
        }

        // Ids stand beyond the limit of tokens, far references beyond 4,096 clauses: other tests have those.
        Assert.Equal(Enum.GetValues<ProgramOp>().Except([ProgramOp.AnyOfIds, ProgramOp.AllOfIds, ProgramOp.SharedFar]), seen.Order());
    }

    [Fact]
    public void GoodProgramsAreAccepted() => Assert.All(
        (ushort[][])
        [
            [s_true],
            [Predicate(ProgramOp.AnyOf, KeywordAttribute, 2), .. KeywordTokens],
            [Predicate(ProgramOp.AnyOf, KeywordAttribute, 9), 2, .. KeywordTokens],
            [Predicate(ProgramOp.AllOfIds, KeywordAttribute, 1), .. Words(s_catalog.Attributes[KeywordAttribute].FirstValue)],
            [Head(ProgramOp.Residual, 2), Head(ProgramOp.And, 2), s_true, s_true],
            [Head(ProgramOp.Residual, 0xFFF), Head(ProgramOp.And, 13), .. Enumerable.Repeat(s_true, 13)],
            [Head(ProgramOp.And, 2), Head(ProgramOp.SharedFar, 0), 0, s_true],
            [Head(ProgramOp.Not), Head(ProgramOp.Group, 0), 3, 0, Head(ProgramOp.Or, 2), s_true, s_true],
        ],
        program => AdSnapshot.Load(WithCode(program)));

    [Fact]
    public void ProgramsBeyondTheLimitsAreRefused()
    {
        AssertRefused(
            "nodes",
            [
                Head(ProgramOp.And, AdSelectLimits.MaxTargetingNodes - 1),
                .. Enumerable.Repeat(s_true, AdSelectLimits.MaxTargetingNodes - 2),
                Predicate(ProgramOp.Known, 0, 0, isNegated: true),
            ]);
        AssertRefused("deeper", [.. Enumerable.Repeat(Head(ProgramOp.Not), 100_000), s_true]);
        AssertRefused(
            "deeper",
            [.. Enumerable.Repeat(Head(ProgramOp.Not), AdSelectLimits.MaxTargetingDepth - 1), Predicate(ProgramOp.Known, 0, 0, isNegated: true)]);
        AdSnapshot.Load(WithCode([.. Enumerable.Repeat(Head(ProgramOp.Not), AdSelectLimits.MaxTargetingDepth - 1), Predicate(ProgramOp.Known, 0, 0)]));
        AssertRefused(
            "no longer than the limit",
            [Predicate(ProgramOp.AnyOf, KeywordAttribute, 9), AdSelectLimits.MaxPredicateValues + 1, .. new ushort[AdSelectLimits.MaxPredicateValues + 1]]);
    }

    [Fact]
    public void SharedClausesCountTowardTheLimits()
    {
        // Three line items share a negation of two nodes.
        TargetingExpression shared = !Domain.Segments.In(1, 2, 3, 4, 5);
        LineItem[] items = [.. Enumerable.Range(0, 3).Select(i => SmallCatalog.Item($"l{i}") with { Targeting = shared & Domain.Age.AtLeast(i) })];
        SnapshotFile file = SnapshotCompiler.Compile(SmallCatalog.Of(items) with { Attributes = [Domain.Segments, Domain.Age] }).Snapshot!.Catalog.File;
        Assert.Equal(1, file.Column<int>(SectionId.TargetingClauses).Length);
        int most = (AdSelectLimits.MaxTargetingNodes - 1) / 2;
        Load(file, [Head(ProgramOp.And, most), .. Enumerable.Repeat(Head(ProgramOp.Shared), most)]);
        SnapshotException refusal = Assert.Throws<SnapshotException>(() =>
            Load(file, [Head(ProgramOp.And, most + 1), .. Enumerable.Repeat(Head(ProgramOp.Shared), most + 1)]));
        Assert.Contains("nodes", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProgramsThatDoNotEndAreRefused() => Assert.All(
        (ushort[][])
        [
            [Head(ProgramOp.And, 2), s_true],
            [Head(ProgramOp.Not)],
            [Head(ProgramOp.Group, 1)],
            [Head(ProgramOp.Group, 0), 1],
            [Head(ProgramOp.SharedFar)],
            [Head(ProgramOp.Residual, 1)],
            [Predicate(ProgramOp.AnyOf, KeywordAttribute, 2), KeywordTokens[0]],
            [Predicate(ProgramOp.AnyOf, KeywordAttribute, 9)],
            [Predicate(ProgramOp.AnyOfIds, KeywordAttribute, 1), 0],
            [Predicate(ProgramOp.Range, AttributeOf(AttributeKind.Integer), 0), .. new ushort[7]],
            [Predicate(ProgramOp.Near, AttributeOf(AttributeKind.Location), 0), 0],
        ],
        program => AssertRefused("section", program));

    [Fact]
    public void MisplacedOperationsAreRefused()
    {
        AssertRefused("two operands", [Head(ProgramOp.And, 1), s_true]);
        AssertRefused("two operands", [Head(ProgramOp.Or)]);
        AssertRefused("where they stand", [Head(ProgramOp.And, 2), Head(ProgramOp.Or, 2), s_true, s_true, s_true]);
        AssertRefused("two operands", [Head(ProgramOp.Group, 1), s_true]);
        AssertRefused("state their length", [Head(ProgramOp.Group, 4), Head(ProgramOp.Or, 2), s_true, s_true, s_true]);
        AssertRefused("state their length", [Head(ProgramOp.Group, 0), 3, 1, Head(ProgramOp.Or, 2), s_true, s_true]);
        AssertRefused("operands of an 'and'", [Head(ProgramOp.Residual, 1), s_true]);
        AssertRefused("operands of an 'and'", [Head(ProgramOp.Residual, 1), Head(ProgramOp.Or, 2), s_true, s_true]);
        AssertRefused("operands of an 'and'", [Head(ProgramOp.Residual, 0), Head(ProgramOp.And, 2), s_true, s_true]);
        AssertRefused("operands of an 'and'", [Head(ProgramOp.Residual, 4), Head(ProgramOp.And, 2), s_true, s_true]);
        AssertRefused("operands of an 'and'", [Head(ProgramOp.Residual, 1), Head(ProgramOp.Residual, 1), Head(ProgramOp.And, 2), s_true, s_true]);
        AssertRefused("where they stand", [Head(ProgramOp.Not), Head(ProgramOp.Residual, 1), Head(ProgramOp.And, 2), s_true, s_true]);
        AssertRefused("only conjuncts", [Head(ProgramOp.Not), Head(ProgramOp.Shared, 0)]);
        AssertRefused("only conjuncts", [Head(ProgramOp.And, 2), s_true, Head(ProgramOp.Group, 3), Head(ProgramOp.Or, 2), s_true, Head(ProgramOp.Shared, 0)]);
        AssertRefused("clauses exist", [Head(ProgramOp.Shared, s_catalog.Clauses.Length)]);
        AssertRefused("clauses exist", [Head(ProgramOp.SharedFar, 0xFFF), 0xFFFF]);
    }

    [Fact]
    public void PredicatesOfOtherAttributesOrKindsAreRefused()
    {
        AssertRefused("declared attributes", [Predicate(ProgramOp.Known, s_catalog.Attributes.Length, 0)]);
        AssertRefused("ranges test numbers", [Predicate(ProgramOp.Range, KeywordAttribute, 0), .. new ushort[8]]);
        AssertRefused("circle", [Predicate(ProgramOp.Near, KeywordAttribute, 0), 0, 0]);
        AssertRefused("circle", [Predicate(ProgramOp.Near, AttributeOf(AttributeKind.Location), 0), .. Words(s_catalog.Circles.Length)]);
        AssertRefused("circle", [Predicate(ProgramOp.Near, AttributeOf(AttributeKind.Location), 0), .. Words(-1)]);
        AssertRefused("lists are of values", [Predicate(ProgramOp.AnyOf, AttributeOf(AttributeKind.Location), 0)]);
        AssertRefused("ascending values", [Predicate(ProgramOp.AnyOf, KeywordAttribute, 2), KeywordTokens[1], KeywordTokens[0]]);
        AssertRefused("ascending values", [Predicate(ProgramOp.AnyOf, KeywordAttribute, 2), KeywordTokens[0], KeywordTokens[0]]);
        AssertRefused("ascending values", [Predicate(ProgramOp.AnyOf, KeywordAttribute, 1), Tokens.Always]);
        AssertRefused("ascending values", [Predicate(ProgramOp.AnyOf, KeywordAttribute, 1), ushort.MaxValue]);
        AssertRefused("ascending values", [Predicate(ProgramOp.AllOf, AttributeOf(AttributeKind.Integer), 1), KeywordTokens[0]]);
        AttributeRow attribute = s_catalog.Attributes[KeywordAttribute];
        AssertRefused("ascending values", [Predicate(ProgramOp.AllOfIds, KeywordAttribute, 1), .. Words(attribute.FirstValue - 1)]);
        AssertRefused("ascending values", [Predicate(ProgramOp.AnyOfIds, KeywordAttribute, 1), .. Words(attribute.FirstValue + attribute.ValueCount)]);
        AssertRefused(
            "ascending values",
            [Predicate(ProgramOp.AnyOfIds, KeywordAttribute, 2), .. Words(attribute.FirstValue + 1), .. Words(attribute.FirstValue)]);
    }

    [Fact]
    public void ClausesThatDoNotStandFirstAndInOrderAreRefused()
    {
        AssertRefused("TargetingClauses", CompiledSample.With<int>(SectionId.TargetingClauses, starts => starts[0] = 1));
        AssertRefused("TargetingClauses", CompiledSample.With<int>(SectionId.TargetingClauses, starts => starts[^1]--));
        AssertRefused("TargetingClauses", CompiledSample.With<int>(SectionId.TargetingClauses, starts => starts[^1] = int.MaxValue));
        AssertRefused("only conjuncts", CompiledSample.With<ushort>(SectionId.TargetingCode, code => code[0] = Head(ProgramOp.Shared, 0)));
    }

    [Fact]
    public void TokensOfTwoValuesAreRefused()
    {
        int first = s_catalog.Attributes[KeywordAttribute].FirstValue;
        Assert.Throws<SnapshotException>(() =>
            AdSnapshot.Load(CompiledSample.With<ushort>(SectionId.ValueTokens, tokens => tokens[first] = tokens[first + 1])));
        Assert.Throws<SnapshotException>(() =>
            AdSnapshot.Load(CompiledSample.With<ushort>(
                SectionId.ValueTokens,
                tokens => (tokens[first], tokens[first + 1]) = (tokens[first + 1], tokens[first]))));
    }

    [Fact]
    public void ALineItemCannotBeginInTheMiddleOfAProgram()
    {
        int lineItem = Enumerable.Range(0, s_catalog.LineItems.Length).First(i => s_catalog.LineItems[i].Program > 0);
        AssertRefused("LineItems", CompiledSample.With<LineItemRow>(SectionId.LineItems, rows => rows[lineItem].Program++));
    }

    private static int AttributeOf(AttributeKind kind)
    {
        int index = s_catalog.Attributes.Span.ToArray().ToList().FindIndex(row => row.Kind == kind && (kind == AttributeKind.Location || row.ValueCount > 1));
        Assert.True(index >= 0);
        return index;
    }

    private static ushort Head(ProgramOp op, int count = 0) => ProgramHead.Of(op, count).Word;

    private static ushort Predicate(ProgramOp op, int attribute, int listed, bool isNegated = false) =>
        ProgramHead.Predicate(op, attribute, isNegated, listed).Word;

    private static ushort[] Words(int value) => [(ushort)value, (ushort)(value >> 16)];

    private static byte[] WithCode(ushort[] more)
    {
        SortedDictionary<SectionId, byte[]> sections = CompiledSample.Sections();
        sections[SectionId.TargetingCode] = [.. sections[SectionId.TargetingCode], .. MemoryMarshal.AsBytes(more.AsSpan())];
        return CompiledSample.Build(sections);
    }

    // The file with a program more.
    private static void Load(SnapshotFile file, ushort[] more)
    {
        var writer = new SnapshotWriter(file.Header);
        foreach (SectionEntry section in file.Sections)
        {
            ReadOnlySpan<byte> payload = file.Column<byte>(section.Id).Span;
            writer.Add(section.Id, section.Id == SectionId.TargetingCode ? [.. payload, .. MemoryMarshal.AsBytes(more.AsSpan())] : payload.ToArray());
        }

        AdSnapshot.Load(writer.Build().Bytes);
    }

    private static void AssertRefused(string rule, ushort[] program) => AssertRefused(rule, WithCode(program));

    private static void AssertRefused(string rule, byte[] bytes) =>
        Assert.Contains(rule, Assert.Throws<SnapshotException>(() => AdSnapshot.Load(bytes)).Message, StringComparison.Ordinal);
}
