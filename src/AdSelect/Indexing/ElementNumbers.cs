// The numbers that answers give to a segment's campaigns, creatives and so on.
namespace AdSelect.Indexing;

/// <summary>The kinds of elements that segments share, and that are numbered over all of them.</summary>
internal enum ElementKind
{
    Advertiser,
    Campaign,
    Creative,
    Deal,
    Experiment,
}

/// <summary>
/// An element that an earlier segment has keeps the number it has there; the others are numbered after those of all earlier segments. So
/// what is the same has the same number, whichever segment it comes from.
/// </summary>
internal sealed class ElementNumbers
{
    // Null for the first segment, where numbers are ordinals.
    private readonly int[]? _numbers;
    private readonly int[] _ordinalsOfNew = [];
    private readonly int[] _shared = [];
    private readonly int[] _ordinalsOfShared = [];

    /// <summary>Of the first segment.</summary>
    /// <param name="count">Its elements.</param>
    public ElementNumbers(int count) => Count = count;

    /// <summary>Of a later segment.</summary>
    /// <param name="ids">The ids of its elements.</param>
    /// <param name="firstNew">How many numbers the earlier segments have taken.</param>
    /// <param name="numberOf">The number of an element of an earlier segment by its id; −1 where none has it.</param>
    public ElementNumbers(TextTable ids, int firstNew, Func<ReadOnlySpan<byte>, int> numberOf)
    {
        FirstNew = firstNew;
        _numbers = new int[ids.Count];
        List<int> ordinalsOfNew = [];
        List<int> shared = [];
        List<int> ordinalsOfShared = [];
        for (int i = 0; i < _numbers.Length; i++)
        {
            int found = numberOf(ids.Utf8(i));
            if (found < 0)
            {
                _numbers[i] = FirstNew + ordinalsOfNew.Count;
                ordinalsOfNew.Add(i);
            }
            else
            {
                _numbers[i] = found;
                shared.Add(found);
                ordinalsOfShared.Add(i);
            }
        }

        _ordinalsOfNew = [.. ordinalsOfNew];
        _shared = [.. shared];
        _ordinalsOfShared = [.. ordinalsOfShared];
        Array.Sort(_shared, _ordinalsOfShared);
        Count = FirstNew + _ordinalsOfNew.Length;
    }

    /// <summary>The number of the first element that no earlier segment has.</summary>
    public int FirstNew { get; }

    /// <summary>Elements of this segment and all earlier ones together.</summary>
    public int Count { get; }

    /// <summary>The number of an element of the segment.</summary>
    public int this[int ordinal] => _numbers is null ? ordinal : _numbers[ordinal];

    /// <summary>The ordinal of an element that is new in this segment.</summary>
    public int OrdinalOfNew(int number) => _numbers is null ? number : _ordinalsOfNew[number - FirstNew];

    /// <summary>The ordinal in this segment of the element with a number; −1 where it does not have it.</summary>
    public int OrdinalOf(int number)
    {
        if (number >= FirstNew)
        {
            return number < Count ? OrdinalOfNew(number) : -1;
        }

        int at = Array.BinarySearch(_shared, number);
        return at < 0 ? -1 : _ordinalsOfShared[at];
    }
}
