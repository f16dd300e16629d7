// Runs the command line inside the test process, with memory for standard streams.
using System.Text;
using AdSelect.Tool;

namespace AdSelect.Tests.Tools;

/// <summary>What one run of the tool came to.</summary>
internal sealed record ToolRun(int ExitCode, string Out, string Error)
{
    // When the sample's flights run: what the documents show must not change with the calendar.
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Standard output as lines.</summary>
    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static ToolRun Of(params string[] args) => WithInput("", args);

    public static ToolRun WithInput(string input, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        var context = new ToolContext(() => new MemoryStream(Encoding.UTF8.GetBytes(input)), output, error) { Clock = new FixedClock(Now) };
        int exitCode = AdSelectCommandLine.RunAsync(args, context).GetAwaiter().GetResult();
        return new ToolRun(exitCode, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    /// <summary>Fails with the tool's own message when it did not succeed.</summary>
    public ToolRun Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}");
        return this;
    }

    /// <summary>Fails when it did not fail as users are promised: one exit code, a message, no stack trace.</summary>
    public ToolRun Failed(int exitCode, string message)
    {
        Assert.Equal(exitCode, ExitCode);
        Assert.Contains(message, Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        return this;
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
