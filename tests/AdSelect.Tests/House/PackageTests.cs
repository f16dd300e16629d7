// What is shipped depends on what is named as shipped; tools, tests and the peers of the benchmarks stay at home.
using System.Xml.Linq;

namespace AdSelect.Tests.House;

public sealed class PackageTests
{
    private const string Library = "Shipped with the library";
    private const string Redis = "Shipped with the Redis store";
    private const string Tool = "Shipped with the command-line tool";

    [Theory]
    [InlineData("src/AdSelect/AdSelect.csproj", Library)]
    [InlineData("src/AdSelect.Redis/AdSelect.Redis.csproj", Library, Redis)]
    [InlineData("src/AdSelect.Tool/AdSelect.Tool.csproj", Library, Tool)]
    public void Shipped_projects_use_shipped_packages_only(string project, params string[] groups)
    {
        HashSet<string> shipped = [.. Groups().Where(group => groups.Contains(group.Key)).SelectMany(group => group.Value)];
        Assert.NotEmpty(shipped);
        Repository.AssertNone(
            from reference in XDocument.Parse(Repository.Read(project)).Descendants("PackageReference")
            where (string?)reference.Attribute("PrivateAssets") != "all"
            let package = (string)reference.Attribute("Include")!
            where !shipped.Contains(package)
            select $"{project}: {package} is not in the groups {string.Join(", ", groups)} of Directory.Packages.props");
    }

    [Fact]
    public void Nothing_but_the_benchmarks_uses_their_peers()
    {
        string[] projects = [.. Repository.Files("src", "*.csproj"), .. Repository.Files("tests", "*.csproj"), .. Repository.Files("samples", "*.csproj")];
        Assert.Contains("src/AdSelect.Benchmarks/AdSelect.Benchmarks.csproj", projects);
        Repository.AssertNone(
            from project in projects
            where !project.EndsWith("/AdSelect.Benchmarks.csproj", StringComparison.Ordinal)
            let text = Repository.Read(project)
            where text.Contains("Lucene", StringComparison.Ordinal) || text.Contains("AdSelect.Benchmarks.csproj", StringComparison.Ordinal)
            select $"{project}: refers to Lucene or to the benchmarks");
    }

    private static Dictionary<string, string[]> Groups() =>
        XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("ItemGroup").ToDictionary(
            group => (string)group.Attribute("Label")!,
            group => group.Elements("PackageVersion").Select(version => (string)version.Attribute("Include")!).ToArray());
}
