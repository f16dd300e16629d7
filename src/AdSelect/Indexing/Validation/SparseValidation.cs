// Bitmaps over elements: sums agree with the amounts, and nothing is set beyond the last element.
using System.Numerics;
using System.Runtime.CompilerServices;
using AdSelect.Internals;
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

internal static class SparseValidation
{
    /// <param name="column">The column.</param>
    /// <param name="count">How many elements there are.</param>
    /// <param name="largest">The largest amount; the smallest is 0.</param>
    /// <param name="presence">The section of its bits.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Validate(in SparseColumn column, int count, long largest, SectionId presence)
    {
        ReadOnlySpan<PresenceRow> rows = column.Presence.Span;
        Require(rows.Length == (count + SparseColumn.ElementsPerRow - 1) / SparseColumn.ElementsPerRow, presence, "one bit per line item");
        bool fits = true;
        int before = 0;
        foreach (ref readonly PresenceRow row in rows)
        {
            fits &= row.Before == before;
            before += BitOperations.PopCount(row.Bits);
        }

        fits &= rows.IsEmpty || IsClearBeyond(rows[^1].Bits, count);
        Require(fits && before == column.Amounts.Length, presence, "as many amounts as bits, counted row by row");
        foreach (long amount in column.Amounts.Span)
        {
            fits &= amount >= 0 && amount <= largest;
        }

        Require(fits, presence + 1, "amounts are possible");
    }

    /// <summary>True when no bit is set after the last element's.</summary>
    public static bool IsClearBeyond(in Column<ulong> bits, int count) => bits.Length == 0 || IsClearBeyond(bits[bits.Length - 1], count);

    private static bool IsClearBeyond(ulong lastWord, int count) => count % SparseColumn.ElementsPerRow == 0 || lastWord >> count == 0;
}
