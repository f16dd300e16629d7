// Builds the match index from the auction image: divide, place, cluster, then transpose bits into parts.
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

internal static class MatchIndexBuilder
{
    public static MatchIndex Build(FrozenCatalog catalog, ulong[] primaryMask, MatchIndexShape shape)
    {
        var image = new ImageScan(catalog, primaryMask);
        Division division = Division.Choose(image, shape.MinGroupSize);
        int[][] groups = new Placement(image, division).Members(division.GroupCount);
        ulong[] keys = Clustering.Keys(image, division);
        Parallel.ForEach(groups, members => Array.Sort(Array.ConvertAll(members, member => ~keys[member]), members));
        List<int[]> members = Cut(groups, shape.MaxPartSize, out int[] firstPartOf);
        int[] strides = [.. members.Select(StrideOf)];
        var draft = new DraftRows(image, new PartPlaces(catalog.LineItems.Length, members), strides);
        var parts = new MatchPart[members.Count];
        Parallel.For(0, parts.Length, part =>
        {
            parts[part] = new PartBuilder(catalog, members[part], strides[part]).Build(draft, part);
            draft.Release(part);
        });
        return new MatchIndex
        {
            FirstClass = division.Attribute.FirstClass,
            GroupOfClass = division.GroupOfClass,
            FirstPartOf = firstPartOf,
            Parts = parts,
            MaxStride = strides.Length == 0 ? 0 : strides.Max(),
            Bytes = parts.Sum(part => part.Bytes),
        };
    }

    // Whole blocks, so that every register width divides a row.
    private static int StrideOf(int[] members) => (members.Length + Blocks.Size - 1) / Blocks.Size * Blocks.Words;

    // A larger group becomes several parts of about equal size.
    private static List<int[]> Cut(int[][] groups, int maxPartSize, out int[] firstPartOf)
    {
        var parts = new List<int[]>();
        firstPartOf = new int[groups.Length + 1];
        for (int group = 0; group < groups.Length; group++)
        {
            int[] members = groups[group];
            int count = (members.Length + maxPartSize - 1) / maxPartSize;
            for (int part = 0; part < count; part++)
            {
                int first = (int)((long)members.Length * part / count);
                int end = (int)((long)members.Length * (part + 1) / count);
                parts.Add(members[first..end]);
            }

            firstPartOf[group + 1] = parts.Count;
        }

        return parts;
    }
}
