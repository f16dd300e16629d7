// Splits a stream into lines of bounded length without making a string of each.
namespace AdSelect.Tool.Requests;

/// <summary>Reads UTF-8 lines. A line's bytes are valid until the next read.</summary>
internal sealed class LineReader(Stream stream)
{
    /// <summary>The longest line, in bytes: far beyond any request within the limits of the library.</summary>
    public const int MaxLineBytes = 1 << 20;

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private int _lineStart;
    private int _lineLength;
    private bool _isAtEnd;

    /// <summary>Number of the line read last, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>The line read last, without its line break; empty when it is too long.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>True when the line read last exceeds <see cref="MaxLineBytes"/>; its rest is skipped.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Reads the next line; false at the end.</summary>
    public bool Read()
    {
        IsTooLong = false;
        int searched = 0;
        while (true)
        {
            int found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                return Take(searched + found, consumed: searched + found + 1);
            }

            searched = _end - _start;
            if (_isAtEnd)
            {
                return (searched != 0 || IsTooLong) && Take(searched, consumed: searched);
            }

            // Two bytes of room: the line break of a line of exactly the greatest length.
            if (searched > MaxLineBytes + 2)
            {
                IsTooLong = true;
                _end = _start;
                searched = 0;
            }

            Fill();
        }
    }

    private bool Take(int length, int consumed)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
        _lineStart = _start;
        _start += consumed;
        LineNumber++;
        if (LineNumber == 1 && line.StartsWith("\uFEFF"u8))
        {
            _lineStart += 3;
            line = line[3..];
        }

        if (line.EndsWith("\r"u8))
        {
            line = line[..^1];
        }

        IsTooLong |= line.Length > MaxLineBytes;
        _lineLength = IsTooLong ? 0 : line.Length;
        return true;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _isAtEnd = read == 0;
        _end += read;
    }
}
