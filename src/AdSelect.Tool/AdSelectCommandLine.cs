// The command tree, and the one place where failures become messages and exit codes.
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using AdSelect.Tool.Commands;
using AdSelect.Tool.Output;

namespace AdSelect.Tool;

internal static class AdSelectCommandLine
{
    /// <summary>Parses and runs a command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, ToolContext context, CancellationToken cancellation = default)
    {
        // File names may begin with '@'; they are not lists of arguments.
        ParseResult result = Create(context).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var configuration = new InvocationConfiguration { Output = context.Out, Error = context.Error, EnableDefaultExceptionHandler = false };
        if (result.Action is ParseErrorAction)
        {
            foreach (System.CommandLine.Parsing.ParseError error in result.Errors)
            {
                context.Error.WriteLine($"adselect: {error.Message}");
            }

            context.Error.WriteLine("Run 'adselect --help', or a command with --help, for the usage.");
            return ExitCode.Usage;
        }

        try
        {
            return await result.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            context.Error.WriteLine("adselect: cancelled.");
            return ExitCode.Cancelled;
        }
        catch (Exception error) when (StandardOutput.IsClosed(error))
        {
            return ExitCode.OutputClosed;
        }
        catch (Exception error)
        {
            context.Error.WriteLine($"adselect: {Describe(error)}");
            return ExitCode.Failure;
        }
    }

    // A plain command and not RootCommand, which would call itself by the name of its assembly.
    private static Command Create(ToolContext context) => new("adselect", "Builds, inspects and queries AdSelect snapshots.")
    {
        new HelpOption(),
        new VersionOption(),
        BuildCommand.Create(context),
        CheckCommand.Create(context),
        InspectCommand.Create(context),
        ExportCommand.Create(context),
        MatchCommand.Create(context),
        SelectCommand.Create(context),
        ExplainCommand.Create(context),
    };

    private static string Describe(Exception error) => error switch
    {
        ToolException or IOException or UnauthorizedAccessException => error.Message,
        OutOfMemoryException => "out of memory.",
        _ => $"unexpected {error.GetType().Name}: {error.Message}",
    };
}
