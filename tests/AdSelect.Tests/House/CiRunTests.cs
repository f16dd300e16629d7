// The script of all checks, stopped by a signal: it says so with its code and its last line.
using System.Diagnostics;

namespace AdSelect.Tests.House;

public sealed class CiRunTests
{
    // Stands for the SDK: quick, but for tests that never end.
    private const string Dotnet = """
        #!/usr/bin/env bash
        if [[ $1 == test ]]; then
            echo "testing"
            exec sleep 600
        fi
        """;

    // Starts the script, waits until it is among the tests, and stops it. Only the script is told, not what it runs.
    private const string Stop = """
        bash .ci/run > output 2>&1 & run=$!
        for ((i = 0; i < 600; i++)); do grep -q '^testing' output && break; sleep 0.05; done
        kill -s "$1" "$run"
        wait "$run"
        echo "code $?"
        """;

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void A_run_that_a_signal_ends_has_failed(string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        DirectoryInfo copy = Directory.CreateTempSubdirectory("adselect-ci-run-");
        Write(Path.Combine(copy.FullName, ".ci", "run"), Repository.Read(".ci/run"));
        Write(Path.Combine(copy.FullName, "bin", "dotnet"), Dotnet);
        var start = new ProcessStartInfo("bash", ["-c", Stop, "stop", signal]) { WorkingDirectory = copy.FullName, RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{Path.Combine(copy.FullName, "bin")}:{start.Environment["PATH"]}";
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        string[] output = File.ReadAllLines(Path.Combine(copy.FullName, "output"));
        Assert.Equal("3 passed, 1 failed", output[^1]);
        Assert.Equal("code 1", said.Trim());
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
