// Answers that nobody reads any more end the run, as head does.
using System.Diagnostics;
using System.Text;
using AdSelect.Tool;

namespace AdSelect.Tests.Tools;

public class ClosedPipeTests
{
    private const int OutputClosed = 141;

    private const string Request = """{"id":"r","time":"2026-03-04T09:00:00+01:00","slot":{"format":"display"},"attributes":{"country":"SE"}}""";

    [Theory]
    [InlineData("match")]
    [InlineData("select")]
    [InlineData("explain")]
    public async Task A_run_ends_when_its_reader_has_gone(string command)
    {
        using var input = new KeptStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Request + "\n", 20_000))));
        using var output = new ClosingStream(room: 100);
        using var error = new StringWriter();
        var context = new ToolContext(() => input, output, error);
        string[] more = command == "explain" ? ["-l", "fjord-banner"] : [];
        int exitCode = await AdSelectCommandLine.RunAsync([command, ToolFiles.Snapshot, "-r", "-", .. more], context);
        Assert.Equal(OutputClosed, exitCode);
        Assert.Empty(error.ToString());
        Assert.True(input.Position < input.Length, "all requests were read");
    }

    // Only a process has a pipe. The requests never end, so neither would a run that goes on for nobody.
    [Theory]
    [InlineData("select")]
    [InlineData("match")]
    public async Task A_pipe_to_head_ends_at_once(string command)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string tool = typeof(AdSelectCommandLine).Assembly.Location;
        const string Script = """yes "$1" | dotnet "$2" "$3" "$4" -r - | head -1; echo "${PIPESTATUS[1]}" """;
        var start = new ProcessStartInfo("bash", ["-c", Script, "pipe", Request, tool, command, ToolFiles.Snapshot])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        bool ended = process.WaitForExit(TimeSpan.FromSeconds(60));
        if (!ended)
        {
            process.Kill(entireProcessTree: true);
        }

        Assert.True(ended, "the run did not end");
        string[] lines = (await output).TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("{\"id\":\"r\"", lines[0], StringComparison.Ordinal);
        Assert.Equal("141", lines[1].Trim());
        Assert.DoesNotContain("adselect:", await error, StringComparison.Ordinal);
    }

    /// <summary>Still says how much was read after the run has closed it.</summary>
    private sealed class KeptStream(byte[] bytes) : MemoryStream(bytes)
    {
        protected override void Dispose(bool disposing)
        {
        }
    }

    /// <summary>Takes some bytes, and then fails as a pipe does whose reader has gone.</summary>
    private sealed class ClosingStream(int room) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Length > room)
            {
                throw new IOException("Broken pipe", 32);
            }

            base.Write(buffer, offset, count);
        }
    }
}
