// Finds the attribute of a term's key. Built once when a snapshot is loaded; a handful of entries in one cache line or two.
using System.Numerics;

namespace AdSelect.Indexing;

internal sealed class AttributeLookup
{
    public const int NotDeclared = -1;

    // Keys without their kind bits, so that a value of the wrong kind is found, and refused by name.
    private readonly ulong[] _keys;
    private readonly short[] _indexes;
    private readonly uint _mask;
    private readonly string[] _names;

    public AttributeLookup(FrozenCatalog catalog)
    {
        ReadOnlySpan<AttributeRow> attributes = catalog.Attributes.Span;
        _names = new string[attributes.Length];
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, attributes.Length * 4));
        _keys = new ulong[size];
        _indexes = new short[size];
        _mask = (uint)size - 1;
        Array.Fill(_indexes, (short)NotDeclared);
        for (int i = 0; i < attributes.Length; i++)
        {
            _names[i] = catalog.AttributeNames[i];
            ulong name = attributes[i].Key >> 2;
            uint place = (uint)name & _mask;
            while (_indexes[place] != NotDeclared)
            {
                place = (place + 1) & _mask;
            }

            _keys[place] = name;
            _indexes[place] = (short)i;
        }
    }

    /// <summary>The attribute's name, without allocating: errors name it.</summary>
    public string NameOf(int attribute) => _names[attribute];

    /// <summary>Index of the attribute, whatever the kind bits of the key; <see cref="NotDeclared"/> when unknown.</summary>
    public int Find(ulong key)
    {
        ulong name = key >> 2;
        uint place = (uint)name & _mask;
        while (true)
        {
            int index = _indexes[place];
            if (index == NotDeclared || _keys[place] == name)
            {
                return index;
            }

            place = (place + 1) & _mask;
        }
    }
}
