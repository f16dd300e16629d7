// Grows a text table: UTF-8 bytes and offsets.
using System.Text;

namespace AdSelect.Compilation;

internal sealed class TextPool
{
    private readonly List<int> _offsets = [0];
    private byte[] _utf8 = new byte[1024];
    private int _length;

    public int Count => _offsets.Count - 1;

    public ReadOnlySpan<int> Offsets => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_offsets);

    public ReadOnlySpan<byte> Utf8 => _utf8.AsSpan(0, _length);

    public ReadOnlySpan<byte> this[int index] => _utf8.AsSpan(_offsets[index], _offsets[index + 1] - _offsets[index]);

    public void Add(string? text) => Append(text ?? string.Empty);

    /// <summary>The same texts in another order.</summary>
    public TextPool Reordered(ReadOnlySpan<int> order)
    {
        var result = new TextPool { _utf8 = new byte[Math.Max(_length, 1)] };
        foreach (int index in order)
        {
            ReadOnlySpan<byte> text = this[index];
            text.CopyTo(result._utf8.AsSpan(result._length));
            result._length += text.Length;
            result._offsets.Add(result._length);
        }

        return result;
    }

    private void Append(string text)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_length + most > _utf8.Length)
        {
            Array.Resize(ref _utf8, Math.Max(checked(_length + most), (int)Math.Min(Array.MaxLength, _utf8.Length * 2L)));
        }

        _length += Encoding.UTF8.GetBytes(text, _utf8.AsSpan(_length));
        _offsets.Add(_length);
    }
}
