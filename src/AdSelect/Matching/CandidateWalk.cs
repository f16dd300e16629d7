// Walks a partition in rank order and hands every line item whose targeting matches to a visitor, until it has enough.
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching.Kernels;

namespace AdSelect.Matching;

/// <summary>Receives candidates, strongest first.</summary>
internal interface ICandidateVisitor
{
    /// <summary>True when this and all later line items cannot change the answer.</summary>
    bool IsBeyondReach(int lineItem);

    /// <summary>Told of an entry that will be visited soon, to fetch what that needs.</summary>
    void Approach(in EntryRecord entry);

    /// <summary>What the visitor asks beside targeting. False spares the targeting program, which costs more.</summary>
    bool Admits(in EntryRecord entry);

    /// <summary>An admitted line item whose targeting matches.</summary>
    void Take(in EntryRecord entry);
}

/// <summary>
/// Blocks of 512 entries: summaries skip blocks in which a row is empty, the kernel intersects the rows, and only the
/// survivors' records, tokens and (where rows do not decide) programs are read. Survivors are listed, and the list is
/// sieved by tokens, without a branch that depends on the data: a mispredicted one costs more than the test.
/// </summary>
internal static class CandidateWalk
{
    // Survivors that are looked at together: enough to wait for their records at once, few enough that the first winners are found among
    // the first of them.
    private const int GroupSize = 16;

    /// <summary>Walks with a kernel that the machine has.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="catalog">The catalog.</param>
    /// <param name="request">The resolved request.</param>
    /// <param name="plan">Memory for the row plan.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="mask">One bit per entry of all partitions' blocks: those that may be visited at all.</param>
    /// <param name="visitor">Receives the candidates.</param>
    public static void Run<TVisitor>(KernelWidth kernel, FrozenCatalog catalog, scoped in ResolvedRequest request, scoped ref RowPlan plan, int partition, ReadOnlySpan<ulong> mask, scoped ref TVisitor visitor)
        where TVisitor : struct, ICandidateVisitor, allows ref struct
    {
        switch (kernel)
        {
            case KernelWidth.Vector512:
                Run<Vector512Kernel, TVisitor>(catalog, request, ref plan, partition, mask, ref visitor);
                break;
            case KernelWidth.Vector256:
                Run<Vector256Kernel, TVisitor>(catalog, request, ref plan, partition, mask, ref visitor);
                break;
            case KernelWidth.Vector128:
                Run<Vector128Kernel, TVisitor>(catalog, request, ref plan, partition, mask, ref visitor);
                break;
            default:
                Run<ScalarKernel, TVisitor>(catalog, request, ref plan, partition, mask, ref visitor);
                break;
        }
    }

