// Gives line items their ordinals: by tier, rank score (best first), then key.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>
/// The order depends on the line items alone, not on the catalog's order. Whatever else is numbered is numbered in the
/// order in which line items first use it, so that the bytes of a snapshot do not depend on the catalog's order either.
/// </summary>
internal static class LineItemOrder
{
    private readonly record struct Rank(byte Tier, UInt128 Score, ulong Key, int LineItem) : IComparable<Rank>
    {
        public int CompareTo(Rank other) =>
            Tier != other.Tier ? (Tier < other.Tier ? -1 : 1)
            : Score != other.Score ? (Score > other.Score ? -1 : 1)
            : Key.CompareTo(other.Key);
    }

    private readonly record struct KeyedOrdinal(ulong Key, int Ordinal) : IComparable<KeyedOrdinal>
    {
        public int CompareTo(KeyedOrdinal other) => Key.CompareTo(other.Key);
    }

    /// <summary>The line items by ordinal.</summary>
    public static int[] ByRank(LineItemTable lineItems, Crew crew)
    {
        var ranks = new Rank[lineItems.Count];
        crew.ForRanges(ranks.Length, (from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                ref readonly LineItemRow row = ref lineItems.Row(i);
                ranks[i] = new Rank(row.Tier, row.RankScore, lineItems.Key(i), i);
            }
        });
        ParallelSort.Sort(ranks, crew);
        return Array.ConvertAll(ranks, static rank => rank.LineItem);
    }

    /// <summary>The ordinals by key.</summary>
    public static void ByKey(LineItemTable lineItems, int[] order, Crew crew, Span<int> ordinals)
    {
        var keyed = new KeyedOrdinal[order.Length];
        for (int ordinal = 0; ordinal < keyed.Length; ordinal++)
        {
            keyed[ordinal] = new KeyedOrdinal(lineItems.Key(order[ordinal]), ordinal);
        }

        ParallelSort.Sort(keyed, crew);
        for (int i = 0; i < keyed.Length; i++)
        {
            ordinals[i] = keyed[i].Ordinal;
        }
    }
}
