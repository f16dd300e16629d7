// Every value that targeting lists, numbered as first met; renumbered by popularity when all line items are read.
using System.Collections.Concurrent;
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>One listed value.</summary>
/// <param name="Attribute">Index of the attribute.</param>
/// <param name="Bits">Hash of a text, whole number, or bits of a double.</param>
/// <param name="Text">The text of a keyword; null for numbers.</param>
internal readonly record struct ListedValue(int Attribute, long Bits, string? Text);

/// <summary>Any thread may add; the provisional numbers depend on who comes first, the final order does not.</summary>
internal sealed class ValueDictionary
{
    private readonly ConcurrentDictionary<ValueKey, Known> _ids = [];
    private readonly List<ListedValue> _values = [];
    private int[] _uses = [];

    private sealed record Known(int Id, string? Text);

    private readonly record struct ValueKey(int Attribute, long Bits)
    {
        public override int GetHashCode() => NumberComparer.HashOf(Bits, Attribute);
    }

    public int Count => _values.Count;

    public IReadOnlyList<ListedValue> Values => _values;

    /// <summary>True when values were not taken because there are too many.</summary>
    public bool IsFull { get; private set; }

    /// <summary>
    /// Provisional id of a value, or −1 when there are too many. False when another text of the attribute has the same hash.
    /// </summary>
    public bool TryAdd(ListedValue value, out int id)
    {
        if (!_ids.TryGetValue(new ValueKey(value.Attribute, value.Bits), out Known? known))
        {
            known = AddNew(value);
        }

        id = known?.Id ?? -1;
        return known is null || known.Text == value.Text;
    }

    /// <summary>Takes how often each value is used.</summary>
    public void SetUses(int[] uses) => _uses = uses;

    public int Uses(int id) => _uses[id];

    /// <summary>
    /// Final order: by attribute, then the most used first, then by bits. It depends on the catalog's content alone,
    /// not on the order of its elements.
    /// </summary>
    public int[] FinalOrder()
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        Array.Sort(order, (left, right) =>
        {
            int byAttribute = _values[left].Attribute.CompareTo(_values[right].Attribute);
            int byUses = byAttribute != 0 ? byAttribute : _uses[right].CompareTo(_uses[left]);
            return byUses != 0 ? byUses : _values[left].Bits.CompareTo(_values[right].Bits);
        });
        return order;
    }

    private Known? AddNew(ListedValue value)
    {
        lock (_values)
        {
            if (_ids.TryGetValue(new ValueKey(value.Attribute, value.Bits), out Known? known))
            {
                return known;
            }

            if (_values.Count == AdSelectLimits.MaxDistinctValues)
            {
                IsFull = true;
                return null;
            }

            known = new Known(_values.Count, value.Text);
            _values.Add(value);
            _ids[new ValueKey(value.Attribute, value.Bits)] = known;
            return known;
        }
    }
}