    /// <param name="catalog">The catalog.</param>
    /// <param name="request">The resolved request.</param>
    /// <param name="plan">Memory for the row plan.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="mask">One bit per entry of all partitions' blocks: those that may be visited at all.</param>
    /// <param name="visitor">Receives the candidates.</param>
    [SkipLocalsInit]
    public static void Run<TKernel, TVisitor>(FrozenCatalog catalog, scoped in ResolvedRequest request, scoped ref RowPlan plan, int partition, ReadOnlySpan<ulong> mask, scoped ref TVisitor visitor)
        where TKernel : struct, IBlockKernel
        where TVisitor : struct, ICandidateVisitor, allows ref struct
    {
        ref readonly PartitionRow image = ref catalog.Partitions[partition];
        if (image.EntryCount == 0 || !plan.TryBuild(catalog, request, partition))
        {
            return;
        }

        WalkBounds.AssertWithin(catalog, image, plan, mask);
        ref ulong masks = ref Unsafe.AsRef(in mask[image.FirstBlock * Blocks.Words]);
        ref ulong rows = ref Unsafe.Add(ref catalog.BlockRows.First, (nint)image.FirstRowWord);
        bool isFirst = true;
        Survivors survivors;
        Unsafe.SkipInit(out survivors);
        Span<ushort> places = stackalloc ushort[Blocks.Size + SurvivorList.Overrun];
        for (int word = 0; word < image.SummaryWords; word++)
        {
            ulong blocks = Blocks.ValidBits(word, image.BlockCount) & Summary(catalog, image, plan, word);
            for (; blocks != 0; blocks &= blocks - 1)
            {
                int block = (word * 64) + BitOperations.TrailingZeroCount(blocks);
                Debug.Assert(block < image.BlockCount, "bits beyond the last block are masked");
                ref ulong blockRows = ref Unsafe.Add(ref rows, (nint)block * image.RowCount * Blocks.Words);
                ref ulong blockMask = ref Unsafe.Add(ref masks, (nint)block * Blocks.Words);
                if (!TKernel.Intersect(ref blockMask, ref blockRows, plan, ref survivors[0]))
                {
                    continue;
                }

                ref EntryRecord entries = ref Unsafe.Add(ref catalog.Entries.First, image.FirstEntry + (block * Blocks.Size));
                if (isFirst)
                {
                    isFirst = false;
                }
                else
                {
                    // Whoever is content with the best few seldom comes here.
                    FetchRows(ref Unsafe.Add(ref rows, (nint)NextBlock(word, blocks, block) * image.RowCount * Blocks.Words), plan);
                }

                int count = SurvivorList.Fill(ref survivors[0], places);
                Debug.Assert((block * Blocks.Size) + places[count - 1] < image.EntryCount, "masks have no bits beyond the entries");
                if (!VisitInGroups(catalog, request, plan, ref entries, ref blockRows, places[..count], ref visitor))
                {
                    return;
                }
            }
        }
    }

