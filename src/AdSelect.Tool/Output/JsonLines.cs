// JSON lines to standard output as they come, or to a file that appears only when it is complete.
using System.Buffers;
using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AdSelect.Tool.Output;

/// <summary>Collects one JSON value a line.</summary>
internal sealed class JsonLines : IDisposable
{
    private const int FlushBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(FlushBytes * 2);
    private readonly Stream _stream;
    private readonly string? _path;
    private readonly bool _flushesEachLine;
    private bool _isComplete;

    private JsonLines(Stream stream, string? path, bool flushesEachLine)
    {
        (_stream, _path, _flushesEachLine) = (stream, path, flushesEachLine);
        // Answers are read by programs and people, not embedded in HTML: letters stay letters.
        Json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Writes the current line.</summary>
    public Utf8JsonWriter Json { get; }

    private string TemporaryPath => _path + ".tmp";

    /// <summary>The option that names the file.</summary>
    public static Option<string?> Option() => new("--output", "-o") { Description = "The file to write instead of standard output, whole or not at all.", HelpName = "OUT" };

    /// <summary>Begins a sequence of lines.</summary>
    /// <param name="context">Where standard output is.</param>
    /// <param name="path">The file; null is standard output.</param>
    /// <param name="flushesEachLine">True when somebody waits for each answer.</param>
    public static JsonLines Open(ToolContext context, string? path, bool flushesEachLine) => path is null
        ? new JsonLines(context.Output, null, flushesEachLine)
        : new JsonLines(new FileStream(path + ".tmp", FileMode.Create, FileAccess.Write), path, flushesEachLine: false);

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
        _isComplete = true;
        if (_path is not null)
        {
            _stream.Dispose();
            File.Move(TemporaryPath, _path, overwrite: true);
        }
    }

    /// <summary>Keeps what standard output already has; an incomplete file vanishes.</summary>
    public void Dispose()
    {
        Json.Dispose();
        if (_isComplete)
        {
            return;
        }

        if (_path is null)
        {
            Flush();
            return;
        }

        _stream.Dispose();
        File.Delete(TemporaryPath);
    }

    private void Flush()
    {
        _stream.Write(_buffer.WrittenSpan);
        _stream.Flush();
        _buffer.ResetWrittenCount();
    }
}
