// A bad line of a request file is named by file and line, and ends the run unless told otherwise.
namespace AdSelect.Tests.Tools;

public class BadLineTests
{
    private const string Good = """{"id":"good","time":"2026-03-04T09:00:00+01:00","slot":{"format":"display"},"attributes":{"country":"SE"}}""";

    private static readonly string Mixed = string.Join(
        '\n',
        Good,
        "",
        """{"id":"bad","floor":-1}""",
        "{",
        Good,
        """{"id":"bad","attributes":{"age":"x"}}""",
        "");

    [Theory]
    [InlineData("match")]
    [InlineData("select")]
    [InlineData("explain")]
    public void Stops_at_the_first(string command)
    {
        string file = ToolFiles.NewFile("mixed.jsonl", Mixed);
        ToolRun run = Run(command, file).Failed(1, $"{file}:3: floor: expected an amount");
        Assert.DoesNotContain(":4:", run.Error, StringComparison.Ordinal);
        Assert.Contains("good", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("match")]
    [InlineData("select")]
    [InlineData("explain")]
    public void Names_all_and_answers_the_rest_when_told_to_keep_going(string command)
    {
        string file = ToolFiles.NewFile("mixed.jsonl", Mixed);
        ToolRun run = Run(command, file, "--keep-going").Failed(1, $"{file}:3: floor: ");
        Assert.Contains($"{file}:4: not valid JSON", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{file}:6: attributes.age: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("2 requests in ", run.Error, StringComparison.Ordinal);
        Assert.Contains("3 bad lines", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.Lines.Count(line => line.Contains("good", StringComparison.Ordinal)));
    }

    [Fact]
    public void Writes_no_file_when_it_stops_and_a_file_when_it_keeps_going()
    {
        string requests = ToolFiles.NewFile("mixed.jsonl", Mixed);
        string answers = ToolFiles.NewFile("answers.jsonl", "old");
        ToolRun.Of("select", ToolFiles.Snapshot, "-r", requests, "-o", answers).Failed(1, ":3: ");
        Assert.Equal("old", File.ReadAllText(answers));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(answers)!));
        ToolRun.Of("select", ToolFiles.Snapshot, "-r", requests, "-o", answers, "-k").Failed(1, ":3: ");
        Assert.Equal(2, File.ReadAllLines(answers).Length);
    }

    [Fact]
    public void Names_a_line_that_is_too_long()
    {
        string input = $"{{\"id\":\"{new string('x', 1 << 20)}\"}}\n{Good}\n";
        ToolRun run = ToolRun.WithInput(input, "match", ToolFiles.Snapshot, "-r", "-", "-k")
            .Failed(1, "(standard input):1: the line is longer than 1048576 bytes");
        Assert.Single(run.Lines);
    }

    [Fact]
    public void Names_a_line_with_more_values_than_a_request_holds()
    {
        string segments = string.Join(',', Enumerable.Range(0, AdSelectLimits.MaxRequestTerms + 1));
        ToolRun.WithInput(
            """{"id":"r","attributes":{"segments":[#]}}""".Replace("#", segments, StringComparison.Ordinal),
            "match",
            ToolFiles.Snapshot,
            "-r",
            "-").Failed(
            1,
            "(standard input):1: 'segments': too many values");
    }

    [Fact]
    public void An_empty_file_is_no_error() =>
        Assert.Contains("0 requests in ", ToolRun.WithInput("\n \n", "match", ToolFiles.Snapshot, "-r", "-").Succeeded().Error, StringComparison.Ordinal);

    private static ToolRun Run(string command, string requests, params string[] more) =>
        ToolRun.Of([
            command,
            ToolFiles.Snapshot,
            "--requests",
            requests,
            .. command == "explain" ? ["--line-item", "fjord-banner"] : Array.Empty<string>(),
            .. more,
        ]);
}
