// Finishes one part: shares equal rows, turns lists of values into channels, and lays everything out.
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
    private readonly List<int> _several = [];
    private readonly ConjunctReader _reader;
    private readonly Dictionary<UInt128, int> _numbers = [];

    public PartBuilder(FrozenCatalog catalog, int[] members, int stride)
    {
        _catalog = catalog;
        _reader = new ConjunctReader(catalog, ConjunctReader.IdsOfTokens(catalog));
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
        var channels = new PartChannels(_catalog, _members.Length, _stride);
        ulong[] undecided = ReadTargeting(channels, draft, part);
        ValueChannel[] built = channels.Build(this);
        int programRow = Share([.. undecided]);
        RankedSet mayNeed = Rank(undecided, draft, part);
        return new MatchPart
        {
            EntryCount = _members.Length,
            Stride = _stride,
            Rows = LayOut(out int firstWord),
            FirstWord = firstWord,
            Directory = directory,
            ProgramRow = programRow,
            WithPrograms = [.. _several],
            Channels = built,
            LineItems = _members,
            Open = mayNeed,
            OpenTargetings = ReadOpen(mayNeed),
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

    /// <summary>The number of the row of all positions without these.</summary>
    public int ShareWithout(ulong[] row) => Share(Without(row));

    // Fills the channels; returns those of which something is left that only their program decides.
    private ulong[] ReadTargeting(PartChannels channels, DraftRows draft, int part)
    {
        ulong[] undecided = new ulong[_stride];
        for (int position = 0; position < _members.Length; position++)
        {
            int program = _catalog.LineItems[_members[position]].Program;
            _reader.Read(program);
            for (int attribute = 0; attribute < _catalog.Attributes.Length; attribute++)
            {
                if (draft.Selective(part, attribute) is { } row && ((row[position >> 6] >> position) & 1) != 0)
                {
                    _reader.AddForbidden(program, attribute);
                }
            }

            channels.Add(_reader, position);
            if (_reader.UndecidedCount > 0)
            {
                undecided[position >> 6] |= 1UL << position;
            }
        }

        return undecided;
    }

    // Also those that need their program when a request has several values of an attribute.
    private RankedSet Rank(ulong[] undecided, DraftRows draft, int part)
    {
        foreach (ref readonly AttributeRow attribute in _catalog.Attributes.Span)
        {
            if (draft.Accepting(part, attribute.MultiClass) is { } several)
            {
                Unite(undecided, several);
            }
        }

        return new RankedSet(undecided);
    }

    private OpenTargeting[] ReadOpen(RankedSet mayNeed)
    {
        var open = new List<OpenTargeting>();
        for (int position = 0; position < _members.Length; position++)
        {
            mayNeed.Find(position, out int isMember);
            if (isMember != 0)
            {
                int program = _catalog.LineItems[_members[position]].Program;
                _reader.Read(program);
                open.Add(RestOf(program, _reader.UndecidedCount == 1 ? _reader.LastUndecided : program));
            }
        }

        return [.. open];
    }

    private OpenTargeting RestOf(int program, int rest)
    {
        ref readonly ushort node = ref _catalog.Code[ProgramCode.Follow(_catalog, rest)];
        var head = new ProgramHead(node);
        if (head.Op != ProgramOp.Near || head.IsNegated)
        {
            return new OpenTargeting { Program = program, Rest = rest, Attribute = OpenTargeting.IsCode };
        }

        int index = ProgramCode.ReadInt(in node, 1);
        ref readonly CircleRow circle = ref _catalog.Circles[index];
        return new OpenTargeting
        {
            Program = program,
            Rest = index,
            Attribute = head.Attribute,
            X = (float)circle.X,
            Y = (float)circle.Y,
            Z = (float)circle.Z,
            CosineOutside = (float)circle.CosineOutside - OpenTargeting.CosineMargin,
        };
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

            ulong[] undemanding = Without(draft.Demanding(part, i));
            int undemandingRow = Share(undemanding);
            for (int c = attribute.FirstClass; c < attribute.MultiClass; c++)
            {
                directory[c] = draft.Accepting(part, c) is { } row ? Share(Unite(row, undemanding)) : undemandingRow;
            }

            directory[attribute.MultiClass] = Several(draft.Undecided(part, i), draft.Forbidding(part, i), draft.Accepting(part, attribute.MultiClass));
        }

        return directory;
    }

    private int Several(ulong[]? undecided, ulong[]? forbidding, ulong[]? programs)
    {
        if (undecided is null && forbidding is null && programs is null)
        {
            return MatchPart.EmptyRow;
        }

        ulong[] empty = _rows[MatchPart.EmptyRow];
        ulong[] open = programs is null ? undecided ?? empty : undecided is null ? programs : Unite([.. undecided], programs);
        int number = Append(open);
        Append(forbidding ?? empty);
        if (programs is not null)
        {
            Append(programs);
            _several.Add(number);
        }

        return number;
    }

    private ulong[] Without(ulong[]? others)
    {
        ulong[] row = [.. _full];
        for (int word = 0; others is not null && word < row.Length; word++)
        {
            row[word] &= ~others[word];
        }

        return row;
    }

    private static ulong[] Unite(ulong[] row, ulong[] other)
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
