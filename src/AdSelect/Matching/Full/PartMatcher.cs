// Matches a request against one part: rows, then listed values, then the programs of the few that need one.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

/// <summary>Views over the scratch memory of one call.</summary>
internal ref struct MatchScratch
{
    /// <summary>A row: who is still in.</summary>
    public Span<ulong> Total;

    /// <summary>A row: who wants one of the request's values; later, who must be decided by program.</summary>
    public Span<ulong> Wanted;

    /// <summary>A row: who forbids one of the request's values.</summary>
    public Span<ulong> Forbidden;

    /// <summary>Row numbers: one per attribute, and one more.</summary>
    public Span<int> Rows;

    /// <summary>Row numbers of those that their whole program decides: one per attribute, and one more.</summary>
    public Span<int> Undecided;

    /// <summary>Row numbers of one attribute's classes.</summary>
    public Span<int> Values;
}

/// <summary>
/// Which of a request's classes of the dividing attribute a group answers for. A line item that accepts several of them
/// lies in several groups, and a group may hold several classes: the first group visited that has a class which both the
/// request gives and the line item accepts answers for it.
/// </summary>
/// <param name="done">Classes of groups visited before.</param>
/// <param name="own">Classes of this group.</param>
/// <param name="all">How many classes the request gives.</param>
internal readonly ref struct Shares(ReadOnlySpan<int> done, ReadOnlySpan<int> own, int all)
{
    public ReadOnlySpan<int> Done { get; } = done;

    public ReadOnlySpan<int> Own { get; } = own;

    /// <summary>True when the request gives classes of other groups too, so that accepting the request is not enough.</summary>
    public bool IsOneOfMany { get; } = own.Length < all;
}

internal static class PartMatcher<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <param name="catalog">The catalog.</param>
    /// <param name="request">The resolved request.</param>
    /// <param name="part">The part.</param>
    /// <param name="shares">What the part's group answers for.</param>
    /// <param name="scratch">Memory to work in.</param>
    /// <param name="list">Receives the matches.</param>
    public static void Match(FrozenCatalog catalog, scoped in ResolvedRequest request, MatchPart part, scoped in Shares shares, scoped in MatchScratch scratch, ref MatchList list)
    {
        int stride = part.Stride;
        ref ulong rows = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(part.Rows), part.FirstWord);
        ref ulong total = ref MemoryMarshal.GetReference(scratch.Total);
        ref ulong pending = ref MemoryMarshal.GetReference(scratch.Wanted);
        if (!TryRows(request, part, ref rows, ref total, scratch, out int undecided))
        {
            return;
        }

        foreach (int c in shares.Done)
        {
            RowAlgebra<TLanes>.Subtract(ref total, ref Unsafe.Add(ref rows, (nint)part.Directory[c] * stride), stride);
        }

        if (shares.IsOneOfMany)
        {
            for (int i = 0; i < shares.Own.Length; i++)
            {
                scratch.Values[i] = part.Directory[shares.Own[i]];
            }

            RowAlgebra<TLanes>.IntersectUnion(ref total, ref rows, scratch.Values[..shares.Own.Length], stride);
        }

        if (!TryChannels(catalog, request, part, ref rows, ref total, scratch))
        {
            return;
        }

        if (undecided > 0 && RowAlgebra<TLanes>.MoveUnion(ref total, ref pending, ref rows, scratch.Undecided[..undecided], stride))
        {
            ProgramQueue.Decide(catalog, request, part, ref pending, wholePrograms: true, ref list);
        }

        ReadOnlySpan<int> programRow = [part.ProgramRow];
        if (part.ProgramRow != MatchPart.EmptyRow && RowAlgebra<TLanes>.MoveUnion(ref total, ref pending, ref rows, programRow, stride))
        {
            ProgramQueue.Decide(catalog, request, part, ref pending, wholePrograms: false, ref list);
        }

        list.AddAll(ref total, stride, part.LineItems);
    }

    // False when no line item can match.
    private static bool TryRows(scoped in ResolvedRequest request, MatchPart part, ref ulong rows, ref ulong total, scoped in MatchScratch scratch, out int undecided)
    {
        ReadOnlySpan<int> directory = part.Directory;
        int count = 0;
        undecided = 0;

        foreach (ref readonly AttributeValues values in request.Attributes)
        {
            if (values.Class < 0)
            {
                continue;
            }

            int row = directory[values.Class];
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
        foreach (ref readonly ClassGroup group in request.SeveralGroups)
        {
            int several = directory[group.MultiClass];
            if (several == MatchPart.NotInRows)
            {
                continue;
            }

            ReadOnlySpan<int> classes = request.ClassesOf(group);
            for (int i = 0; i < classes.Length; i++)
            {
                scratch.Values[i] = directory[classes[i]];
            }

            RowAlgebra<TLanes>.IntersectValues(ref total, ref rows, scratch.Values[..classes.Length], several, part.Stride);
            if (part.WithPrograms.AsSpan().Contains(several))
            {
                scratch.Undecided[undecided++] = several + 2;
            }
        }

        return true;
    }

    // False when no line item is left.
    private static bool TryChannels(FrozenCatalog catalog, scoped in ResolvedRequest request, MatchPart part, ref ulong rows, ref ulong total, scoped in MatchScratch scratch)
    {
        if (part.Channels.Length == 0)
        {
            return true;
        }

        int stride = part.Stride;
        ref ulong wanted = ref MemoryMarshal.GetReference(scratch.Wanted);
        ref ulong forbidden = ref MemoryMarshal.GetReference(scratch.Forbidden);
        scratch.Forbidden[..stride].Clear();
        bool isAnyLeft = true;
        foreach (ValueChannel channel in part.Channels)
        {
            if (channel.IsForSeveral && request.Attributes[channel.Attribute].Count <= 1)
            {
                continue;
            }

            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref rows, (nint)channel.BaseRow * stride), stride).CopyTo(scratch.Wanted);
            channel.Collect<TLanes>(ref wanted, ref forbidden, ref rows, stride, request.IdsOf(catalog, channel.Attribute));
            isAnyLeft &= RowAlgebra<TLanes>.Intersect(ref total, ref wanted, stride);
        }

        return isAnyLeft && RowAlgebra<TLanes>.Subtract(ref total, ref forbidden, stride);
    }
}
