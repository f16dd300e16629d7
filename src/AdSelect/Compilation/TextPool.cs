// Grows a text table: UTF-8 bytes and offsets.
using System.Runtime.InteropServices;
using System.Text;

namespace AdSelect.Compilation;

internal sealed class TextPool
{
    private const int LikelyBytes = 16;

    private readonly List<int> _offsets;
    private byte[] _utf8;
    private int _length;

    /// <param name="expected">How many texts will come, as far as known.</param>
    public TextPool(int expected = 0)
    {
        _offsets = new List<int>(expected + 1) { 0 };
        _utf8 = new byte[Math.Max(64, expected * LikelyBytes)];
    }

    public int Count => _offsets.Count - 1;

    public ReadOnlySpan<int> Offsets => CollectionsMarshal.AsSpan(_offsets);

    public ReadOnlySpan<byte> Utf8 => _utf8.AsSpan(0, _length);

    public ReadOnlySpan<byte> this[int index] => _utf8.AsSpan(_offsets[index], _offsets[index + 1] - _offsets[index]);

    public void Add(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            int most = Encoding.UTF8.GetMaxByteCount(text.Length);
            if (_length + most > _utf8.Length)
            {
                Array.Resize(ref _utf8, Math.Max(checked(_length + most), (int)Math.Min(Array.MaxLength, _utf8.Length * 2L)));
            }

            _length += Encoding.UTF8.GetBytes(text, _utf8.AsSpan(_length));
        }

        _offsets.Add(_length);
    }
}
