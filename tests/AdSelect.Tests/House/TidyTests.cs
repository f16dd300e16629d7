// House rules that no compiler checks.
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AdSelect.Tests.House;

public sealed partial class TidyTests
{
    private const int TinyFileLines = 120;
    private const int LongFileLines = 300;
    private const int MedianFileLines = 120;
    private const string Allowances = "tests/AdSelect.Tests/House/tidy.json";

    // Files that may be longer, with the length they may reach. One long file at a centre is allowed.
    private static readonly Dictionary<string, int> LongFiles = new()
    {
        ["src/AdSelect/Compilation/LineItemIntake.cs"] = 480,
        ["src/AdSelect/Indexing/Rows.cs"] = 400,
    };

    [Fact]
    public void Library_files_open_with_a_sentence_about_what_they_own()
    {
        Repository.AssertNone(
            from file in Repository.Files("src/AdSelect", "*.cs")
            let lines = Lines(file)
            let isTypeFile = lines.Length <= TinyFileLines && DeclaredTypes().Count(Repository.Read(file)) <= 3
            where !OpeningSentence().IsMatch(lines[0]) && !isTypeFile
            select $"{file}: the first line is not a '//' sentence, and the file is more than one small type");
    }

    [Fact]
    public void Code_has_no_markers_of_unfinished_work()
    {
        Repository.AssertNone(
            from file in Repository.SourceFiles()
            where !file.EndsWith("/TidyTests.cs", StringComparison.Ordinal)
            from finding in Find(file, Unfinished())
            select finding);
    }

    [Fact]
    public void Code_is_not_commented_out()
    {
        Repository.AssertNone(
            from file in Repository.SourceFiles()
            from finding in Find(file, CommentedOut())
            select finding);
    }

    [Fact]
    public void Nothing_depends_on_one_machine()
    {
        string[] files =
        [
            .. Repository.SourceFiles(),
            .. Repository.Files("docs", "*"),
            .. Repository.Files(".ci", "*"),
            .. Repository.Files("src", "*.csproj"),
            .. Directory.GetFiles(Repository.Root, "*.md").Select(file => Path.GetFileName(file)!),
        ];
        Repository.AssertNone(
            from file in files
            where !file.EndsWith("/TidyTests.cs", StringComparison.Ordinal)
            from finding in Find(file, MachinePaths())
            select finding);
    }

    [Fact]
    public void Files_stay_short()
    {
        int[] lengths = [.. Repository.Files("src/AdSelect", "*.cs").Select(file => Lines(file).Length).Order()];
        Assert.True(lengths[lengths.Length / 2] <= MedianFileLines, $"the median file of src/AdSelect has {lengths[lengths.Length / 2]} lines");
        Repository.AssertNone(
            from file in Repository.SourceFiles()
            let limit = LongFiles.GetValueOrDefault(file, LongFileLines)
            where Lines(file).Length > limit
            select $"{file}: {Lines(file).Length} lines, at most {limit}");
    }

    [Fact]
    public void Named_long_files_are_still_long()
    {
        Repository.AssertNone(
            from file in LongFiles.Keys
            where !File.Exists(Path.Combine(Repository.Root, file)) || Lines(file).Length < LongFileLines - 30
            select $"{file} need not be in the list of long files any more");
    }

    [Fact]
    public void Files_keep_to_the_measures_but_for_what_is_left_of_old_and_that_only_falls()
    {
        Dictionary<string, Untidiness> allowed = JsonSerializer.Deserialize<Dictionary<string, Untidiness>>(
            Repository.Read(Allowances),
            JsonSerializerOptions.Web)!;
        Repository.AssertNone(
            from file in Repository.SourceFiles().Union(allowed.Keys)
            let own = File.Exists(Path.Combine(Repository.Root, file)) ? Untidiness.Of(Repository.Read(file)) : new Untidiness()
            let allowance = allowed.GetValueOrDefault(file, new Untidiness())
            from finding in (string[])
            [
                .. Compare(file, $"lines of more than {Untidiness.MostColumns} columns", "wideLines", own.WideLines, allowance.WideLines),
                .. Compare(
                    file,
                    $"methods of more than {Untidiness.MostParameters} parameters",
                    "manyParameters",
                    own.ManyParameters,
                    allowance.ManyParameters),
                .. Compare(file, $"methods of more than {Untidiness.MostMethodLines} lines", "longMethods", own.LongMethods, allowance.LongMethods),
            ]
            select finding);
    }

