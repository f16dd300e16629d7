// Asking for the snapshot of a catalog with errors.
namespace AdSelect.Tests.Compilation;

public sealed class RequireSnapshotTests
{
    [Fact]
    public void ACatalogWithErrorsSaysWhich()
    {
        CompileResult result = SnapshotCompiler.Compile(new Catalog { Campaigns = [.. Enumerable.Range(0, 30).Select(i => new Campaign($"c{i}", "nobody"))] });
        var exception = Assert.Throws<CatalogException>(result.RequireSnapshot);
        Assert.Same(result.Errors, exception.Errors);
        Assert.Contains(result.Errors[0].ToString(), exception.Message, StringComparison.Ordinal);
        Assert.Contains("and 10 more", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ACatalogWithoutErrorsGivesItsSnapshot()
    {
        CompileResult result = SnapshotCompiler.Compile(new Catalog());
        Assert.Same(result.Snapshot, result.RequireSnapshot());
    }
}
