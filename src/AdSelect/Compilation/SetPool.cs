// Stores equal sets once: key sets (domains, categories, labels) and cap sets. Set 0 is the empty one.
using System.Runtime.InteropServices;

namespace AdSelect.Compilation;

internal sealed class SetPool<T>
    where T : unmanaged
{
    private readonly Dictionary<string, int> _sets = new(StringComparer.Ordinal);
    private readonly List<T> _items = [];
    private readonly List<int> _offsets = [0, 0];

    public SetPool() => _sets.Add(string.Empty, 0);

    /// <summary>Index of the set with these items, in this order.</summary>
    public int Add(ReadOnlySpan<T> items)
    {
        // The items' bytes as text make a dictionary key with value equality and no hash of our own.
        string key = Convert.ToHexString(MemoryMarshal.AsBytes(items));
        if (!_sets.TryGetValue(key, out int index))
        {
            index = _offsets.Count - 1;
            _sets.Add(key, index);
            _items.AddRange(items);
            _offsets.Add(_items.Count);
        }

        return index;
    }

    public int[] Offsets => [.. _offsets];

    public T[] Items => [.. _items];
}
