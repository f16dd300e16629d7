// Sorts on several threads: pieces first, then pairs of neighbours merged until one is left.
namespace AdSelect.Compilation;

internal static class ParallelSort
{
    // Smaller pieces are not worth a thread.
    private const int MinPiece = 1 << 14;

    /// <summary>Sorts. No two items may be equal, so that the result depends on the items alone.</summary>
    public static void Sort<T>(T[] items, Crew crew)
        where T : struct, IComparable<T>
    {
        int pieces = 1;
        while (pieces < crew.Size && items.Length / (pieces * 2) >= MinPiece)
        {
            pieces *= 2;
        }

        int Start(int piece) => (int)((long)items.Length * piece / pieces);
        crew.For(pieces, piece => items.AsSpan(Start(piece)..Start(piece + 1)).Sort());
        T[] from = items;
        T[] to = pieces > 1 ? new T[items.Length] : [];
        for (int width = 1; width < pieces; width *= 2)
        {
            (T[] source, T[] target) = (from, to);
            crew.For(pieces / (2 * width), pair =>
            {
                int piece = pair * 2 * width;
                Merge(
                    source.AsSpan(Start(piece)..Start(piece + width)),
                    source.AsSpan(Start(piece + width)..Start(piece + (2 * width))),
                    target.AsSpan(Start(piece)));
            });
            (from, to) = (to, from);
        }

        if (from != items)
        {
            from.CopyTo(items, 0);
        }
    }

    private static void Merge<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> target)
        where T : struct, IComparable<T>
    {
        int l = 0;
        int r = 0;
        while (l < left.Length && r < right.Length)
        {
            target[l + r] = left[l].CompareTo(right[r]) <= 0 ? left[l++] : right[r++];
        }

        left[l..].CopyTo(target[(l + r)..]);
        right[r..].CopyTo(target[(left.Length + r)..]);
    }
}
