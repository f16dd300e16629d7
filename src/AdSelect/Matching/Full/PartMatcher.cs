// Matches a request against one part: rows, then tokens, then the programs of the few that need one.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

/// <summary>Views over the scratch memory of one call.</summary>
internal ref struct MatchScratch
{
    /// <summary>A row: who is still in.</summary>
    public Span<ulong> Total;

    /// <summary>A row: who lists one of the request's tokens; later, who must be decided by program.</summary>
    public Span<ulong> Listed;

    /// <summary>Row numbers: one per attribute, and one more.</summary>
    public Span<int> Rows;

    /// <summary>Row numbers of those that a program decides: one per attribute, and one more.</summary>
    public Span<int> Undecided;

    /// <summary>Row numbers of one attribute's classes.</summary>
    public Span<int> Values;
}

internal static class PartMatcher<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Programs decided at a time: their code is fetched together before the first is read.</summary>
    private const int BatchSize = 64;

    /// <param name="catalog">The catalog.</param>
    /// <param name="request">The resolved request.</param>
    /// <param name="part">The part.</param>
    /// <param name="done">Classes of the dividing attribute whose line items other parts have answered for.</param>
    /// <param name="scratch">Memory to work in.</param>
    /// <param name="list">Receives the matches.</param>
    public static void Match(FrozenCatalog catalog, scoped in ResolvedRequest request, MatchPart part, ReadOnlySpan<int> done, scoped in MatchScratch scratch, ref MatchList list)
    {
        int stride = part.Stride;
        ref ulong rows = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(part.Rows), part.FirstWord);
        ref ulong total = ref MemoryMarshal.GetReference(scratch.Total);
        ref ulong listed = ref MemoryMarshal.GetReference(scratch.Listed);
        if (!TryRows(request, part, ref rows, ref total, scratch, out int undecided))
        {
            return;
        }

        foreach (int c in done)
        {
            RowAlgebra<TLanes>.Subtract(ref total, ref Unsafe.Add(ref rows, (nint)part.Directory[c] * stride), stride);
        }

        foreach (TokenChannel channel in part.Channels)
        {
            channel.Collect<TLanes>(ref listed, ref rows, stride, request.Tokens);
            bool isAnyLeft = channel.IsNoneOf ? RowAlgebra<TLanes>.Subtract(ref total, ref listed, stride) : RowAlgebra<TLanes>.Intersect(ref total, ref listed, stride);
            if (!isAnyLeft)
            {
                return;
            }
        }

        if (undecided > 0 && RowAlgebra<TLanes>.MoveUnion(ref total, ref listed, ref rows, scratch.Undecided[..undecided], stride))
        {
            Decide(catalog, request, part, ref listed, ref list);
        }

        list.AddAll(ref total, stride, part.LineItems);
    }

    // False when no line item can match.
    private static bool TryRows(scoped in ResolvedRequest request, MatchPart part, ref ulong rows, ref ulong total, scoped in MatchScratch scratch, out int undecided)
    {
        ReadOnlySpan<int> directory = part.Directory;
        int count = 0;
        undecided = 0;
        if (part.ProgramRow != MatchPart.EmptyRow)
        {
            scratch.Undecided[undecided++] = part.ProgramRow;
        }

        foreach (ref readonly ClassGroup group in request.Groups[..request.GroupCount])
        {
            if (group.MultiClass >= 0)
            {
                continue;
            }

            int row = directory[request.Classes[group.FirstClass]];
            if (row == MatchPart.EmptyRow)
            {
                return false;
            }

            if (row != MatchPart.FullRow)
            {
                scratch.Rows[count++] = row;
            }
        }

        if (count == 0)
        {
            scratch.Rows[count++] = MatchPart.FullRow;
        }

        RowAlgebra<TLanes>.IntersectAll(ref total, ref rows, scratch.Rows[..count], part.Stride);
        foreach (ref readonly ClassGroup group in request.Groups[..request.GroupCount])
        {
            if (group.MultiClass < 0)
            {
                continue;
            }

            int several = directory[group.MultiClass];
            if (several == MatchPart.NotInRows)
            {
                continue;
            }

            for (int i = 0; i < group.ClassCount; i++)
            {
                scratch.Values[i] = directory[request.Classes[group.FirstClass + i]];
            }

            RowAlgebra<TLanes>.IntersectValues(ref total, ref rows, scratch.Values[..group.ClassCount], several, part.Stride);
            if (several != MatchPart.EmptyRow)
            {
                scratch.Undecided[undecided++] = several;
            }
        }

        return true;
    }

    [SkipLocalsInit]
    private static void Decide(FrozenCatalog catalog, scoped in ResolvedRequest request, MatchPart part, ref ulong bits, ref MatchList list)
    {
        Span<int> positions = stackalloc int[BatchSize];
        int count = 0;
        for (int word = 0; word < part.Stride; word++)
        {
            for (ulong rest = Unsafe.Add(ref bits, word); rest != 0; rest &= rest - 1)
            {
                positions[count++] = (word * 64) + BitOperations.TrailingZeroCount(rest);
                if (count == BatchSize)
                {
                    DecideBatch(catalog, request, part, positions, ref list);
                    count = 0;
                }
            }
        }

        DecideBatch(catalog, request, part, positions[..count], ref list);
    }

    [SkipLocalsInit]
    private static void DecideBatch(FrozenCatalog catalog, scoped in ResolvedRequest request, MatchPart part, scoped ReadOnlySpan<int> positions, ref MatchList list)
    {
        Span<int> programs = stackalloc int[BatchSize];
        uint touched = 0;
        for (int i = 0; i < positions.Length; i++)
        {
            // The reads do not depend on each other, so that their cache misses overlap.
            int program = part.Programs[positions[i]];
            programs[i] = program;
            touched |= Unsafe.Add(ref catalog.Code.First, Math.Max(program, 0));
        }

        if (touched == uint.MaxValue)
        {
            return;
        }

        for (int i = 0; i < positions.Length; i++)
        {
            if (programs[i] < 0 || TargetingEvaluator.Evaluate(catalog, request, programs[i]))
            {
                list.Add(part.LineItems[positions[i]]);
            }
        }
    }
}
