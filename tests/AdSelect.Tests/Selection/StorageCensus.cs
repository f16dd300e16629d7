// What of the structures that matching reads a compiled catalog brings about, by name.
using AdSelect.Indexing;
using AdSelect.Matching.Full;

namespace AdSelect.Tests.Selection;

internal static class StorageCensus
{
    /// <summary>All that a census can find.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Enum.GetValues<ClassMode>().Select(mode => $"mode {mode}"),
        "row of all", "row of none", "row that classes share",
        .. Enum.GetValues<ClassMode>().Where(mode => mode != ClassMode.Buckets).Select(KeptFor),
        "record without targeting", "record that rows decide", "record of any-of tokens", "record of none-of tokens",
        "record of all none-of tokens", "record with program",
        "value without token", "residual", "shared clause", "program that is a clause", "group", "any-of ids", "all-of ids",
        "more operands than a residual tells",
        "channel for each value", "channel for several values", "dense value", "sparse value", "dividing attribute", "circle left open", "code left open",
        .. Enum.GetValues<SeveralValues>().Select(several => $"several by {several}"),
    ];

    /// <summary>Which of <see cref="All"/> a snapshot and its match index have.</summary>
    public static HashSet<string> Of(AdSnapshot prepared)
    {
        FrozenCatalog catalog = prepared.Catalog;
        HashSet<string> found = [.. catalog.Attributes.Span.ToArray().Select(row => $"mode {row.Mode}")];
        AddRows(catalog, found);
        AddRecords(catalog, found);
        AddPrograms(catalog, found);
        AddIndex(prepared.MatchIndex!, found);
        AddSeveral(catalog, found);
        return found;
    }

    private static string KeptFor(ClassMode mode) => $"kept for several, {mode}";

    private static void AddRows(FrozenCatalog catalog, HashSet<string> found)
    {
        int length = catalog.RowDirectory.Length / Partitioning.Count;
        for (int partition = 0; partition < Partitioning.Count; partition++)
        {
            if (catalog.Partitions[partition].EntryCount == 0)
            {
                continue;
            }

            int[] directory = catalog.RowDirectory.Span.Slice(partition * length, length).ToArray();
            found.UnionWith(directory.Contains(RowDirectory.All) ? ["row of all"] : []);
            found.UnionWith(directory.Contains(RowDirectory.None) ? ["row of none"] : []);
            int[] rows = [.. directory.Where(row => row >= 0)];
            found.UnionWith(rows.Distinct().Count() < rows.Length ? ["row that classes share"] : []);
            found.UnionWith(catalog.Attributes.Span.ToArray().Where(row => directory[row.MultiClass] != RowDirectory.None).Select(row => KeptFor(row.Mode)));
        }
    }

    private static void AddRecords(FrozenCatalog catalog, HashSet<string> found)
    {
        foreach (EntryRecord entry in catalog.Entries.Span)
        {
            int forbidden = 0;
            foreach (ushort token in entry.None)
            {
                forbidden += token == Tokens.Never ? 0 : 1;
            }

            bool needsProgram = (entry.Program & EntryRecord.NeedsProgramBit) != 0;
            found.UnionWith(entry.Program == 0 ? ["record without targeting"]
                : needsProgram ? ["record with program"]
                : entry.Any[0] == Tokens.Always && forbidden == 0 ? ["record that rows decide"]
                : []);
            found.UnionWith(entry.Any[0] != Tokens.Always ? ["record of any-of tokens"] : []);
            found.UnionWith(forbidden > 0 ? ["record of none-of tokens"] : []);
            found.UnionWith(forbidden == EntryRecord.NoneSlots ? ["record of all none-of tokens"] : []);
        }

        found.UnionWith(catalog.ValueTokens.Span.Contains(Tokens.Never) ? ["value without token"] : []);
    }

    private static void AddPrograms(FrozenCatalog catalog, HashSet<string> found)
    {
        foreach (LineItemRow row in catalog.LineItems.Span)
        {
            if (row.Program >= 0)
            {
                found.UnionWith(catalog.Clauses.Span.Contains(row.Program) ? ["program that is a clause"] : []);
                AddNode(catalog, row.Program, found);
            }
        }
    }

    private static void AddNode(FrozenCatalog catalog, int position, HashSet<string> found)
    {
        var head = new ProgramHead(catalog.Code[position]);
        found.UnionWith(head.Op switch
        {
            ProgramOp.Residual => ["residual"],
            ProgramOp.Shared or ProgramOp.SharedFar => ["shared clause"],
            ProgramOp.Group => ["group"],
            ProgramOp.AnyOfIds => ["any-of ids"],
            ProgramOp.AllOfIds => ["all-of ids"],
            ProgramOp.And when head.Count > ProgramCode.ResidualOperands => ["more operands than a residual tells"],
            _ => [],
        });
        int start = ProgramCode.Follow(catalog, position);
        head = new ProgramHead(catalog.Code[start]);
        int[] operands = head.Op is ProgramOp.And or ProgramOp.Or ? ProgramCode.Operands(catalog, start) : head.Op == ProgramOp.Not ? [start + 1] : [];
        if (start != position && operands.Length == 0)
        {
            AddNode(catalog, start, found);
        }

        Array.ForEach(operands, operand => AddNode(catalog, operand, found));
    }

    private static void AddIndex(MatchIndex index, HashSet<string> found)
    {
        found.UnionWith(index.GroupOfClass.Length > 0 ? ["dividing attribute"] : []);
        foreach (MatchPart part in index.Parts)
        {
            found.UnionWith(part.Channels.Select(channel => channel.IsForSeveral ? "channel for several values" : "channel for each value"));
            found.UnionWith(part.Channels.Any(channel => !channel.Dense.IsEmpty) ? ["dense value"] : []);
            found.UnionWith(part.Channels.Any(channel => !channel.Sparse.IsEmpty) ? ["sparse value"] : []);
            found.UnionWith(part.OpenTargetings.Select(open => open.Attribute == OpenTargeting.IsCode ? "code left open" : "circle left open"));
        }
    }

    private static void AddSeveral(FrozenCatalog catalog, HashSet<string> found)
    {
        var reader = new ConjunctReader(catalog, ConjunctReader.IdsOfTokens(catalog));
        foreach (LineItemRow row in catalog.LineItems.Span)
        {
            for (int attribute = 0; row.Program >= 0 && attribute < catalog.Attributes.Length; attribute++)
            {
                found.UnionWith(catalog.Attributes[attribute].Mode != ClassMode.Buckets ? [$"several by {reader.DecideSeveral(row.Program, attribute)}"] : []);
            }
        }
    }
}
