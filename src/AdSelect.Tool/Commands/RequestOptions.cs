// The options of every command that answers a file of requests, and the run over that file.
using System.CommandLine;
using System.Diagnostics;
using AdSelect.Tool.Output;
using AdSelect.Tool.Requests;

namespace AdSelect.Tool.Commands;

/// <summary>Adds the shared options to a command and runs its work for each request.</summary>
internal sealed class RequestOptions
{
    private readonly Option<string> _requests = new("--requests", "-r")
    {
        Description = "Requests, one JSON object a line; - reads standard input.",
        Required = true,
        HelpName = "R.jsonl",
    };
    private readonly Option<bool> _keepGoing = new("--keep-going", "-k") { Description = "Report a bad line and go on; the exit code is 1 at the end." };

    /// <summary>Adds the options to a command.</summary>
    public RequestOptions(Command command)
    {
        command.Options.Add(_requests);
        command.Options.Add(_keepGoing);
    }

    /// <summary>True when requests come one by one and their answers should, too.</summary>
    public bool IsInteractive(ParseResult result) => result.GetRequiredValue(_requests) == RequestFile.StandardInput;

    /// <summary>Answers all requests and writes the summary.</summary>
    /// <param name="context">Where messages go.</param>
    /// <param name="result">The parsed command line.</param>
    /// <param name="snapshot">Its schema types the attributes.</param>
    /// <param name="answer">Answers one request; false ends the run.</param>
    /// <param name="outcome">Describes what the answers came to, at the end.</param>
    /// <param name="cancellation">Ends the run.</param>
    public int Run(
        ToolContext context,
        ParseResult result,
        AdSnapshot snapshot,
        Func<RequestLine, bool> answer,
        Func<string> outcome,
        CancellationToken cancellation)
    {
        var parser = new RequestLineParser(snapshot.Attributes, snapshot);
        var unknown = new UnknownReferences(snapshot);
        string path = result.GetRequiredValue(_requests);
        bool isFile = result.GetResult("--output") is not null;
        long start = Stopwatch.GetTimestamp();
        bool keepsGoing = result.GetValue(_keepGoing);
        RequestCounts counts = RequestStatus.Show(
            context,
            isFile,
            progress => RequestFile.ForEach(context, path, parser, keepsGoing, Answer, progress, cancellation));
        foreach (string warning in unknown.Warnings())
        {
            context.Error.WriteLine($"{RequestFile.NameOf(path)}: warning: {warning}");
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string bad = counts.BadLines == 0 ? "" : $"; {Words.Count(counts.BadLines, "bad line")}";
        context.Error.WriteLine(
            $"{Words.Count(counts.Requests, "request")} in {seconds:N3} s ({counts.Requests / Math.Max(seconds, 1e-6):N0} a second): {outcome()}{bad}");
        return counts.BadLines == 0 ? ExitCode.Success : ExitCode.Failure;

        bool Answer(RequestLine line)
        {
            bool goOn = answer(line);
            unknown.Add(line);
            return goOn;
        }
    }
}
