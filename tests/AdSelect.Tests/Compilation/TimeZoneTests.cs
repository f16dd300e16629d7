// Time zones are known by their IANA names, on every machine the same ones.
using AdSelect.Compilation;
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Compilation;

public sealed class TimeZoneTests
{
    [Theory]
    [InlineData("UTC")]
    [InlineData("Etc/GMT+11")]
    [InlineData("Europe/Stockholm")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("Asia/Calcutta")]
    [InlineData("EST5EDT")]
    [InlineData("GMT-0")]
    public void ZonesAndLinksCompile(string name) => Assert.Empty(Errors(name));

    [Theory]
    [InlineData("europe/stockholm", "Europe/Stockholm")]
    [InlineData("Europe/Stokholm", "Europe/Stockholm")]
    [InlineData("Europe/Stockholm ", "Europe/Stockholm")]
    [InlineData("America/NewYork", "America/New_York")]
    [InlineData("utc", "UTC")]
    [InlineData("W. Europe Standard Time", null)]
    [InlineData("Pacific Standard Time", null)]
    [InlineData("UTC+12", null)]
    [InlineData("posix/Europe/Stockholm", null)]
    [InlineData("localtime", null)]
    [InlineData("Factory", null)]
    [InlineData("../etc/passwd", null)]
    [InlineData("", null)]
    public void AllElseIsAnErrorWithOrWithoutCapsByTheCalendar(string name, string? meant)
    {
        CatalogDiagnostic error = Assert.Single(Errors(name));
        Assert.Equal(("bad-time-zone", "timeZone"), (error.Code, error.Path));
        Assert.Equal(error, Assert.Single(Errors(name, new FrequencyCap(1, CapWindow.Month))));
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Equal(meant is not null, error.Message.EndsWith($" Did you mean '{meant}'?", StringComparison.Ordinal));
        Assert.Equal(meant is not null, error.Message.Contains("Did you mean", StringComparison.Ordinal));
    }

    // A machine may be older than the list; such a zone is an error only where its days count.
    [Fact]
    public void AZoneWhoseRulesAreMissingIsAnError()
    {
        var diagnostics = new DiagnosticBag();
        Assert.Empty(ZoneFreezer.RowsOf("Europe/Atlantis", diagnostics));
        Assert.Contains("Europe/Atlantis", Assert.Single(diagnostics.ToResult(null).Errors).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<CatalogDiagnostic> Errors(string name, params FrequencyCap[] caps) =>
        SnapshotCompiler.Compile(SmallCatalog.Of(SmallCatalog.Item("a") with { Caps = caps }) with { TimeZone = name }).Errors;
}
