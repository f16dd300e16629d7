// Walks a partition in rank order and hands every line item whose targeting matches to a visitor, until it has enough.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdSelect.Indexing;
using AdSelect.Matching.Kernels;

namespace AdSelect.Matching;

/// <summary>Receives candidates, strongest first.</summary>
internal interface ICandidateVisitor
{
    /// <summary>True when this and all later line items cannot change the answer. Asked before their targeting is decided.</summary>
    bool IsBeyondReach(int lineItem);

    /// <summary>A line item whose targeting matches.</summary>
    void Visit(int lineItem);
}

/// <summary>
/// Blocks of 512 entries: summaries skip blocks in which a row is empty, the kernel intersects the rows, and only the
/// survivors' records, tokens and (where rows do not decide) programs are read.
/// </summary>
internal static class CandidateWalk
{
    /// <param name="catalog">The catalog.</param>
    /// <param name="request">The resolved request.</param>
    /// <param name="plan">Memory for the row plan.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="mask">One bit per entry of all partitions' blocks: those that may be visited at all.</param>
    /// <param name="visitor">Receives the candidates.</param>
    public static void Run<TKernel, TVisitor>(FrozenCatalog catalog, scoped in ResolvedRequest request, ref RowPlan plan, int partition, ReadOnlySpan<ulong> mask, ref TVisitor visitor)
        where TKernel : struct, IBlockKernel
        where TVisitor : struct, ICandidateVisitor, allows ref struct
    {
        ref readonly PartitionRow image = ref catalog.Partitions[partition];
        if (image.EntryCount == 0 || !plan.TryBuild(catalog, request, partition))
        {
            return;
        }

        ref ulong masks = ref Unsafe.AsRef(in mask[image.FirstBlock * Blocks.Words]);
        ref ulong rows = ref Unsafe.Add(ref catalog.BlockRows.First, (nint)image.FirstRowWord);
        Survivors survivors = default;
        for (int word = 0; word < image.SummaryWords; word++)
        {
            ulong blocks = Blocks.ValidBits(word, image.BlockCount) & Summary(catalog, image, plan, word);
            for (; blocks != 0; blocks &= blocks - 1)
            {
                int block = (word * 64) + BitOperations.TrailingZeroCount(blocks);
                ref ulong blockRows = ref Unsafe.Add(ref rows, (nint)block * image.RowCount * Blocks.Words);
                ref ulong blockMask = ref Unsafe.Add(ref masks, (nint)block * Blocks.Words);
                if (TKernel.Intersect(ref blockMask, ref blockRows, plan, ref survivors[0])
                    && !VisitBlock(catalog, request, plan, image.FirstEntry + (block * Blocks.Size), ref blockRows, ref survivors, ref visitor))
                {
                    return;
                }
            }
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

    // False when the visitor has enough.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool VisitBlock<TVisitor>(FrozenCatalog catalog, scoped in ResolvedRequest request, scoped in RowPlan plan, int firstEntry, ref ulong blockRows, ref Survivors survivors, ref TVisitor visitor)
        where TVisitor : struct, ICandidateVisitor, allows ref struct
    {
        ref ulong tokens = ref MemoryMarshal.GetReference(request.Tokens);
        bool hasChecks = plan.ChecksAll || plan.CheckCount > 0;
        for (int word = 0; word < Blocks.Words; word++)
        {
            ulong bits = survivors[word];
            if (bits == 0)
            {
                continue;
            }

            ulong checks = hasChecks ? Checks(plan, ref blockRows, word) : 0;
            for (; bits != 0; bits &= bits - 1)
            {
                int bit = BitOperations.TrailingZeroCount(bits);
                ref EntryRecord record = ref Unsafe.Add(ref catalog.Entries.First, firstEntry + (word * 64) + bit);
                if (visitor.IsBeyondReach(record.LineItem))
                {
                    return false;
                }

                if (!TokensMatch(ref record, ref tokens))
                {
                    continue;
                }

                bool needsProgram = (int)record.Program < 0 || ((checks >> bit) & 1) != 0;
                if (!needsProgram || ProgramMatches(catalog, request, record.Program))
                {
                    visitor.Visit(record.LineItem);
                }
            }
        }

        return true;
    }

    private static ulong Checks(scoped in RowPlan plan, ref ulong blockRows, int word)
    {
        ulong checks = plan.ChecksAll ? ulong.MaxValue : 0;
        foreach (int row in plan.Checks[..plan.CheckCount])
        {
            checks |= Unsafe.Add(ref blockRows, (row * Blocks.Words) + word);
        }

        return checks;
    }

    // Branch-free: unused slots hold tokens that decide nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TokensMatch(ref EntryRecord record, ref ulong tokens)
    {
        ulong any = Bit(ref tokens, record.Any[0]) | Bit(ref tokens, record.Any[1]) | Bit(ref tokens, record.Any[2])
            | Bit(ref tokens, record.Any[3]) | Bit(ref tokens, record.Any[4]) | Bit(ref tokens, record.Any[5]);
        ulong none = Bit(ref tokens, record.None[0]) | Bit(ref tokens, record.None[1]) | Bit(ref tokens, record.None[2]) | Bit(ref tokens, record.None[3]);
        return (any & ~none & 1) != 0;
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
