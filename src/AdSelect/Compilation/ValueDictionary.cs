// Every value that targeting lists, numbered as first met; renumbered by popularity when all line items are read.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>One listed value.</summary>
/// <param name="Attribute">Index of the attribute.</param>
/// <param name="Bits">Hash of a text, whole number, or bits of a double.</param>
/// <param name="Text">The text of a keyword; null for numbers.</param>
internal readonly record struct ListedValue(int Attribute, long Bits, string? Text);

internal sealed class ValueDictionary
{
    private readonly Dictionary<(int Attribute, long Bits), int> _ids = [];
    private readonly List<ListedValue> _values = [];
    private readonly List<int> _uses = [];

    public int Count => _values.Count;

    public IReadOnlyList<ListedValue> Values => _values;

    /// <summary>Provisional id of a value. False when another text of the attribute has the same hash.</summary>
    public bool TryAdd(ListedValue value, out int id)
    {
        if (!_ids.TryGetValue((value.Attribute, value.Bits), out id))
        {
            id = _values.Count;
            _ids.Add((value.Attribute, value.Bits), id);
            _values.Add(value);
            _uses.Add(0);
        }

        return _values[id].Text == value.Text;
    }

    public void CountUses(int id, int uses) => _uses[id] += uses;

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
}
