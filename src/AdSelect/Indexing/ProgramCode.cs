// The frozen form of targeting: a prefix code of 16-bit words, read by matching, explaining and validation alike.
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AdSelect.Indexing;

/// <summary>Operations of a targeting program.</summary>
internal enum ProgramOp : byte
{
    False = 0,
    True = 1,

    /// <summary>Head, then <c>Count</c> operands.</summary>
    And = 2,

    /// <summary>Head, then <c>Count</c> operands.</summary>
    Or = 3,

    /// <summary>Head, then one operand. A negated predicate has a bit instead.</summary>
    Not = 4,

    /// <summary>Predicate: head, then ascending tokens of values.</summary>
    AnyOf = 5,

    /// <summary>Predicate: head, then ascending tokens of values.</summary>
    AllOf = 6,

    /// <summary>Predicate: head, then low and high, four words each, low word first; both included, in the order of <see cref="NumberKey"/>.</summary>
    Range = 7,

    /// <summary>Predicate: head, then the index of a circle in two words, low word first.</summary>
    Near = 8,

    /// <summary>Predicate: head alone.</summary>
    Known = 9,

    /// <summary>Predicate: as <see cref="AnyOf"/> for lists with a value that has no token: value ids, two words each, low word first.</summary>
    AnyOfIds = 10,

    /// <summary>Predicate: as <see cref="AllOf"/> for lists with a value that has no token: value ids, two words each, low word first.</summary>
    AllOfIds = 11,

    /// <summary>
    /// An 'and' or 'or' as an operand: head with the length in words of the node that follows. 0: the length is in the next two
    /// words, low word first.
    /// </summary>
    Group = 12,

    /// <summary>An operand that stands elsewhere: the index of its clause is the count.</summary>
    Shared = 13,

    /// <summary>As <see cref="Shared"/>: the count is the index's high part, the next word its low 16 bits.</summary>
    SharedFar = 14,

    /// <summary>
    /// Before a program that is an 'and': bit n of the count says that rows and tokens leave its n-th operand undecided.
    /// With them those operands decide, and no other has to be run.
    /// </summary>
    Residual = 15,
}

/// <summary>
/// The first word of every node: bits 0 to 3 the operation. Predicates: bit 4 negates, 5 to 12 the attribute, 13 to 15
/// how many values are listed. Others: bits 4 to 15 the count.
/// </summary>
internal readonly record struct ProgramHead(ushort Word)
{
    public const int MaxCount = 0xFFF;

    /// <summary>So many listed values or more: the next word says how many.</summary>
    public const int LongList = 7;

    public ProgramOp Op => (ProgramOp)(Word & 15);

    public bool IsPredicate => Op is >= ProgramOp.AnyOf and <= ProgramOp.AllOfIds;

    public bool IsNegated => (Word & 16) != 0;

    public int Attribute => (Word >> 5) & 0xFF;

    /// <summary>
    /// Of a list how many values, up to <see cref="LongList"/>. Of a range how its ends were written: bit 0 the low end excluded, bit
    /// 1 the high end.
    /// </summary>
    public int Listed => Word >> 13;

    public int Count => Word >> 4;

    public static ProgramHead Of(ProgramOp op, int count = 0) => new((ushort)((int)op | (count << 4)));

    public static ProgramHead Predicate(ProgramOp op, int attribute, bool isNegated, int listed = 0) =>
        new((ushort)((int)op | (isNegated ? 16 : 0) | (attribute << 5) | (Math.Min(listed, LongList) << 13)));
}

/// <summary>Reads nodes. What is passed was validated when the snapshot was loaded.</summary>
internal static class ProgramCode
{
    /// <summary>Operands of a conjunction that a residual can tell apart: the first ones.</summary>
    public const int ResidualOperands = 12;

    public const int RangeWords = 9;
    public const int NearWords = 3;

    /// <summary>Words of the operand that begins here.</summary>
    public static int Length(ref readonly ushort node)
    {
        // Not-chains are bounded by the depth limit.
        int before = 0;
        var head = new ProgramHead(node);
        while (head.Op == ProgramOp.Not)
        {
            head = new ProgramHead(Word(in node, ++before));
        }

        return before + head.Op switch
        {
            ProgramOp.AnyOf or ProgramOp.AllOf => ListStart(head) + ListCount(in Unsafe.Add(ref Unsafe.AsRef(in node), before), head),
            ProgramOp.AnyOfIds or ProgramOp.AllOfIds => ListStart(head) + (2 * ListCount(in Unsafe.Add(ref Unsafe.AsRef(in node), before), head)),
            ProgramOp.Range => RangeWords,
            ProgramOp.Near => NearWords,
            ProgramOp.Group when head.Count == 0 => 3 + ReadInt(in node, before + 1),
            ProgramOp.Group => 1 + head.Count,
            ProgramOp.SharedFar => 2,
            _ => 1,
        };
    }

    /// <summary>Words before a list's first value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ListStart(ProgramHead head) => head.Listed == ProgramHead.LongList ? 2 : 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ListCount(ref readonly ushort node, ProgramHead head) => head.Listed == ProgramHead.LongList ? Word(in node, 1) : head.Listed;

    /// <summary>Words before the node that a group holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int GroupStart(ProgramHead head) => head.Count == 0 ? 3 : 1;

    /// <summary>Index of the clause that an operand refers to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ClauseOf(ref readonly ushort node, ProgramHead head) => head.Op == ProgramOp.Shared ? head.Count : (head.Count << 16) | Word(in node, 1);

    /// <summary>The node that a program or operand stands for: past a residual, into a group, to the shared clause.</summary>
    public static int Follow(FrozenCatalog catalog, int position)
    {
        while (true)
        {
            ref readonly ushort node = ref catalog.Code[position];
            var head = new ProgramHead(node);
            switch (head.Op)
            {
                case ProgramOp.Residual:
                    position++;
                    break;
                case ProgramOp.Group:
                    position += GroupStart(head);
                    break;
                case ProgramOp.Shared or ProgramOp.SharedFar:
                    position = catalog.Clauses[ClauseOf(in node, head)];
                    break;
                default:
                    return position;
            }
        }
    }

    /// <summary>Where the operands of an 'and' or 'or' begin.</summary>
    public static int[] Operands(FrozenCatalog catalog, int position)
    {
        int[] operands = new int[new ProgramHead(catalog.Code[position]).Count];
        int operand = position + 1;
        for (int i = 0; i < operands.Length; i++)
        {
            operands[i] = operand;
            operand += Length(in catalog.Code[operand]);
        }

        return operands;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Word(ref readonly ushort node, int index)
    {
        Debug.Assert(index >= 0, "validation has walked the code: what a node needs follows its head");
        return Unsafe.Add(ref Unsafe.AsRef(in node), index);
    }

    /// <summary>The 32 bits that begin at a word, low word first: snapshots are read on little-endian processors only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadInt(ref readonly ushort node, int index)
    {
        Debug.Assert(index >= 0, "validation has walked the code: what a node needs follows its head");
        return Unsafe.ReadUnaligned<int>(ref Unsafe.As<ushort, byte>(ref Unsafe.Add(ref Unsafe.AsRef(in node), index)));
    }

    /// <summary>The 64 bits that begin at a word, low word first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ReadLong(ref readonly ushort node, int index)
    {
        Debug.Assert(index >= 0, "validation has walked the code: what a node needs follows its head");
        return Unsafe.ReadUnaligned<long>(ref Unsafe.As<ushort, byte>(ref Unsafe.Add(ref Unsafe.AsRef(in node), index)));
    }
}