    // The block to come, within the word of the summary; the same one where there is none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int NextBlock(int word, ulong blocks, int block)
    {
        ulong rest = blocks & (blocks - 1);
        return rest == 0 ? block : (word * 64) + BitOperations.TrailingZeroCount(rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchRows(ref ulong blockRows, scoped in RowPlan plan)
    {
        foreach (int row in plan.Singles[..plan.SingleCount])
        {
            Fetch.Near(ref Unsafe.Add(ref blockRows, (nint)row * Blocks.Words));
        }
    }

    // Blocks in which every single row has an entry.
    private static ulong Summary(FrozenCatalog catalog, in PartitionRow image, scoped in RowPlan plan, int word)
    {
        ulong blocks = ulong.MaxValue;
        foreach (int row in plan.Singles[..plan.SingleCount])
        {
            blocks &= catalog.Summaries[image.FirstSummaryWord + (row * image.SummaryWords) + word];
        }

        return blocks;
    }

    // What a survivor needs is far away in memory, and waiting for it costs more than all else. So while one group is visited, the line
    // items of the next are on their way, and the records of the one after that.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool VisitInGroups<TVisitor>(FrozenCatalog catalog, scoped in ResolvedRequest request, scoped in RowPlan plan, ref EntryRecord entries, ref ulong blockRows, scoped Span<ushort> places, ref TVisitor visitor)
        where TVisitor : struct, ICandidateVisitor, allows ref struct
    {
        FetchRecords(ref entries, places[..Math.Min(GroupSize, places.Length)]);
        scoped Span<ushort> waiting = places[..0];
        for (int from = 0; from < places.Length; from += GroupSize)
        {
            int next = Math.Min(from + GroupSize, places.Length);
            FetchRecords(ref entries, places[next..Math.Min(next + GroupSize, places.Length)]);
            Span<ushort> group = places[from..next];
            group = group[..Sieve(ref entries, request.Tokens, group, group.Length)];
            foreach (ushort place in group)
            {
                visitor.Approach(Unsafe.Add(ref entries, (nint)place));
            }

            if (!VisitAll(catalog, request, plan, ref entries, ref blockRows, waiting, ref visitor))
            {
                return false;
            }

            waiting = group;
        }

        return VisitAll(catalog, request, plan, ref entries, ref blockRows, waiting, ref visitor);
    }

    private static void FetchRecords(ref EntryRecord entries, scoped ReadOnlySpan<ushort> places)
    {
        foreach (ushort place in places)
        {
            Fetch.Near(ref Unsafe.Add(ref entries, (nint)place));
        }
    }

    // Keeps the places whose record accepts the request's tokens; returns how many.
    private static int Sieve(ref EntryRecord entries, ReadOnlySpan<ulong> requestTokens, Span<ushort> places, int count)
    {
        Debug.Assert(count <= places.Length, "the places are counted");
        ref ulong tokens = ref MemoryMarshal.GetReference(requestTokens);
        ref ushort first = ref MemoryMarshal.GetReference(places);
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            ushort place = Unsafe.Add(ref first, i);
            Unsafe.Add(ref first, kept) = place;
            Debug.Assert(WalkBounds.HasBits(requestTokens, Unsafe.Add(ref entries, (nint)place)), "a request has a bit for each token of the catalog");
            kept += TokensMatch(ref Unsafe.Add(ref entries, (nint)place), ref tokens);
        }

        return kept;
    }

    // False when the visitor has enough.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool VisitAll<TVisitor>(FrozenCatalog catalog, scoped in ResolvedRequest request, scoped in RowPlan plan, ref EntryRecord entries, ref ulong blockRows, scoped ReadOnlySpan<ushort> places, ref TVisitor visitor)
        where TVisitor : struct, ICandidateVisitor, allows ref struct
    {
        bool hasChecks = plan.ChecksAll || plan.CheckCount > 0;
        foreach (ushort place in places)
        {
            ref EntryRecord entry = ref Unsafe.Add(ref entries, (nint)place);
            if (visitor.IsBeyondReach(entry.LineItem))
            {
                return false;
            }

            if (!visitor.Admits(entry))
            {
                continue;
            }

            bool needsProgram = (int)entry.Program < 0 || (hasChecks && IsChecked(plan, ref blockRows, place));
            if (!needsProgram || ProgramMatches(catalog, request, entry.Program))
            {
                visitor.Take(entry);
            }
        }

        return true;
    }

    private static bool IsChecked(scoped in RowPlan plan, ref ulong blockRows, int place)
    {
        ulong checks = plan.ChecksAll ? ulong.MaxValue : 0;
        foreach (int row in plan.Checks[..plan.CheckCount])
        {
            checks |= Unsafe.Add(ref blockRows, (row * Blocks.Words) + (place >> 6));
        }

        return ((checks >> (place & 63)) & 1) != 0;
    }

    // 1 or 0. Unused slots hold tokens that decide nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TokensMatch(ref EntryRecord record, ref ulong tokens)
    {
        ulong any = Bit(ref tokens, record.Any[0]) | Bit(ref tokens, record.Any[1]) | Bit(ref tokens, record.Any[2])
            | Bit(ref tokens, record.Any[3]) | Bit(ref tokens, record.Any[4]) | Bit(ref tokens, record.Any[5]);
        ulong none = Bit(ref tokens, record.None[0]) | Bit(ref tokens, record.None[1]) | Bit(ref tokens, record.None[2]) | Bit(ref tokens, record.None[3]);
        return (int)(any & ~none & 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bit(ref ulong tokens, ushort token) => Unsafe.Add(ref tokens, token >> 6) >> (token & 63);

    // Entries without targeting have neither a program nor a row that asks for one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool ProgramMatches(FrozenCatalog catalog, scoped in ResolvedRequest request, uint program)
    {
        int position = (int)(program & ~EntryRecord.NeedsProgramBit) - 1;
        return position < 0 || TargetingEvaluator.EvaluateResidual(catalog, request, position);
    }

    [InlineArray(Blocks.Words)]
    private struct Survivors
    {
        private ulong _first;
    }
}
