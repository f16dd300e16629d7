// Progress of a run over requests: on standard error, while somebody watches.
using System.Text;
using AdSelect.Tool;
using AdSelect.Tool.Requests;
using Spectre.Console;

namespace AdSelect.Tests.Tools;

public class ProgressTests
{
    private static readonly string Requests = ToolFiles.NewFile(
        "many.jsonl",
        string.Concat(Enumerable.Repeat("""{"id":"r","time":"2026-03-04T09:00:00+01:00","slot":{"format":"display"}}""" + "\n", 2_000)));

    [Theory]
    [InlineData("select", true)]
    [InlineData("match", true)]
    [InlineData("select", false)]
    public async Task A_terminal_sees_how_far_the_run_is(string command, bool isWatched)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = isWatched ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(error),
        });
        var context = new ToolContext(() => Stream.Null, output, error, console);
        Assert.Equal(0, await AdSelectCommandLine.RunAsync([command, ToolFiles.Snapshot, "-r", Requests], context));
        Assert.True(isWatched == error.ToString().Contains("% of the file", StringComparison.Ordinal), error.ToString());
        Assert.Equal(2_000, Encoding.UTF8.GetString(output.ToArray()).Count(letter => letter == '\n'));
    }

    [Fact]
    public void Progress_is_told_in_requests_and_in_bytes_of_the_file()
    {
        var told = new List<RequestProgress>();
        var context = new ToolContext(() => Stream.Null, Stream.Null, TextWriter.Null);
        RequestFile.ForEach(context, Requests, new RequestLineParser([]), keepGoing: false, _ => true, told.Add, CancellationToken.None);
        Assert.True(told.Count >= 7, $"told {told.Count} times");
        Assert.All(told, one => Assert.Equal(new FileInfo(Requests).Length, one.TotalBytes));
        Assert.Equal(told.OrderBy(one => one.Requests).ThenBy(one => one.Bytes), told);
        Assert.True(told[^1].Requests > 1_700);
    }
}
