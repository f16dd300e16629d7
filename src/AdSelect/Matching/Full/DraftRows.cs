// The rows of all parts while they are marked: one bitmap per part and class, made when its first bit is set.
using System.Numerics;
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

/// <summary>Bits of the line items that ask something of an attribute; those that ask nothing are added when a part is finished.</summary>
internal sealed class DraftRows
{
    private readonly ulong[]?[][] _accepting;
    private readonly ulong[]?[][] _demanding;
    private readonly ulong[]?[][] _forbidding;
    private readonly ulong[]?[][] _selective;
    private readonly ulong[]?[][] _undecided;
    private readonly int[] _strides;
    private readonly PartPlaces _places;

    public DraftRows(ImageScan image, PartPlaces places, int[] strides)
    {
        _places = places;
        _strides = strides;
        _accepting = [.. strides.Select(_ => new ulong[image.DirectoryLength][])];
        _demanding = [.. strides.Select(_ => new ulong[image.Catalog.Attributes.Length][])];
        _forbidding = [.. strides.Select(_ => new ulong[image.Catalog.Attributes.Length][])];
        _selective = [.. strides.Select(_ => new ulong[image.Catalog.Attributes.Length][])];
        _undecided = [.. strides.Select(_ => new ulong[image.Catalog.Attributes.Length][])];

        // Attributes have rows of their own, so they are marked side by side.
        Parallel.For(0, image.Catalog.Attributes.Length, attribute => Mark(image, attribute));
    }

    /// <summary>Those that accept a class; in the place of those that need all values, those of them that only their whole program decides.</summary>
    public ulong[]? Accepting(int part, int directoryIndex) => _accepting[part][directoryIndex];

    /// <summary>Those that ask something of an attribute.</summary>
    public ulong[]? Demanding(int part, int attribute) => _demanding[part][attribute];

    /// <summary>Those that ask nothing of an attribute but that it lacks some values.</summary>
    public ulong[]? Forbidding(int part, int attribute) => _forbidding[part][attribute];

    /// <summary>Those that want values of an attribute and forbid others.</summary>
    public ulong[]? Selective(int part, int attribute) => _selective[part][attribute];

    /// <summary>Those that say of an attribute nothing but what needs their program anyway.</summary>
    public ulong[]? Undecided(int part, int attribute) => _undecided[part][attribute];

    /// <summary>Lets go of a part's rows.</summary>
    public void Release(int part)
    {
        _accepting[part] = [];
        _demanding[part] = [];
        _forbidding[part] = [];
        _selective[part] = [];
        _undecided[part] = [];
    }

    private void Mark(ImageScan image, int index)
    {
        AttributeRow attribute = image.Catalog.Attributes[index];
        if (attribute.Mode == ClassMode.Buckets)
        {
            return;
        }

        int[] idOfToken = ConjunctReader.IdsOfTokens(image.Catalog);
        var reader = new ConjunctReader(image.Catalog, idOfToken);
        Span<ulong> demanding = stackalloc ulong[Blocks.Words];
        Span<ulong> row = stackalloc ulong[Blocks.Words];
        foreach (ImageBlock block in image.Blocks())
        {
            image.ReadDemands(block, attribute, demanding, row);
            ReadOnlySpan<EntryRecord> entries = image.Entries(block);
            MarkAll(_demanding, index, demanding, entries);
            for (int c = 0; c < attribute.ClassCount; c++)
            {
                image.ReadRow(block, attribute.FirstClass + c, row);
                for (int word = 0; word < Blocks.Words; word++)
                {
                    row[word] &= demanding[word];
                }

                MarkAll(_accepting, attribute.FirstClass + c, row, entries);
            }

            image.ReadRow(block, attribute.MultiClass, row);
            AddForbiddenByTokens(attribute, idOfToken, entries, row);
            MarkSeveral(image.Catalog, reader, attribute, index, row, entries);
        }
    }

    // Whose record forbids values of the attribute needs no program in the image, which tests tokens; here rows do.
    private static void AddForbiddenByTokens(in AttributeRow attribute, int[] idOfToken, ReadOnlySpan<EntryRecord> entries, Span<ulong> row)
    {
        for (int i = 0; i < entries.Length; i++)
        {
            foreach (ushort token in entries[i].None)
            {
                bool isOwn = token != Tokens.Never && (uint)(idOfToken[token] - attribute.FirstValue) < (uint)attribute.ValueCount;
                row[i >> 6] |= isOwn ? 1UL << i : 0;
            }
        }
    }

    private void MarkAll(ulong[]?[][] rows, int row, ReadOnlySpan<ulong> bits, ReadOnlySpan<EntryRecord> entries)
    {
        for (int word = 0; word < bits.Length; word++)
        {
            for (ulong rest = bits[word]; rest != 0; rest &= rest - 1)
            {
                Mark(rows, row, entries[(word * 64) + BitOperations.TrailingZeroCount(rest)].LineItem);
            }
        }
    }

    private void MarkSeveral(
        FrozenCatalog catalog,
        ConjunctReader reader,
        in AttributeRow attribute,
        int index,
        ReadOnlySpan<ulong> bits,
        ReadOnlySpan<EntryRecord> entries)
    {
        for (int word = 0; word < bits.Length; word++)
        {
            for (ulong rest = bits[word]; rest != 0; rest &= rest - 1)
            {
                int lineItem = entries[(word * 64) + BitOperations.TrailingZeroCount(rest)].LineItem;
                switch (reader.DecideSeveral(catalog.LineItems[lineItem].Program, index))
                {
                    case SeveralValues.OnlyForbids:
                        Mark(_forbidding, index, lineItem);
                        break;
                    case SeveralValues.WantsAndForbids:
                        Mark(_selective, index, lineItem);
                        break;
                    case SeveralValues.Undecided:
                        Mark(_undecided, index, lineItem);
                        break;
                    default:
                        Mark(_accepting, attribute.MultiClass, lineItem);
                        break;
                }
            }
        }
    }

    private void Mark(ulong[]?[][] rows, int row, int lineItem)
    {
        foreach (PartPlace place in _places.Of(lineItem))
        {
            ulong[] bits = rows[place.Part][row] ??= new ulong[_strides[place.Part]];
            bits[place.Position >> 6] |= 1UL << place.Position;
        }
    }
}
