// Finds the attribute of a term's key, with all that resolving needs of it. Built once when a snapshot is loaded.
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AdSelect.Indexing;

internal sealed class AttributeLookup
{
    public const int NotDeclared = -1;

    /// <summary>Factors that are tried. With few attributes one of them gives each the place that its key leads to; otherwise the best one stays.</summary>
    private const int MaxAttempts = 256;

    // By keys without their kind bits, so that a value of the wrong kind is found, and refused by name.
    private readonly AttributeEntry[] _entries;
    private readonly ulong _factor;
    private readonly int _shift;
    private readonly string[] _names;
    private readonly AttributeValues[] _missing;

    public AttributeLookup(FrozenCatalog catalog)
    {
        ReadOnlySpan<AttributeRow> attributes = catalog.Attributes.Span;
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, attributes.Length * 4));
        _names = new string[attributes.Length];
        _missing = new AttributeValues[attributes.Length];
        _entries = new AttributeEntry[size];
        _shift = 64 - BitOperations.Log2((uint)size);
        _factor = FactorFor(attributes, size, _shift);
        foreach (ref AttributeEntry entry in _entries.AsSpan())
        {
            entry.Attribute = NotDeclared;
        }

        for (int i = 0; i < attributes.Length; i++)
        {
            _names[i] = catalog.AttributeNames[i];
            _missing[i] = new AttributeValues { Class = attributes[i].FirstClass };
            _entries[FreePlace(attributes[i].Key)] = Entry(catalog, i);
        }

        Tables = DirectTables.Build(catalog, _entries);
    }

    /// <summary>The tables of attributes that are looked up by value.</summary>
    public DirectTables Tables { get; }

    /// <summary>What a request has that has no value of any attribute, ready to be copied.</summary>
    public ReadOnlySpan<AttributeValues> Missing => _missing;

    /// <summary>The attribute's name, without allocating: errors name it.</summary>
    public string NameOf(int attribute) => _names[attribute];

    /// <summary>Number of the attribute, whatever the kind bits of the key; <see cref="NotDeclared"/> when unknown.</summary>
    public int Find(ulong key) => EntryOf(key).Attribute;

    /// <summary>The entry of the attribute, whatever the kind bits of the key; an empty one when unknown.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly AttributeEntry EntryOf(ulong key)
    {
        int place = PlaceOf(key, _factor, _shift);
        while (true)
        {
            Debug.Assert((uint)place < (uint)_entries.Length, "hashes are shifted to the size of the table");
            ref AttributeEntry entry = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), place);
            if ((entry.Key ^ key) <= 3 || entry.Attribute == NotDeclared)
            {
                return ref entry;
            }

            place = (place + 1) & (_entries.Length - 1);
        }
    }

    private static AttributeEntry Entry(FrozenCatalog catalog, int attribute)
    {
        ref readonly AttributeRow row = ref catalog.Attributes[attribute];
        return new AttributeEntry
        {
            Key = row.Key,
            Attribute = attribute,
            FirstClass = row.FirstClass,
            MultiClass = row.MultiClass,
            FirstCut = row.FirstCut,
            CutCount = row.CutCount,
            Kind = row.Kind,
            Mode = row.Mode,
            Table = row.ValueCount == 0 ? ValueTable.None : ValueTable.Hashed,
            Salt = catalog.Values.SaltOf(row),
            FirstNumber = row.FirstValue + 1,
            ValueCount = (uint)row.ValueCount,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(ulong key, ulong factor, int shift) => (int)(unchecked((key >> 2) * factor) >> shift);

    private static ulong FactorFor(ReadOnlySpan<AttributeRow> attributes, int size, int shift)
    {
        ulong best = 1;
        int fewest = int.MaxValue;
        bool[] taken = new bool[size];
        for (int attempt = 0; attempt < MaxAttempts && fewest > 0; attempt++)
        {
            ulong factor = Factor(attempt);
            Array.Clear(taken);
            int collisions = 0;
            foreach (ref readonly AttributeRow row in attributes)
            {
                ref bool isTaken = ref taken[PlaceOf(row.Key, factor, shift)];
                collisions += isTaken ? 1 : 0;
                isTaken = true;
            }

            if (collisions < fewest)
            {
                (best, fewest) = (factor, collisions);
            }
        }

        return best;
    }

    // Odd multiples of the golden ratio: keys are hashes already.
    private static ulong Factor(int attempt) => unchecked(0x9E37_79B9_7F4A_7C15 * (ulong)((2 * attempt) + 1));

    private int FreePlace(ulong key)
    {
        int place = PlaceOf(key, _factor, _shift);
        while (_entries[place].Attribute != NotDeclared)
        {
            place = (place + 1) & (_entries.Length - 1);
        }

        return place;
    }
}
