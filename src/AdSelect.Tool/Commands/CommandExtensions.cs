// How a command's work is attached to it.
using System.CommandLine;

namespace AdSelect.Tool.Commands;

internal static class CommandExtensions
{
    /// <summary>Sets the work of a command. It runs beside the thread that listens for an interrupt.</summary>
    public static Command Does(this Command command, Func<ParseResult, CancellationToken, int> work)
    {
        command.SetAction((result, cancellation) => Task.Run(() => work(result, cancellation), cancellation));
        return command;
    }
}
