// Some consecutive line items on their way through the intake: what was read, and what becomes of it.
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>Batches are used again, all but their columns, so reading a million line items makes little garbage.</summary>
internal sealed class LineItemBatch
{
    /// <summary>Line items of all batches but the last: a power of two, large enough to be worth handing to another thread.</summary>
    public const int Size = 1 << SizeBits;

    public const int SizeBits = 9;

    private readonly LineItem?[] _items = new LineItem?[Size];
    private readonly bool[] _isRefused = new bool[Size];
    private readonly List<uint> _words = [];
    private readonly List<(int End, UInt128 Hash)> _codes = [];
    private readonly List<int> _creatives = [];
    private readonly List<int> _weights = [];

    public ReadOnlySpan<LineItem?> Items => _items.AsSpan(0, Count);

    public int Count { get; private set; }

    /// <summary>Place of the first line item in the catalog's sequence.</summary>
    public int FirstPosition { get; private set; }

    public LineItemColumns Columns { get; private set; } = new(0);

    /// <summary>The intake that read it, while it holds findings about the batch.</summary>
    public LineItemIntake? Intake { get; set; }

    public bool IsFull => Count == Size;

    public int CreativeCount => _creatives.Count;

    /// <summary>Empties the batch for line items from that place on.</summary>
    public void Reset(int firstPosition)
    {
        Count = 0;
        FirstPosition = firstPosition;
    }

    public void Add(LineItem? lineItem) => _items[Count++] = lineItem;

    /// <summary>Takes out a line item that cannot even be named.</summary>
    public void Refuse(int index)
    {
        _isRefused[index] = true;
        Columns.AddTexts(string.Empty, null);
    }

    public bool IsRefused(int index) => _isRefused[index];

    /// <summary>Makes room for what becomes of the line items.</summary>
    public void BeginColumns()
    {
        Columns = new LineItemColumns(Count);
        _isRefused.AsSpan().Clear();
        _words.Clear();
        _codes.Clear();
        _creatives.Clear();
        _weights.Clear();
    }

    /// <summary>Keeps the code of a line item; its number is the batch's own.</summary>
    public int AddCode(ReadOnlySpan<uint> code)
    {
        _words.AddRange(code);
        _codes.Add((_words.Count, CodePool.HashOf(code)));
        return _codes.Count - 1;
    }

    public void AddCreative(int creative, int weight)
    {
        _creatives.Add(creative);
        _weights.Add(weight);
    }

    /// <summary>Ends the columns and lets go of the line items.</summary>
    public void EndColumns()
    {
        _items.AsSpan(0, Count).Clear();
        Columns.Creatives = [.. _creatives];
        Columns.CreativeWeights = [.. _weights];
    }

    /// <summary>Gives the codes their numbers in the pool of all.</summary>
    public void MoveCodes(CodePool pool)
    {
        ReadOnlySpan<uint> words = CollectionsMarshal.AsSpan(_words);
        for (int i = 0; i < Count; i++)
        {
            ref LineItemRow row = ref Columns.Rows[i];
            if (!_isRefused[i] && row.Program >= 0)
            {
                int start = row.Program == 0 ? 0 : _codes[row.Program - 1].End;
                (int end, UInt128 hash) = _codes[row.Program];
                row.Program = pool.Add(words[start..end], hash);
            }
        }
    }
}
