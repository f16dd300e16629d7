// What resolving a request needs of one attribute, side by side.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AdSelect.Indexing;

/// <summary>Where the listed values of an attribute are found.</summary>
internal enum ValueTable : byte
{
    /// <summary>No value is listed.</summary>
    None = 0,

    /// <summary>In the perfect hash, <see cref="ValueIndex"/>.</summary>
    Hashed = 1,

    /// <summary>In a table of <see cref="DirectTables"/>: the value is the index.</summary>
    Direct = 2,
}

/// <summary>One place of <see cref="AttributeLookup"/>: a cache line.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 64)]
internal struct AttributeEntry
{
    /// <summary>With the bits of the kind.</summary>
    public ulong Key;

    /// <summary>Number of the attribute; <see cref="AttributeLookup.NotDeclared"/> where the place is empty.</summary>
    public int Attribute;

    /// <summary>As in <see cref="AttributeRow"/>.</summary>
    public int FirstClass;

    /// <summary>As in <see cref="AttributeRow"/>.</summary>
    public int MultiClass;

    /// <summary>As in <see cref="AttributeRow"/>.</summary>
    public int FirstCut;

    /// <summary>As in <see cref="AttributeRow"/>.</summary>
    public int CutCount;

    public AttributeKind Kind;
    public ClassMode Mode;
    public ValueTable Table;

    /// <summary>Of a direct table: the value that its first place stands for.</summary>
    public long Lowest;

    /// <summary>Of a direct table: how many values it has a place for. One place more follows, which stands for all others.</summary>
    public uint Places;

    /// <summary>Of a direct table: where it begins among all of them.</summary>
    public int FirstPlace;

    /// <summary>Of the perfect hash: what tells the attribute's values from equal bits of another one, see <see cref="ValueIndex.SaltOf"/>.</summary>
    public ulong Salt;

    /// <summary>Of the perfect hash: id of the attribute's first value, plus 1.</summary>
    public int FirstNumber;

    /// <summary>As in <see cref="AttributeRow"/>.</summary>
    public uint ValueCount;

    /// <summary>
    /// Place of a value in the direct table; <see cref="Places"/> for all that are outside. The difference may wrap around: it is below
    /// the number of places only for values inside.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint PlaceOf(long value) => (uint)Math.Min(unchecked((ulong)value - (ulong)Lowest), Places);
}
