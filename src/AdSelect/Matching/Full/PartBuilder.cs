// Finishes one part: shares equal rows, turns lists of tokens into channels, and lays everything out.
using System.IO.Hashing;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

internal sealed class PartBuilder
{
    private const int CacheLineWords = 8;

    private readonly FrozenCatalog _catalog;
    private readonly int[] _members;
    private readonly int _stride;
    private readonly ulong[] _full;
    private readonly List<ulong[]> _rows;
    private readonly Dictionary<UInt128, int> _numbers = [];

    public PartBuilder(FrozenCatalog catalog, int[] members, int stride)
    {
        _catalog = catalog;
        _members = members;
        _stride = stride;
        _full = new ulong[stride];
        for (int word = 0; word < stride; word++)
        {
            _full[word] = Blocks.ValidBits(word, members.Length);
        }

        ulong[] empty = new ulong[stride];
        _rows = [empty, empty, _full];
        _numbers.Add(HashOf(empty), MatchPart.EmptyRow);
        _numbers.Add(HashOf(_full), MatchPart.FullRow);
    }

    public MatchPart Build(DraftRows draft, int part)
    {
        int[] directory = BuildDirectory(draft, part);
        int[] programs = [.. _members.Select(member => _catalog.LineItems[member].Program)];
        var tokens = new TokenPostings(_catalog, programs, _stride);
        TokenChannel[] channels = tokens.BuildChannels(_full, this);
        int programRow = Share(tokens.NeedsProgram);
        return new MatchPart
        {
            EntryCount = _members.Length,
            Stride = _stride,
            Rows = LayOut(out int firstWord),
            FirstWord = firstWord,
            Directory = directory,
            ProgramRow = programRow,
            Channels = channels,
            LineItems = _members,
            Programs = programs,
        };
    }

    /// <summary>The number of a row with these bits.</summary>
    public int Share(ulong[] row)
    {
        UInt128 hash = HashOf(row);
        if (!_numbers.TryGetValue(hash, out int number))
        {
            number = _rows.Count;
            _rows.Add(row);
            _numbers.Add(hash, number);
        }

        return number;
    }

    /// <summary>The number of a row of its own, the next after the last.</summary>
    public int Append(ulong[] row)
    {
        _rows.Add(row);
        return _rows.Count - 1;
    }

    private int[] BuildDirectory(DraftRows draft, int part)
    {
        int[] directory = new int[_catalog.RowDirectory.Length / Partitioning.Count];
        for (int i = 0; i < _catalog.Attributes.Length; i++)
        {
            ref readonly AttributeRow attribute = ref _catalog.Attributes[i];
            if (attribute.Mode == ClassMode.Buckets)
            {
                directory.AsSpan(attribute.FirstClass, attribute.ClassCount).Fill(MatchPart.FullRow);
                directory[attribute.MultiClass] = MatchPart.NotInRows;
                continue;
            }

            ulong[] undemanding = Undemanding(draft.Demanding(part, i));
            int undemandingRow = Share(undemanding);
            for (int c = attribute.FirstClass; c < attribute.MultiClass; c++)
            {
                directory[c] = draft.Accepting(part, c) is { } row ? Share(Union(row, undemanding)) : undemandingRow;
            }

            directory[attribute.MultiClass] = Several(draft.Accepting(part, attribute.MultiClass), draft.Forbidding(part, i));
        }

        return directory;
    }

    private int Several(ulong[]? undecided, ulong[]? forbidding)
    {
        if (undecided is null && forbidding is null)
        {
            return MatchPart.EmptyRow;
        }

        int number = Append(undecided ?? _rows[MatchPart.EmptyRow]);
        Append(forbidding ?? _rows[MatchPart.EmptyRow]);
        return number;
    }

    private ulong[] Undemanding(ulong[]? demanding)
    {
        ulong[] row = [.. _full];
        for (int word = 0; demanding is not null && word < row.Length; word++)
        {
            row[word] &= ~demanding[word];
        }

        return row;
    }

    private static ulong[] Union(ulong[] row, ulong[] other)
    {
        for (int word = 0; word < row.Length; word++)
        {
            row[word] |= other[word];
        }

        return row;
    }

    private ulong[] LayOut(out int firstWord)
    {
        ulong[] all = GC.AllocateUninitializedArray<ulong>(checked((_rows.Count * _stride) + CacheLineWords - 1), pinned: true);
        firstWord = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(all, 0) & ((CacheLineWords * sizeof(ulong)) - 1)) / sizeof(ulong);
        for (int i = 0; i < _rows.Count; i++)
        {
            _rows[i].CopyTo(all, firstWord + (i * _stride));
        }

        return all;
    }

    private static UInt128 HashOf(ulong[] row) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(row.AsSpan()));
}
