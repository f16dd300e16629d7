// Every code that the compiler can report has a test and a line in the documents.
using System.Text.RegularExpressions;
using AdSelect.Tests.House;

namespace AdSelect.Tests.Compilation;

public sealed partial class DiagnosticCodeTests
{
    // Each has a test of its own in CompileErrorTests, TimeZoneTests or DeltaErrorTests.
    private static readonly string[] TestedApart = ["hash-collision", "differs-from-base", "unknown-line-item", "unknown-time-zone"];

    [Fact]
    public void Every_code_has_a_test()
    {
        string[] tested = [.. CompileErrorCases.All.Concat(CompileWarningCases.Warned).Select(one => one.Code), .. TestedApart];
        Assert.Equal(Codes(), tested.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_code_is_explained()
    {
        IEnumerable<string> explained = Explained().Matches(Repository.Read("docs/lint.md")).Select(match => match.Groups["code"].Value);
        Assert.Equal(Codes(), explained.Order(StringComparer.Ordinal));
    }

    private static string[] Codes()
    {
        string[] codes =
        [
            .. Repository.Files("src/AdSelect/Compilation", "*.cs")
                .SelectMany(file => Reported().Matches(Repository.Read(file)))
                .Select(match => match.Groups["code"].Value)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        Assert.True(codes.Length > 30, $"only {codes.Length} codes were found");
        return codes;
    }

    [GeneratedRegex(@"\b(Error|Warning|Fail|CatalogDiagnostic)\(\s*""(?<code>[a-z0-9-]+)""")]
    private static partial Regex Reported();

    [GeneratedRegex(@"^\| `(?<code>[a-z0-9-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Explained();
}
