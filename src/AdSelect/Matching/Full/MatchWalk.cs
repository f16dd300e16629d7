// Which parts of the match index a request is matched against, each line item in one of them.
using System.Runtime.CompilerServices;
using AdSelect.Indexing;
using AdSelect.Matching.Kernels;

namespace AdSelect.Matching.Full;

internal static class MatchWalk
{
    /// <summary>Counts all line items whose targeting matches and lists as many as there is room for.</summary>
    public static int Run(KernelWidth width, MatchIndex index, FrozenCatalog catalog, scoped in ResolvedRequest request, Span<int> lineItems)
    {
        return width switch
        {
            KernelWidth.Vector512 => Run<Lanes512>(index, catalog, request, lineItems),
            KernelWidth.Vector256 => Run<Lanes256>(index, catalog, request, lineItems),
            KernelWidth.Vector128 => Run<Lanes128>(index, catalog, request, lineItems),
            _ => Run<ScalarLanes>(index, catalog, request, lineItems),
        };
    }

    [SkipLocalsInit]
    public static int Run<TLanes>(MatchIndex index, FrozenCatalog catalog, scoped in ResolvedRequest request, Span<int> lineItems)
        where TLanes : struct, ILanes<TLanes>
    {
        int attributes = request.Attributes.Length;
        var scratch = new MatchScratch
        {
            Total = stackalloc ulong[index.MaxStride],
            Wanted = stackalloc ulong[index.MaxStride],
            Forbidden = stackalloc ulong[index.MaxStride],
            Rows = stackalloc int[attributes + 1],
            Undecided = stackalloc int[attributes + 1],
            Values = stackalloc int[AttributeRow.MaxClasses],
        };
        scoped var list = new MatchList(lineItems);
        MatchGroup<TLanes>(index, 0, catalog, request, default, scratch, ref list);
        ReadOnlySpan<int> classes = index.DividingClasses(request);
        Span<int> grouped = stackalloc int[classes.Length];
        int done = 0;
        GroupsSeen seen = default;
        for (int i = 0; i < classes.Length; i++)
        {
            int group = index.GroupOfClass[classes[i] - index.FirstClass];
            if (group > 0 && seen.TryAdd(group))
            {
                int first = done;
                foreach (int c in classes[i..])
                {
                    if (index.GroupOfClass[c - index.FirstClass] == group)
                    {
                        grouped[done++] = c;
                    }
                }

                MatchGroup<TLanes>(index, group, catalog, request, new Shares(grouped[..first], grouped[first..done], classes.Length), scratch, ref list);
            }
        }

        return list.Count;
    }

    private static void MatchGroup<TLanes>(MatchIndex index, int group, FrozenCatalog catalog, scoped in ResolvedRequest request, scoped in Shares shares, scoped in MatchScratch scratch, ref MatchList list)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int part = index.FirstPartOf[group]; part < index.FirstPartOf[group + 1]; part++)
        {
            PartMatcher<TLanes>.Match(catalog, request, index.Parts[part], shares, scratch, ref list);
        }
    }

    /// <summary>Groups are fewer than classes of an attribute.</summary>
    [InlineArray(AttributeRow.MaxClasses / 64)]
    private struct GroupsSeen
    {
        private ulong _word;

        public bool TryAdd(int group)
        {
            ref ulong word = ref this[group >> 6];
            ulong bit = 1UL << (group & 63);
            bool isNew = (word & bit) == 0;
            word |= bit;
            return isNew;
        }
    }
}
