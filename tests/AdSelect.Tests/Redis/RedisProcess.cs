// A redis-server of its own, in a directory of its own, that can be killed and started again.
using System.Diagnostics;

namespace AdSelect.Tests.Redis;

public sealed class RedisProcess : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("adselect-redis-").FullName;
    private readonly string[] _arguments;
    private Process? _process;

    public RedisProcess(params string[] arguments)
    {
        _arguments =
        [
            "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _directory, "--save", "", "--appendonly", "yes", "--appendfsync",
            "always", .. arguments,
        ];
        Start();
    }

    public static bool IsInstalled { get; } = IsOnPath("redis-server") && IsOnPath("redis-cli");

    public int Port { get; } = GarnetFixture.FreePort();

    public void Start() => _process = Run("redis-server", _arguments);

    /// <summary>Without a chance to say goodbye.</summary>
    public void Kill()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Joins empty nodes into a cluster and waits until every slot is served.</summary>
    public static async Task JoinAsync(IEnumerable<RedisProcess> nodes)
    {
        string[] addresses = [.. nodes.Select(node => $"127.0.0.1:{node.Port}")];
        var patience = Stopwatch.StartNew();
        while (patience.Elapsed < TimeSpan.FromSeconds(60))
        {
            using Process create = Run("redis-cli", ["--cluster", "create", .. addresses, "--cluster-yes"]);
            await create.WaitForExitAsync();
            if (create.ExitCode == 0)
            {
                return;
            }

            await Task.Delay(300);
        }

        throw new InvalidOperationException("The nodes did not become a cluster.");
    }

    private static Process Run(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!;

        // A full pipe would stop it.
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
