// JSON lines to standard output as they come, or to a file that appears only when it is complete.
using System.Buffers;
using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using AdSelect.Snapshots;

namespace AdSelect.Tool.Output;

/// <summary>Collects one JSON value a line.</summary>
internal sealed class JsonLines : IDisposable
{
    private const int FlushBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(FlushBytes * 2);
    private readonly Stream _stream;
    private readonly AtomicFile? _file;
    private readonly bool _flushesEachLine;
    private bool _isComplete;

    private JsonLines(Stream stream, AtomicFile? file, bool flushesEachLine)
    {
        (_stream, _file, _flushesEachLine) = (stream, file, flushesEachLine);
        // Answers are read by programs and people, not embedded in HTML: letters stay letters.
        Json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Writes the current line.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>The option that names the file.</summary>
    public static Option<string?> Option() =>
        new("--output", "-o") { Description = "The file to write instead of standard output, whole or not at all.", HelpName = "OUT" };

    /// <summary>Begins a sequence of lines.</summary>
    /// <param name="context">Where standard output is.</param>
    /// <param name="path">The file; null is standard output.</param>
    /// <param name="flushesEachLine">True when somebody waits for each answer.</param>
    public static JsonLines Open(ToolContext context, string? path, bool flushesEachLine)
    {
        if (path is null)
        {
            return new JsonLines(context.Output, null, flushesEachLine);
        }

        var file = new AtomicFile(path);
        return new JsonLines(file.Stream, file, flushesEachLine: false);
    }

    /// <summary>Ends the current line.</summary>
    public void EndLine()
    {
        Json.Flush();
        Json.Reset();
        _buffer.Write("\n"u8);
        if (_flushesEachLine || _buffer.WrittenCount >= FlushBytes)
        {
            Flush();
        }
    }

    /// <summary>Says that all lines were written: a file gets its name.</summary>
    public void Complete()
    {
        Flush();
        _file?.Complete();
        _isComplete = true;
    }

    /// <summary>Keeps what standard output already has; an incomplete file vanishes.</summary>
    public void Dispose()
    {
        Json.Dispose();
        if (_file is null && !_isComplete)
        {
            Flush();
        }

        _file?.Dispose();
    }

    private void Flush()
    {
        _stream.Write(_buffer.WrittenSpan);
        _stream.Flush();
        _buffer.ResetWrittenCount();
    }
}
