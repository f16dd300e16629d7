// Every compile error is reported at its element, all of them together, and no snapshot is made.
using AdSelect.Compilation;
using AdSelect.Internals;
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Compilation;

public sealed class CompileErrorTests
{
    public static TheoryData<int, string> Cases()
    {
        var data = new TheoryData<int, string>();
        foreach ((int index, DiagnosticCase wrong) in CompileErrorCases.All.Index())
        {
            data.Add(index, wrong.ToString());
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_error_is_reported_where_it_is(int index, string name)
    {
        DiagnosticCase wrong = CompileErrorCases.All[index];
        CompileResult result = SnapshotCompiler.Compile(wrong.Catalog);
        Assert.True(result.Snapshot is null, name);
        CatalogDiagnostic error = Assert.Single(result.Errors);
        Assert.Equal((wrong.Code, wrong.Path), (error.Code, error.Path));
        Assert.NotEmpty(error.Message);
    }

    [Fact]
    public void All_errors_of_a_catalog_are_listed()
    {
        CompileResult result = SnapshotCompiler.Compile(CompileErrorCases.Several);
        Assert.Null(result.Snapshot);
        Assert.Equal(
            ["bad-currency at currency", "out-of-range at lineItems['a'].priority", "unknown-deal at lineItems['a'].dealId"],
            result.Errors.Select(error => $"{error.Code} at {error.Path}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Beyond_the_limit_errors_are_counted()
    {
        int count = AdSelectLimits.MaxListedDiagnostics + 5;
        Catalog catalog = SmallCatalog.Of([.. Enumerable.Range(0, count).Select(i => SmallCatalog.Item($"item {i}") with { Quality = 0 })]);
        CompileResult result = SnapshotCompiler.Compile(catalog);
        Assert.Null(result.Snapshot);
        Assert.Equal(AdSelectLimits.MaxListedDiagnostics, result.Errors.Count);
        Assert.Equal(count, result.ErrorCount);
        CatalogException refusal = Assert.Throws<CatalogException>(result.RequireSnapshot);
        Assert.Equal(count, refusal.ErrorCount);
        Assert.EndsWith($"and {count - 20:N0} more", refusal.Message, StringComparison.Ordinal);
    }

    // Two texts with one 64-bit hash are not to be found, so the dictionary is told that another text has it.
    [Fact]
    public void Two_texts_of_one_hash_are_refused()
    {
        var country = new KeywordAttribute("country");
        var diagnostics = new DiagnosticBag();
        var schema = new SchemaIntake(new Catalog { Attributes = [country] }, diagnostics);
        var values = new ValueDictionary();
        Assert.True(values.TryAdd(new ListedValue(0, (long)StableHash.Text("SE"), "another"), out _));
        Assert.False(new TargetingEncoder(schema, values, new CirclePool(), diagnostics).TryEncode(country.In("SE"), () => "lineItems['a']"));
        CatalogDiagnostic error = Assert.Single(diagnostics.ToResult(null).Errors);
        Assert.Equal(("hash-collision", "lineItems['a'].targeting"), (error.Code, error.Path));
        Assert.Contains("'SE' and 'another'", error.Message, StringComparison.Ordinal);
    }
}
