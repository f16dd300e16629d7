// Runs something for each request of a file or of standard input, and decides what a bad line means.
namespace AdSelect.Tool.Requests;

/// <summary>What a run over a request file came to.</summary>
/// <param name="Requests">Lines that were answered.</param>
/// <param name="BadLines">Lines that were refused.</param>
internal readonly record struct RequestCounts(long Requests, long BadLines);

internal static class RequestFile
{
    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Parses each line and hands it on. A blank line is skipped.</summary>
    /// <param name="context">Where standard input and the messages are.</param>
    /// <param name="path">The file, or <see cref="StandardInput"/>.</param>
    /// <param name="parser">The parser of lines.</param>
    /// <param name="keepGoing">True: a bad line is reported and the next one is read. False: it ends the run.</param>
    /// <param name="answer">Answers one request; false ends the run.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="ToolException">A line is bad and <paramref name="keepGoing"/> is false.</exception>
    public static RequestCounts ForEach(ToolContext context, string path, RequestLineParser parser, bool keepGoing, Func<RequestLine, bool> answer, CancellationToken cancellation)
    {
        string name = path == StandardInput ? "(standard input)" : path;
        using Stream stream = path == StandardInput ? context.OpenInput() : File.OpenRead(path);
        var lines = new LineReader(stream);
        var request = new RequestLine();
        (long answered, long bad) = (0, 0);
        while (lines.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (IsBlank(lines))
            {
                continue;
            }

            string? error = TryAnswer(lines, parser, request, answer, out bool goOn);
            if (error is null)
            {
                answered++;
                if (!goOn)
                {
                    break;
                }

                continue;
            }

            bad++;
            string message = $"{name}:{lines.LineNumber}: {error}";
            if (!keepGoing)
            {
                throw new ToolException(message);
            }

            context.Error.WriteLine(message);
        }

        return new RequestCounts(answered, bad);
    }

    private static string? TryAnswer(LineReader lines, RequestLineParser parser, RequestLine request, Func<RequestLine, bool> answer, out bool goOn)
    {
        goOn = true;
        if (lines.IsTooLong)
        {
            return $"the line is longer than {LineReader.MaxLineBytes} bytes.";
        }

        try
        {
            parser.Parse(lines.Line, request);
            goOn = answer(request);
            return null;
        }
        catch (Exception error) when (error is RequestLineException or AdRequestException)
        {
            return error.Message;
        }
    }

    private static bool IsBlank(LineReader lines) => !lines.IsTooLong && lines.Line.IndexOfAnyExcept(" \t\r"u8) < 0;
}
