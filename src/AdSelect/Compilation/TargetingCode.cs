// Targeting while compiling: a prefix code of 32-bit words, one node after another, simple to analyse. Files hold ProgramCode.
namespace AdSelect.Compilation;

/// <summary>Operations of the targeting code.</summary>
internal enum TargetingOp : byte
{
    False = 0,
    True = 1,

    /// <summary>Head, length in words (head included), then <c>Count</c> operands.</summary>
    And = 2,

    /// <summary>Head, length in words (head included), then <c>Count</c> operands.</summary>
    Or = 3,

    /// <summary>Head, then one operand.</summary>
    Not = 4,

    /// <summary>Head, then <c>Count</c> ascending value ids.</summary>
    AnyOf = 5,

    /// <summary>Head, then <c>Count</c> ascending value ids.</summary>
    AllOf = 6,

    /// <summary>Head, then low and high, each as two words, low word first; both included, in the order of <see cref="Indexing.NumberKey"/>.</summary>
    Range = 7,

    /// <summary>Head, then the index of a circle.</summary>
    Near = 8,

    /// <summary>Head alone.</summary>
    Known = 9,
}

/// <summary>
/// The first word of every node: bits 0 to 3 the operation, 4 to 15 the attribute's index, 16 to 31 the count of
/// operands or values.
/// </summary>
internal readonly record struct TargetingHead(uint Word)
{
    public TargetingOp Op => (TargetingOp)(Word & 15);

    public int Attribute => (int)(Word >> 4) & 0xFFF;

    public int Count => (int)(Word >> 16);

    public static TargetingHead Of(TargetingOp op, int attribute = 0, int count = 0) => new((uint)op | ((uint)attribute << 4) | ((uint)count << 16));
}

internal static class TargetingCode
{
    public const int RangeWords = 5;

    /// <summary>Words of the node that begins at <paramref name="position"/>.</summary>
    public static int NodeLength(ReadOnlySpan<uint> code, int position)
    {
        // Not-chains are the only nodes without a stored length; depth bounds them.
        int start = position;
        while (new TargetingHead(code[position]).Op == TargetingOp.Not)
        {
            position++;
        }

        var head = new TargetingHead(code[position]);
        int length = head.Op switch
        {
            TargetingOp.And or TargetingOp.Or => (int)code[position + 1],
            TargetingOp.AnyOf or TargetingOp.AllOf => 1 + head.Count,
            TargetingOp.Range => RangeWords,
            TargetingOp.Near => 2,
            _ => 1,
        };
        return position - start + length;
    }

    public static long ReadLong(ReadOnlySpan<uint> code, int position) => (long)(code[position] | ((ulong)code[position + 1] << 32));
}
