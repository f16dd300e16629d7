// Reads JSON tokens and whole values from a stream through one growing buffer, and knows the line of each.
using System.Buffers;
using System.Text.Json;

namespace AdSelect.Model.Json;

/// <summary>
/// A forward reader that checks the syntax of the whole document but holds no more than the value being read. Spans it
/// hands out are valid until the next read.
/// </summary>
internal sealed class JsonStream(Stream stream) : IDisposable
{
    private const int InitialBytes = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _start;
    private int _end;
    private bool _isComplete;
    private bool _isByteOrderMarkChecked;
    private long _nextLine = 1;
    private int _valueStart;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = AdSelectLimits.MaxCatalogJsonDepth });

    /// <summary>The line, from 1, of the token or value read last.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>The bytes of the token or value read last.</summary>
    public ReadOnlySpan<byte> Value => _buffer.AsSpan(_valueStart, _start - _valueStart);

    /// <summary>The text of the property name read last.</summary>
    public string Name { get; private set; } = string.Empty;

    /// <summary>True when the value read last has a null anywhere inside.</summary>
    public bool HasNull { get; private set; }

    /// <summary>Reads one token; <see cref="JsonTokenType.None"/> at the end of the document.</summary>
    /// <exception cref="JsonException">The document is malformed; line and position count from the document's start.</exception>
    public JsonTokenType ReadToken() => Read(isWhole: false);

    /// <summary>Reads one value with all that is inside it, or the end of the array.</summary>
    /// <exception cref="JsonException">The document is malformed; line and position count from the document's start.</exception>
    public JsonTokenType ReadValue() => Read(isWhole: true);

    /// <summary>Skips what is inside the object or array whose start was read last, however large it is.</summary>
    public void SkipInside()
    {
        for (int depth = 1; depth > 0;)
        {
            depth += ReadToken() switch
            {
                JsonTokenType.StartObject or JsonTokenType.StartArray => 1,
                JsonTokenType.EndObject or JsonTokenType.EndArray => -1,
                _ => 0,
            };
        }
    }

    /// <summary>Gives the buffer back; nothing can be read afterwards.</summary>
    public void Dispose()
    {
        byte[] buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private JsonTokenType Read(bool isWhole)
    {
        while (true)
        {
            if (TryRead(isWhole, out JsonTokenType token))
            {
                return token;
            }

            if (_isComplete)
            {
                return JsonTokenType.None;
            }

            Fill();
        }
    }

    private bool TryRead(bool isWhole, out JsonTokenType token)
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isComplete, _state);
        token = JsonTokenType.None;
        if (!_isByteOrderMarkChecked || !reader.Read())
        {
            return false;
        }

        token = reader.TokenType;
        int offset = (int)reader.TokenStartIndex;
        if (token == JsonTokenType.PropertyName)
        {
            Name = reader.TextOrRaw();
        }

        HasNull = token == JsonTokenType.Null;
        if (isWhole && (token is JsonTokenType.StartObject or JsonTokenType.StartArray) && !SkipToEnd(ref reader))
        {
            return false;
        }

        Consume(offset, (int)reader.BytesConsumed);
        _state = reader.CurrentState;
        return true;
    }

    private bool SkipToEnd(ref Utf8JsonReader reader)
    {
        int depth = reader.CurrentDepth;
        do
        {
            if (!reader.Read())
            {
                return false;
            }

            HasNull |= reader.TokenType == JsonTokenType.Null;
        }
        while (reader.CurrentDepth > depth);
        return true;
    }

    private void Consume(int valueOffset, int length)
    {
        ReadOnlySpan<byte> consumed = _buffer.AsSpan(_start, length);
        Line = _nextLine + consumed[..valueOffset].Count((byte)'\n');
        _nextLine = Line + consumed[valueOffset..].Count((byte)'\n');
        _valueStart = _start + valueOffset;
        _start += length;
    }

    // A value that is not complete yet is scanned again from its start, so each refill at least doubles what is
    // buffered: the work stays proportional to the size of the value even when the stream gives single bytes.
    private void Fill()
    {
        int unread = _end - _start;
        if (_start == 0 && unread == _buffer.Length)
        {
            Grow();
        }

        _buffer.AsSpan(_start, unread).CopyTo(_buffer);
        _valueStart = _start = 0;
        _end = unread;
        Span<byte> free = _buffer.AsSpan(unread);
        int wanted = Math.Clamp(unread, 1, free.Length);
        int read = stream.ReadAtLeast(free, wanted, throwOnEndOfStream: false);
        _end += read;
        _isComplete = read < wanted;
        SkipByteOrderMark();
    }

    private void Grow()
    {
        if (_buffer.Length >= AdSelectLimits.MaxCatalogJsonElementBytes)
        {
            throw new JsonException($"the value is larger than {AdSelectLimits.MaxCatalogJsonElementBytes} bytes", null, _nextLine - 1, 0);
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void SkipByteOrderMark()
    {
        if (_isByteOrderMarkChecked || (_end < 3 && !_isComplete))
        {
            return;
        }

        _isByteOrderMarkChecked = true;
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
        {
            _start = 3;
        }
    }
}
