// Runs something for each request of a file or of standard input, and decides what a bad line means.
namespace AdSelect.Tool.Requests;

/// <summary>What a run over a request file came to.</summary>
/// <param name="Requests">Lines that were answered.</param>
/// <param name="BadLines">Lines that were refused.</param>
internal readonly record struct RequestCounts(long Requests, long BadLines);

/// <summary>How far a run is.</summary>
/// <param name="Requests">Lines that were answered.</param>
/// <param name="Bytes">Bytes that were read.</param>
/// <param name="TotalBytes">Bytes of the file; null where the end is not known.</param>
internal readonly record struct RequestProgress(long Requests, long Bytes, long? TotalBytes);

internal static class RequestFile
{
    // Telling takes longer than answering.
    private const int RequestsPerReport = 256;

    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Parses each line and hands it on. A blank line is skipped.</summary>
    /// <param name="context">Where standard input and the messages are.</param>
    /// <param name="path">The file, or <see cref="StandardInput"/>.</param>
    /// <param name="parser">The parser of lines.</param>
    /// <param name="keepGoing">True: a bad line is reported and the next one is read. False: it ends the run.</param>
    /// <param name="answer">Answers one request; false ends the run.</param>
    /// <param name="progress">Is told now and then how far the run is; null for nobody.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="ToolException">A line is bad and <paramref name="keepGoing"/> is false.</exception>
    public static RequestCounts ForEach(
        ToolContext context,
        string path,
        RequestLineParser parser,
        bool keepGoing,
        Func<RequestLine, bool> answer,
        Action<RequestProgress>? progress,
        CancellationToken cancellation)
    {
        string name = NameOf(path);
        using Stream stream = path == StandardInput ? context.OpenInput() : File.OpenRead(path);
        var lines = new LineReader(stream);
        var request = new RequestLine();
        (long answered, long bad) = (0, 0);
        while (lines.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (progress is not null && lines.LineNumber % RequestsPerReport == 0)
            {
                progress(stream.CanSeek ? new RequestProgress(answered, stream.Position, stream.Length) : new RequestProgress(answered, 0, null));
            }

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

            context.Report(message);
        }

        return new RequestCounts(answered, bad);
    }

    /// <summary>What messages call the file.</summary>
    public static string NameOf(string path) => path == StandardInput ? "(standard input)" : path;

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