    [Fact]
    public void Every_limit_is_enforced_somewhere()
    {
        string code = string.Concat(
            Repository.Files("src/AdSelect", "*.cs")
                .Where(file => !file.EndsWith("/AdSelectLimits.cs", StringComparison.Ordinal))
                .SelectMany(Lines)
                .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
                .Select(line => line + "\n"));
        Repository.AssertNone(
            from limit in typeof(AdSelectLimits).GetFields(BindingFlags.Public | BindingFlags.Static)
            where !Regex.IsMatch(code, $@"\bAdSelectLimits\.{limit.Name}\b")
            select $"AdSelectLimits.{limit.Name} is not used by the library");
    }

    [Fact]
    public void The_readme_gives_the_test_command_that_continuous_integration_runs()
    {
        string[] readme = [.. Commands("README.md", "dotnet test")];
        string[] integration = [.. Commands(".ci/run", "dotnet test")];
        Assert.Single(readme);
        Assert.Equal(readme, integration);
    }

    [Fact]
    public void Continuous_integration_runs_the_sample_of_the_readme()
    {
        string command = Assert.Single(Commands("README.md", "dotnet run"));
        Assert.Contains(command, Repository.Read(".ci/run"), StringComparison.Ordinal);
    }

    [Fact]
    public void Relative_links_of_the_documents_lead_somewhere()
    {
        string[] documents = [.. Directory.GetFiles(Repository.Root, "*.md").Select(file => Path.GetFileName(file)!), .. Repository.Files("docs", "*.md")];
        Repository.AssertNone(
            from document in documents
            from Match link in Links().Matches(Repository.Read(document))
            let target = link.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(document)!, target))
            select $"{document}: nothing is at {target}");
    }

    private static IEnumerable<string> Compare(string file, string what, string rule, int own, int allowed) =>
        own > allowed ? [$"{file}: {own} {what}, at most {allowed}"]
        : own < allowed ? [$"{file}: {own} {what}; lower its {rule} in {Allowances} from {allowed} to {own}"]
        : [];

    // A command is a line of its own; what a script redirects is not part of it.
    private static IEnumerable<string> Commands(string file, string start) =>
        from line in Lines(file)
        let command = line.Trim()
        where command.StartsWith(start, StringComparison.Ordinal)
        select Redirection().Split(command)[0].Trim();

    private static IEnumerable<string> Find(string file, Regex pattern) =>
        Lines(file).Index().Where(line => pattern.IsMatch(line.Item)).Select(line => $"{file}({line.Index + 1}): {line.Item.Trim()}");

    private static string[] Lines(string file) => Repository.Read(file).TrimEnd('\n').Split('\n');

    [GeneratedRegex(@"^// [A-Z\p{Lu}].*[.:?]$")]
    private static partial Regex OpeningSentence();

    [GeneratedRegex(@"^(public|internal) [^=(]*\b(class|struct|record|interface|enum)\b", RegexOptions.Multiline)]
    private static partial Regex DeclaredTypes();

    [GeneratedRegex(@"\b(TODO|HACK|FIXME|XXX)\b|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^\s*//(?!/)\s*(.*\)\s*;|\w[\w.<>\[\]? ]* = .*;|return\b.*;|[{}]|(if|for|foreach|while|switch|using) \(.*\))\s*$")]
    private static partial Regex CommentedOut();

    [GeneratedRegex(@"/work/|/tmp/|/home/|/root/|[A-Z]:\\Users|api\.nuget\.org")]
    private static partial Regex MachinePaths();

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"\s(2>&1|</dev/null|\||>)")]
    private static partial Regex Redirection();
}
