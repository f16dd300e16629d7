// What the commands take on the command line.
using System.Globalization;
using AdSelect.Benchmarks.Peers;

namespace AdSelect.Benchmarks;

/// <summary>Options of the commands that are not BenchmarkDotNet's. Sizes go through the environment, which child processes share.</summary>
internal sealed record CommandOptions
{
    /// <summary>How many listeners ask.</summary>
    public int Requests { get; init; } = BenchmarkWorkload.ListenerCount;

    /// <summary>How long each figure is measured.</summary>
    public double Seconds { get; init; } = 2;

    /// <summary>Which peers take part.</summary>
    public IReadOnlyList<string> Peers { get; init; } = PeerFactory.Names;

    /// <summary>Peers are left out above this size.</summary>
    public int PeerLineItems { get; init; } = 1_000_000;

    /// <summary>Worst cases are left out above this size: each compiles a catalog of its own.</summary>
    public int WorstLineItems { get; init; } = 100_000;

    /// <summary>A document between whose report marks the report is written, besides the output.</summary>
    public string? Into { get; init; }

    /// <summary>The options as they were given.</summary>
    public string CommandLine { get; private init; } = "";

    /// <summary>Reads "--name value" pairs; a text about what is wrong otherwise.</summary>
    public static bool TryParse(string[] args, out CommandOptions options, out string error)
    {
        options = new CommandOptions { CommandLine = string.Join(' ', args) };
        error = "";
        for (int i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || options.With(args[i], args[i + 1]) is not { } changed)
            {
                error =
                    $"'{string.Join(' ', args[i..Math.Min(args.Length, i + 2)])}': options are --line-items 10000,100000 --requests 256 --seconds 2 "
                    + $"--peers {string.Join(',', PeerFactory.Names)} --peer-line-items 1000000 --worst-line-items 100000 --into docs/benchmarks.md.";
                return false;
            }

            options = changed;
        }

        return true;
    }

    private CommandOptions? With(string name, string value)
    {
        switch (name)
        {
            case "--line-items":
                Environment.SetEnvironmentVariable(BenchmarkWorkload.LineItemsVariable, value);
                return this;
            case "--requests" when int.TryParse(value, CultureInfo.InvariantCulture, out int requests) && requests > 0:
                return this with { Requests = requests };
            case "--seconds" when double.TryParse(value, CultureInfo.InvariantCulture, out double seconds) && seconds > 0:
                return this with { Seconds = seconds };
            case "--peers":
                string[] peers = value.Split(',', StringSplitOptions.RemoveEmptyEntries);
                return peers.All(PeerFactory.Names.Contains) ? this with { Peers = peers } : null;
            case "--peer-line-items" when int.TryParse(value, CultureInfo.InvariantCulture, out int most) && most >= 0:
                return this with { PeerLineItems = most };
            case "--worst-line-items" when int.TryParse(value, CultureInfo.InvariantCulture, out int worst) && worst >= 0:
                return this with { WorstLineItems = worst };
            case "--into" when File.Exists(value):
                return this with { Into = value };
            default:
                return null;
        }
    }
}
