// Collects which line items of a part list which tokens, and makes the channels of them.
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

internal sealed class TokenPostings
{
    /// <summary>A token that more than one in this many line items list has a row: reading the row costs less than its postings.</summary>
    private const int DenseShare = 96;

    private readonly FrozenCatalog _catalog;
    private readonly int _stride;
    private readonly SortedDictionary<int, Draft> _anyOf = [];
    private readonly Draft _noneOf;
    private readonly int _entryCount;

    public TokenPostings(FrozenCatalog catalog, int[] programs, int stride)
    {
        _catalog = catalog;
        _stride = stride;
        _entryCount = programs.Length;
        _noneOf = new Draft(stride);
        NeedsProgram = new ulong[stride];
        var reader = new ConjunctReader(catalog);
        for (int position = 0; position < programs.Length; position++)
        {
            reader.Read(programs[position]);
            foreach (ListedValues values in reader.AnyOf)
            {
                if (!_anyOf.TryGetValue(values.Attribute, out Draft? draft))
                {
                    _anyOf.Add(values.Attribute, draft = new Draft(stride));
                }

                Add(draft, values, position);
            }

            foreach (ListedValues values in reader.NoneOf)
            {
                Add(_noneOf, values, position);
            }

            if (reader.NeedsProgram)
            {
                NeedsProgram[position >> 6] |= 1UL << position;
            }
        }
    }

    /// <summary>The line items of which something is left that only their program decides.</summary>
    public ulong[] NeedsProgram { get; }

    public TokenChannel[] BuildChannels(ulong[] full, PartBuilder rows)
    {
        var channels = new List<TokenChannel>();
        foreach (Draft draft in _anyOf.Values)
        {
            ulong[] silent = [.. full];
            for (int word = 0; word < _stride; word++)
            {
                silent[word] &= ~draft.Listing[word];
            }

            channels.Add(Build(draft, isNoneOf: false, rows.Share(silent), rows));
        }

        if (_noneOf.Postings.Count > 0)
        {
            channels.Add(Build(_noneOf, isNoneOf: true, MatchPart.EmptyRow, rows));
        }

        return [.. channels];
    }

    private void Add(Draft draft, ListedValues values, int position)
    {
        draft.Listing[position >> 6] |= 1UL << position;
        foreach (uint id in _catalog.Code.Span.Slice(values.FirstWord, values.Count))
        {
            draft.Postings.Add(((uint)_catalog.ValueTokens[(int)id] << 16) | (uint)position);
        }
    }

    private TokenChannel Build(Draft draft, bool isNoneOf, int baseRow, PartBuilder rows)
    {
        Span<uint> all = CollectionsMarshal.AsSpan(draft.Postings);
        all.Sort();
        var dense = new List<ushort>();
        var sparse = new List<ushort>();
        var starts = new List<int> { 0 };
        var postings = new List<ushort>();
        int firstDenseRow = 0;
        for (int first = 0; first < all.Length;)
        {
            uint token = all[first] >> 16;
            int end = first + 1;
            while (end < all.Length && all[end] >> 16 == token)
            {
                end++;
            }

            ReadOnlySpan<uint> own = all[first..end];
            if ((long)own.Length * DenseShare > _entryCount)
            {
                int row = rows.Append(RowOf(own));
                firstDenseRow = dense.Count == 0 ? row : firstDenseRow;
                dense.Add((ushort)token);
            }
            else
            {
                foreach (uint posting in own)
                {
                    postings.Add((ushort)posting);
                }

                sparse.Add((ushort)token);
                starts.Add(postings.Count);
            }

            first = end;
        }

        return new TokenChannel
        {
            IsNoneOf = isNoneOf,
            BaseRow = baseRow,
            Dense = new TokenSet(CollectionsMarshal.AsSpan(dense)),
            FirstDenseRow = firstDenseRow,
            Sparse = new TokenSet(CollectionsMarshal.AsSpan(sparse)),
            Starts = [.. starts],
            Postings = [.. postings],
        };
    }

    private ulong[] RowOf(ReadOnlySpan<uint> postings)
    {
        ulong[] row = new ulong[_stride];
        foreach (uint posting in postings)
        {
            int position = (ushort)posting;
            row[position >> 6] |= 1UL << position;
        }

        return row;
    }

    private sealed class Draft(int stride)
    {
        /// <summary>Token in the upper half, position in the lower.</summary>
        public List<uint> Postings { get; } = [];

        public ulong[] Listing { get; } = new ulong[stride];
    }
}
