// Numbers a delta's campaigns, creatives and so on among those of its base.
namespace AdSelect.Indexing;

/// <summary>
/// An element that the base has too keeps the base's ordinal; the others are numbered after those of the base. So what
/// is the same has the same number, whichever part it comes from.
/// </summary>
internal sealed class EntityNumbers
{
    private readonly int[] _numbers;
    private readonly int[] _ordinalsOfNew;
    private readonly int[] _shared;
    private readonly int[] _ordinalsOfShared;

    /// <param name="ofBase">Ids of the base's elements.</param>
    /// <param name="ofDelta">Ids of the delta's elements.</param>
    public EntityNumbers(TextTable ofBase, TextTable ofDelta)
    {
        FirstNew = ofBase.Count;
        _numbers = new int[ofDelta.Count];
        List<int> ordinalsOfNew = [];
        List<int> shared = [];
        List<int> ordinalsOfShared = [];
        for (int i = 0; i < _numbers.Length; i++)
        {
            int found = ofBase.Find(ofDelta.Utf8(i));
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
    }

    /// <summary>The number of the first element that the base lacks: as many as the base has.</summary>
    public int FirstNew { get; }

    /// <summary>Elements of both together.</summary>
    public int Count => FirstNew + _ordinalsOfNew.Length;

    /// <summary>The number of an element of the delta.</summary>
    public int this[int ordinalInDelta] => _numbers[ordinalInDelta];

    /// <summary>The ordinal in the delta of an element that the base lacks.</summary>
    public int OrdinalOfNew(int number) => _ordinalsOfNew[number - FirstNew];

    /// <summary>The ordinal in the delta of an element of the base, or −1.</summary>
    public int OrdinalOfShared(int ordinalInBase)
    {
        int at = Array.BinarySearch(_shared, ordinalInBase);
        return at < 0 ? -1 : _ordinalsOfShared[at];
    }
}
