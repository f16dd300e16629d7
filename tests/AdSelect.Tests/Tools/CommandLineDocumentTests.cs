// The examples of docs/command-line.md print what the page says.
using System.Text.RegularExpressions;

namespace AdSelect.Tests.Tools;

public partial class CommandLineDocumentTests
{
    private const string Prompt = "$ adselect ";

    [Fact]
    public void Examples_print_what_the_page_says()
    {
        Match[] examples = [.. Example().Matches(File.ReadAllText(ToolFiles.Document).ReplaceLineEndings("\n")).Cast<Match>()];
        Assert.NotEmpty(examples);
        foreach (Match example in examples)
        {
            string command = example.Groups["command"].Value;
            ToolRun run = ToolRun.Of([.. command.Split(' ').Select(InPlace)]).Succeeded();
            Assert.Equal(Prompt + command + "\n" + Comparable(example.Groups["output"].Value), Prompt + command + "\n" + Comparable(run.Out));
        }
    }

    private static string InPlace(string argument) => argument switch
    {
        "catalog.json" => ToolFiles.Catalog,
        "requests.jsonl" => ToolFiles.Requests,
        "ads.snapshot" => ToolFiles.Snapshot,
        _ => argument,
    };

    // Folders and the space that pads tables say nothing.
    private static string Comparable(string output)
    {
        string named = output.ReplaceLineEndings("\n")
            .Replace(ToolFiles.Catalog, "catalog.json", StringComparison.Ordinal)
            .Replace(ToolFiles.Snapshot, "ads.snapshot", StringComparison.Ordinal);
        IEnumerable<string> lines = named.Trim('\n').Split('\n').Select(line => line.TrimEnd());
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"```console\n\$ adselect (?<command>[^\n]*)\n(?<output>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
