// Every compile warning is reported at its element and stops nothing; what only looks similar is not reported.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Compilation;

public sealed class CompileWarningTests
{
    public static TheoryData<int, string> Warned() => Numbered(CompileWarningCases.Warned);

    public static TheoryData<int, string> Silent() => Numbered(CompileWarningCases.Silent);

    [Theory]
    [MemberData(nameof(Warned))]
    public void A_warning_is_reported_where_it_belongs(int index, string name)
    {
        DiagnosticCase odd = CompileWarningCases.Warned[index];
        CompileResult result = SnapshotCompiler.Compile(odd.Catalog, new CompileOptions { AsOf = CompileWarningCases.Now });
        Assert.True(result.Snapshot is not null, name);
        CatalogDiagnostic warning = Assert.Single(result.Warnings, warning => warning.Code == odd.Code);
        Assert.Equal(odd.Path, warning.Path);
        Assert.EndsWith(".", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Silent))]
    public void What_only_looks_similar_is_not_reported(int index, string name)
    {
        DiagnosticCase fine = CompileWarningCases.Silent[index];
        CompileResult result = SnapshotCompiler.Compile(fine.Catalog, new CompileOptions { AsOf = CompileWarningCases.Now });
        Assert.True(result.Snapshot is not null, name);
        Assert.DoesNotContain(result.Warnings, warning => warning.Code == fine.Code);
    }

    [Fact]
    public void Without_a_present_nothing_is_over()
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a") with { Flight = new Flight(default, CompileWarningCases.Now) });
        Assert.Empty(SnapshotCompiler.Compile(catalog).Warnings);
        Assert.Single(SnapshotCompiler.Compile(catalog, new CompileOptions { AsOf = CompileWarningCases.Now }).Warnings);
    }

    [Fact]
    public void The_present_changes_no_byte_of_the_snapshot()
    {
        Catalog catalog = CompileWarningCases.Warned[^1].Catalog;
        Assert.Equal(Bytes(SnapshotCompiler.Compile(catalog)), Bytes(SnapshotCompiler.Compile(catalog, new CompileOptions { AsOf = CompileWarningCases.Now })));
    }

    [Fact]
    public void Beyond_the_limit_warnings_of_one_code_are_counted()
    {
        int count = AdSelectLimits.MaxListedDiagnostics + 5;
        Catalog catalog = SmallCatalog.Of([.. Enumerable.Range(0, count).Select(i => SmallCatalog.Item($"item {i}") with { Budget = new Money(0) })]);
        CompileResult result = SnapshotCompiler.Compile(catalog);
        Assert.Equal(count, result.WarningCounts["empty-budget"]);
        Assert.Equal(result.WarningCounts.Values.Sum(), result.WarningCount);
        Assert.Equal(AdSelectLimits.MaxListedDiagnostics, result.Warnings.Count(warning => warning.Code == "empty-budget"));
        Assert.DoesNotContain(result.Warnings, warning => warning.Path == "catalog");
    }

    private static byte[] Bytes(CompileResult result)
    {
        using var stream = new MemoryStream();
        result.Snapshot!.Save(stream);
        return stream.ToArray();
    }

    private static TheoryData<int, string> Numbered(IReadOnlyList<DiagnosticCase> cases)
    {
        var data = new TheoryData<int, string>();
        foreach ((int index, DiagnosticCase one) in cases.Index())
        {
            data.Add(index, one.ToString());
        }

        return data;
    }
}
