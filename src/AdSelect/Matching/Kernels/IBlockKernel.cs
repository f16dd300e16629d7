// The one hot loop over bitmaps, in forms for different machines.
namespace AdSelect.Matching.Kernels;

/// <summary>Intersects the rows of one block of 512 entries.</summary>
internal interface IBlockKernel
{
    /// <summary>
    /// Writes mask AND all single rows AND (for each group the OR of its rows) to <paramref name="survivors"/>, eight
    /// words. False when nothing survives; then the content of <paramref name="survivors"/> is undefined.
    /// </summary>
    /// <param name="mask">Eight words of the mask.</param>
    /// <param name="rows">The first row of the block; row r begins 8 × r words after it.</param>
    /// <param name="plan">Row numbers.</param>
    /// <param name="survivors">Eight words.</param>
    static abstract bool Intersect(ref ulong mask, ref ulong rows, scoped in RowPlan plan, ref ulong survivors);
}
