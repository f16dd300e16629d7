// Stores equal sets once: key sets (domains, categories, labels), cap sets, weekly grids. Set 0 is given.
using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AdSelect.Compilation;

/// <summary>Any thread may add. The numbers depend on who comes first, so whoever writes them numbers the sets anew.</summary>
internal sealed class SetPool<T>
    where T : unmanaged
{
    private readonly ConcurrentDictionary<UInt128, int> _sets = [];
    private readonly List<T> _items = [];
    private readonly List<int> _offsets = [0];

    /// <param name="first">Set 0: the empty one unless another is given.</param>
    public SetPool(params ReadOnlySpan<T> first) => Add(first);

    public int Count => _offsets.Count - 1;

    public int[] Offsets => [.. _offsets];

    public T[] Items => [.. _items];

    /// <summary>Index of the set with these items, in this order.</summary>
    public int Add(ReadOnlySpan<T> items)
    {
        UInt128 hash = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(items));
        return _sets.TryGetValue(hash, out int index) ? index : AddNew(hash, items);
    }

    private int AddNew(UInt128 hash, ReadOnlySpan<T> items)
    {
        lock (_items)
        {
            if (!_sets.TryGetValue(hash, out int index))
            {
                index = _offsets.Count - 1;
                _items.AddRange(items);
                _offsets.Add(_items.Count);
                _sets[hash] = index;
            }

            return index;
        }
    }
}
