// The outside world of a command: standard streams and consoles, replaced by memory in tests.
using AdSelect.Tool.Output;
using Spectre.Console;

namespace AdSelect.Tool;

/// <summary>Where a command reads and writes beside the files it is given.</summary>
internal sealed class ToolContext
{
    // Tables are not folded to the 80 columns that are assumed when nobody looks.
    private const int RedirectedWidth = 140;

    private readonly Func<Stream> _openInput;

    public ToolContext(Func<Stream> openInput, Stream output, TextWriter error, IAnsiConsole? errorConsole = null, IAnsiConsole? outputConsole = null)
    {
        _openInput = openInput;
        Output = output;
        Out = new StreamWriter(output) { AutoFlush = true, NewLine = "\n" };
        Error = error;
        ErrorConsole = errorConsole ?? Plain(error);
        OutputConsole = outputConsole ?? Plain(Out);
        IsOutputTerminal = outputConsole is not null;
    }

    /// <summary>Says when "now" is, for warnings about what is over.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Standard output as bytes, for JSON lines.</summary>
    public Stream Output { get; }

    /// <summary>Standard output as text; nothing stays in its buffer.</summary>
    public TextWriter Out { get; }

    /// <summary>Standard error: messages, summaries.</summary>
    public TextWriter Error { get; }

    /// <summary>Standard output for tables.</summary>
    public IAnsiConsole OutputConsole { get; }

    /// <summary>Standard error for progress.</summary>
    public IAnsiConsole ErrorConsole { get; }

    /// <summary>True when somebody watches standard error.</summary>
    public bool ShowsProgress => ErrorConsole.Profile.Capabilities.Interactive;

    /// <summary>True when standard output is a terminal, on which a status line would stand between the answers.</summary>
    public bool IsOutputTerminal { get; }

    /// <summary>The context of this process.</summary>
    public static ToolContext OfProcess() => new(
        Console.OpenStandardInput,
        StandardOutput.Open(),
        Console.Error,
        Console.IsErrorRedirected ? null : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }),
        Console.IsOutputRedirected ? null : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }));

    /// <summary>Writes a message to standard error, also while a status line stands there.</summary>
    public void Report(string message)
    {
        if (ShowsProgress)
        {
            ErrorConsole.Write(new Text($"{message}\n"));
        }
        else
        {
            Error.WriteLine(message);
        }
    }

    /// <summary>Opens standard input.</summary>
    public Stream OpenInput() => _openInput();

    private static IAnsiConsole Plain(TextWriter writer)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = RedirectedWidth;
        return console;
    }
}
