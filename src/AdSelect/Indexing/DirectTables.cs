// Tables of whole numbers by value: for attributes whose listed numbers lie close together.
using System.Runtime.InteropServices;

namespace AdSelect.Indexing;

/// <summary>
/// Token and class of each number from the lowest to the highest that targeting lists or that is a cut, four bytes a number. Looking a
/// number up is one read without a hash: what listeners' segments mostly need. Made when a snapshot is loaded, from its columns.
/// </summary>
internal sealed class DirectTables
{
    /// <summary>Numbers that all tables of a snapshot may have a place for: 1 MB. Attributes with more values come first.</summary>
    public const int MaxPlaces = 256 * 1024;

    /// <summary>A table has at most this many places for each number that is listed; beyond, the perfect hash takes less memory.</summary>
    public const int MaxPlacesPerValue = 8;

    /// <summary>Ranges up to this many numbers have a table however few of them are listed.</summary>
    public const int AlwaysPlaces = 256;

    private readonly ushort[] _tokens;
    private readonly ushort[] _classes;

    private DirectTables(int places)
    {
        _tokens = new ushort[places];
        _classes = new ushort[places];
    }

    public int Bytes => (_tokens.Length + _classes.Length) * sizeof(ushort);

    /// <summary>Tokens by place, table after table. A place for all other numbers, without a token, ends each table.</summary>
    public ref ushort FirstToken => ref MemoryMarshal.GetArrayDataReference(_tokens);

    /// <summary>Classes beside the tokens.</summary>
    public ref ushort FirstClass => ref MemoryMarshal.GetArrayDataReference(_classes);

    public int Length => _tokens.Length;

    /// <summary>Chooses the attributes that have a table, and makes it.</summary>
    public static DirectTables Build(FrozenCatalog catalog, Span<AttributeEntry> entries)
    {
        int[] order = [.. Enumerable.Range(0, entries.Length)];
        int[] values = new int[entries.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            values[i] = -ListedBy(catalog, entries[i]);
        }

        Array.Sort(values, order);
        int total = 0;
        foreach (int at in order)
        {
            ref AttributeEntry entry = ref entries[at];
            if (TryFindRange(catalog, entry, MaxPlaces - total, out long lowest, out uint places))
            {
                entry.Table = ValueTable.Direct;
                entry.Lowest = lowest;
                entry.Places = places;
                entry.FirstPlace = total;
                total += (int)places + 1;
            }
        }

        var tables = new DirectTables(total);
        foreach (ref readonly AttributeEntry entry in entries)
        {
            if (entry.Table == ValueTable.Direct)
            {
                tables.Fill(catalog, entry);
            }
        }

        return tables;
    }

    private static int ListedBy(FrozenCatalog catalog, in AttributeEntry entry) =>
        entry.Attribute < 0 || entry.Kind != AttributeKind.Integer ? 0 : catalog.Attributes[entry.Attribute].ValueCount + entry.CutCount;

    private static bool TryFindRange(FrozenCatalog catalog, in AttributeEntry entry, int room, out long lowest, out uint places)
    {
        int listed = ListedBy(catalog, entry);
        lowest = long.MaxValue;
        places = 0;
        if (listed == 0)
        {
            return false;
        }

        long highest = long.MinValue;
        ref readonly AttributeRow row = ref catalog.Attributes[entry.Attribute];
        foreach (long value in catalog.ValueBits.Span.Slice(row.FirstValue, row.ValueCount))
        {
            lowest = Math.Min(lowest, value);
            highest = Math.Max(highest, value);
        }

        // Cuts ascend. The number below the first has a class of its own, which the place for all others does not say.
        ReadOnlySpan<long> cuts = catalog.Cuts.Span.Slice(row.FirstCut, row.CutCount);
        if (cuts.Length > 0)
        {
            lowest = Math.Min(lowest, cuts[0]);
            highest = Math.Max(highest, cuts[^1]);
        }

        ulong range = unchecked((ulong)highest - (ulong)lowest);
        ulong most = Math.Max((ulong)AlwaysPlaces, (ulong)listed * MaxPlacesPerValue);
        if (range >= most || (long)range + 2 > room)
        {
            return false;
        }

        places = (uint)range + 1;
        return true;
    }

    private void Fill(FrozenCatalog catalog, in AttributeEntry entry)
    {
        Span<ushort> tokens = _tokens.AsSpan(entry.FirstPlace, (int)entry.Places + 1);
        Span<ushort> classes = _classes.AsSpan(entry.FirstPlace, (int)entry.Places + 1);
        ref readonly AttributeRow row = ref catalog.Attributes[entry.Attribute];
        tokens.Fill(Tokens.Never);
        classes.Fill(1);
        ValueIndex.Finder finder = catalog.Values.Of(row);
        foreach (long value in catalog.ValueBits.Span.Slice(row.FirstValue, row.ValueCount))
        {
            ref readonly ValueSlot slot = ref finder.Find(value, out _);
            tokens[(int)entry.PlaceOf(value)] = slot.Token;
            classes[(int)entry.PlaceOf(value)] = slot.Class;
        }

        if (row.Mode == ClassMode.Intervals)
        {
            ReadOnlySpan<long> cuts = catalog.Cuts.Span.Slice(row.FirstCut, row.CutCount);
            for (int i = 0; i < entry.Places; i++)
            {
                classes[i] = (ushort)IntervalClasses.ClassOf(cuts, unchecked(entry.Lowest + i));
            }
        }
    }
}
