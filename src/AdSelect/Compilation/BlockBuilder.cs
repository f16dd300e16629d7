// Builds one block of the matching image after the other: the rows of all classes, and the entries' records.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal sealed class BlockBuilder(TargetingFreezer targeting, MatchingInput[] lineItems, ulong[] undecided)
{
    private readonly FrozenSchema _schema = targeting.Schema;
    private readonly TargetingAnalysis _analysis = new(targeting.Schema);
    private readonly ulong[] _demanded = new ulong[targeting.Schema.Attributes.Length * Blocks.Words];
    private ulong[] _rows = [];

    /// <summary>The rows of all slots side by side; the records go to <paramref name="entries"/>.</summary>
    public ulong[] Build(int partition, ReadOnlySpan<int> members, Span<EntryRecord> entries)
    {
        _rows = new ulong[(_schema.DirectoryLength + 1) * Blocks.Words];
        _demanded.AsSpan().Clear();
        for (int entry = 0; entry < members.Length; entry++)
        {
            MatchingInput input = lineItems[members[entry]];
            _analysis.Analyse(input.Code < 0 ? [] : targeting[input.Code]);
            if (input.Code >= 0)
            {
                // Whoever has the same code finds the same.
                undecided[input.Code] = _analysis.Undecided;
            }

            EntryRecord record = _analysis.Record;
            record.LineItem = members[entry];
            record.Lead = input.Leads.Of(partition);
            record.Program |= (uint)(input.Code + 1);
            entries[entry] = record;
            MarkDemands(entry);
            if (!Partitioning.IsFirst(partition, input.Leads.Formats))
            {
                Mark(_rows, _schema.DirectoryLength, entry);
            }
        }

        AcceptTheUndemanding(members.Length);
        return _rows;
    }

    private void MarkDemands(int entry)
    {
        Span<int> classes = stackalloc int[ClassSet.Capacity];
        foreach (AttributeDemand demand in _analysis.Demands)
        {
            ref readonly AttributeRow attribute = ref _schema.Attributes[demand.Attribute];
            Mark(_demanded, demand.Attribute, entry);
            int count = demand.Accepted.CopyTo(classes);
            foreach (int accepted in classes[..count])
            {
                Mark(_rows, attribute.FirstClass + accepted, entry);
            }

            if (demand.IsKeptForSeveral)
            {
                Mark(_rows, attribute.MultiClass, entry);
            }
        }
    }

    // Entries that ask nothing of an attribute accept all its classes.
    private void AcceptTheUndemanding(int entryCount)
    {
        Span<ulong> undemanding = stackalloc ulong[Blocks.Words];
        for (int i = 0; i < _schema.Attributes.Length; i++)
        {
            ref readonly AttributeRow attribute = ref _schema.Attributes[i];
            for (int word = 0; word < Blocks.Words; word++)
            {
                undemanding[word] = Blocks.ValidBits(word, entryCount) & ~_demanded[(i * Blocks.Words) + word];
            }

            Span<ulong> rows = _rows.AsSpan(attribute.FirstClass * Blocks.Words, attribute.ClassCount * Blocks.Words);
            for (int word = 0; word < rows.Length; word++)
            {
                rows[word] |= undemanding[word % Blocks.Words];
            }
        }
    }

    private static void Mark(ulong[] rows, int row, int entry) => rows[(row * Blocks.Words) + (entry >> 6)] |= 1UL << (entry & 63);
}
