// Usage errors, help, and files that are not there.
namespace AdSelect.Tests.Tools;

public class CommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("sell")]
    [InlineData("build")]
    [InlineData("build catalog.json")]
    [InlineData("build catalog.json -o a.snapshot --check")]
    [InlineData("build catalog.json --check --warnings some")]
    [InlineData("inspect")]
    [InlineData("inspect a.snapshot --unknown")]
    [InlineData("match a.snapshot")]
    [InlineData("select a.snapshot --requests r.jsonl --top 0")]
    [InlineData("select a.snapshot --requests r.jsonl --top 257")]
    [InlineData("select a.snapshot --requests r.jsonl --top many")]
    [InlineData("explain a.snapshot --requests r.jsonl")]
    public void A_wrong_command_line_is_exit_code_2(string arguments)
    {
        ToolRun run = ToolRun.Of(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Failed(2, "adselect: ");
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("", "Usage:\n  adselect")]
    [InlineData("build", "--check")]
    [InlineData("check", "--warnings")]
    [InlineData("inspect", "--line-item")]
    [InlineData("match", "--ids")]
    [InlineData("select", "--top")]
    [InlineData("explain", "--request ")]
    public void Help_describes_every_command(string command, string expected)
    {
        ToolRun run = ToolRun.Of([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Succeeded();
        Assert.Contains(expected, run.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check nowhere.json")]
    [InlineData("inspect nowhere.snapshot")]
    [InlineData("match nowhere.snapshot -r nowhere.jsonl")]
    [InlineData("select nowhere.snapshot -r nowhere.jsonl")]
    [InlineData("explain nowhere.snapshot -r nowhere.jsonl -l x")]
    public void A_missing_file_is_named(string arguments) => ToolRun.Of(arguments.Split(' ')).Failed(1, "nowhere.");

    [Fact]
    public void A_missing_request_file_is_named() => ToolRun.Of("match", ToolFiles.Snapshot, "--requests", "nowhere.jsonl").Failed(1, "nowhere.jsonl");

    [Fact]
    public void A_file_name_may_begin_with_an_at_sign() => ToolRun.Of("check", "@nowhere.json").Failed(1, "@nowhere.json");
}
