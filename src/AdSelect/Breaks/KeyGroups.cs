// A small hash table: which options have a key.
using System.Numerics;

namespace AdSelect.Breaks;

/// <summary>Open addressing with linear probing; the table is never more than half full, so every search ends.</summary>
/// <param name="slots">Places of the table, see <see cref="SlotsFor"/>.</param>
/// <param name="keys">Room for all distinct keys.</param>
/// <param name="members">As many sets.</param>
internal ref struct KeyGroups(Span<short> slots, Span<ulong> keys, Span<OptionSet> members)
{
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    private readonly Span<short> _all = slots;
    private readonly Span<ulong> _keys = keys;
    private readonly Span<OptionSet> _members = members;
    private Span<short> _slots = slots;
    private int _shift;
    private int _count;

    public readonly int Count => _count;

    /// <summary>The places needed for so many keys.</summary>
    public static int SlotsFor(int keys) => (int)BitOperations.RoundUpToPowerOf2((uint)(2 * keys) + 2);

    /// <summary>Begins anew, with room for so many keys.</summary>
    public void Clear(int keyCount)
    {
        _slots = _all[..SlotsFor(keyCount)];
        _slots.Clear();
        _shift = 64 - BitOperations.Log2((uint)_slots.Length);
        _count = 0;
    }

    /// <summary>A group by its number, from 0.</summary>
    public readonly ref OptionSet At(int group) => ref _members[group];

    /// <summary>The group of a key, empty when the key is new.</summary>
    public ref OptionSet Of(ulong key)
    {
        int slot = (int)(unchecked(key * Golden) >> _shift);
        while (_slots[slot] != 0)
        {
            int found = _slots[slot] - 1;
            if (_keys[found] == key)
            {
                return ref _members[found];
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        _keys[_count] = key;
        _members[_count] = default;
        _slots[slot] = (short)(_count + 1);
        return ref _members[_count++];
    }
}
