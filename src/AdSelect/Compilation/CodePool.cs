// Stores equal targeting code once.
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AdSelect.Compilation;

internal sealed class CodePool
{
    private readonly Dictionary<UInt128, int> _codes = [];
    private readonly List<uint> _words = [];
    private readonly List<int> _starts = [];

    public int Count => _starts.Count;

    /// <summary>Index of the code; equal code has equal index.</summary>
    public int Add(ReadOnlySpan<uint> code)
    {
        UInt128 hash = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(code));
        if (!_codes.TryGetValue(hash, out int index))
        {
            index = _starts.Count;
            _codes.Add(hash, index);
            _starts.Add(_words.Count);
            _words.AddRange(code);
        }

        return index;
    }

    public Span<uint> this[int index]
    {
        get
        {
            int end = index + 1 < _starts.Count ? _starts[index + 1] : _words.Count;
            return CollectionsMarshal.AsSpan(_words)[_starts[index]..end];
        }
    }
}
