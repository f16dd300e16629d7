// Stores equal targeting code once, in pieces that never move, so that growing copies nothing.
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AdSelect.Compilation;

internal sealed class CodePool
{
    private const int ChunkWords = 1 << 16;

    private readonly Dictionary<UInt128, int> _codes = [];
    private readonly List<Place> _places = [];
    private readonly List<uint[]> _chunks = [];
    private int _used = ChunkWords;

    private readonly record struct Place(int Chunk, int Start, int Length);

    public int Count => _places.Count;

    public ReadOnlySpan<uint> this[int index]
    {
        get
        {
            Place place = _places[index];
            return _chunks[place.Chunk].AsSpan(place.Start, place.Length);
        }
    }

    /// <summary>What code is known by.</summary>
    public static UInt128 HashOf(ReadOnlySpan<uint> code) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(code));

    /// <summary>Index of the code with this hash; equal code has equal index. One thread at a time.</summary>
    public int Add(ReadOnlySpan<uint> code, UInt128 hash)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_codes, hash, out bool isKnown);
        if (!isKnown)
        {
            index = _places.Count;
            Store(code);
        }

        return index;
    }

    private void Store(ReadOnlySpan<uint> code)
    {
        if (_chunks.Count == 0 || code.Length > _chunks[^1].Length - _used)
        {
            _chunks.Add(GC.AllocateUninitializedArray<uint>(Math.Max(ChunkWords, code.Length)));
            _used = 0;
        }

        code.CopyTo(_chunks[^1].AsSpan(_used));
        _places.Add(new Place(_chunks.Count - 1, _used, code.Length));
        _used += code.Length;
    }
}
