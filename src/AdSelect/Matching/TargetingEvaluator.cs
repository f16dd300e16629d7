// Runs targeting programs against a resolved request: exact, for every node, on every path that rows do not decide.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Matching;

internal static class TargetingEvaluator
{
    /// <summary>About how many bit tests one binary search is worth.</summary>
    private const int SearchStep = 16;

    /// <summary>Lists up to this length are tested without branches.</summary>
    private const int ShortList = 8;

    /// <summary>True when the whole of a program, or an operand of one, holds. Recursion is bounded by the depth limit, checked at load.</summary>
    public static bool Evaluate(FrozenCatalog catalog, scoped in ResolvedRequest request, int position) =>
        Node(catalog, request, ref Unsafe.AsRef(in catalog.Code[position]));

    /// <summary>True when what rows and tokens leave undecided of a program holds: with them it decides.</summary>
    public static bool EvaluateResidual(FrozenCatalog catalog, scoped in ResolvedRequest request, int program)
    {
        ref ushort node = ref Unsafe.AsRef(in catalog.Code[program]);
        var head = new ProgramHead(node);
        if (head.Op != ProgramOp.Residual)
        {
            return Node(catalog, request, ref node);
        }

        // After the head of the residual, that of the conjunction.
        ref ushort operand = ref Unsafe.Add(ref node, 2);
        int undecided = head.Count;
        while ((undecided & 1) == 0 || Node(catalog, request, ref operand))
        {
            undecided >>= 1;
            if (undecided == 0)
            {
                return true;
            }

            operand = ref Unsafe.Add(ref operand, ProgramCode.Length(in operand));
        }

        return false;
    }

    private static bool Node(FrozenCatalog catalog, scoped in ResolvedRequest request, ref ushort node)
    {
        AssertCode(catalog, ref node);
        var head = new ProgramHead(node);
        switch (head.Op)
        {
            case ProgramOp.AnyOf:
                return AnyOf(catalog, request, ref node, head) != head.IsNegated;
            case ProgramOp.And:
                return Operands(catalog, request, ref node, head.Count, stopAt: false);
            case ProgramOp.Or:
                return Operands(catalog, request, ref node, head.Count, stopAt: true);
            case ProgramOp.Shared or ProgramOp.SharedFar:
                return Node(catalog, request, ref Unsafe.AsRef(in catalog.Code[catalog.Clauses[ProgramCode.ClauseOf(in node, head)]]));
            case ProgramOp.Group:
                return Node(catalog, request, ref Unsafe.Add(ref node, ProgramCode.GroupStart(head)));
            case ProgramOp.Residual:
                return Node(catalog, request, ref Unsafe.Add(ref node, 1));
            case ProgramOp.Not:
                return !Node(catalog, request, ref Unsafe.Add(ref node, 1));
            case ProgramOp.True or ProgramOp.False:
                return head.Op == ProgramOp.True;
            default:
                return Predicate(catalog, request, ref node, head) != head.IsNegated;
        }
    }

    private static bool Operands(FrozenCatalog catalog, scoped in ResolvedRequest request, ref ushort node, int count, bool stopAt)
    {
        ref ushort operand = ref Unsafe.Add(ref node, 1);
        while (Node(catalog, request, ref operand) != stopAt)
        {
            if (--count == 0)
            {
                return !stopAt;
            }

            operand = ref Unsafe.Add(ref operand, ProgramCode.Length(in operand));
        }

        return stopAt;
    }

    private static bool Predicate(FrozenCatalog catalog, scoped in ResolvedRequest request, ref ushort node, ProgramHead head) => head.Op switch
    {
        ProgramOp.AllOf => AllOf(request, ref node, head),
        ProgramOp.Range => RangeTest.Holds(catalog, request, head.Attribute, ProgramCode.ReadLong(in node, 1), ProgramCode.ReadLong(in node, 5)),
        ProgramOp.Near => Near(request, head.Attribute, catalog.Circles[ProgramCode.ReadInt(in node, 1)]),
        ProgramOp.Known => request.Attributes[head.Attribute].Count > 0,
        ProgramOp.AllOfIds => AllOfIds(catalog, request, ref node, head),
        _ => AnyOfIds(request.IdsOf(catalog, head.Attribute), ref node, head),
    };

    // Every listed value has a token: one bit test each, however many values the request has.
    private static bool AnyOf(FrozenCatalog catalog, scoped in ResolvedRequest request, ref ushort node, ProgramHead head)
    {
        int count = ProgramCode.ListCount(in node, head);
        ref ushort listed = ref Unsafe.Add(ref node, ProgramCode.ListStart(head));
        if (count > ShortList)
        {
            return AnyOfMany(catalog, request, head.Attribute, MemoryMarshal.CreateReadOnlySpan(ref listed, count));
        }

        ReadOnlySpan<ulong> tokens = request.Tokens;
        ulong found = 0;
        for (int i = 0; i < count; i++)
        {
            found |= Bit(tokens, Unsafe.Add(ref listed, i));
        }

        return (found & 1) != 0;
    }

    private static bool AnyOfMany(FrozenCatalog catalog, scoped in ResolvedRequest request, int attribute, ReadOnlySpan<ushort> listed)
    {
        if (request.Attributes[attribute].Count * SearchStep >= listed.Length)
        {
            return HasAny(request, listed);
        }

        foreach (int id in request.IdsOf(catalog, attribute))
        {
            if (listed.BinarySearch(catalog.ValueTokens[id]) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasAny(scoped in ResolvedRequest request, ReadOnlySpan<ushort> listed)
    {
        ReadOnlySpan<ulong> tokens = request.Tokens;
        foreach (ushort token in listed)
        {
            if ((Bit(tokens, token) & 1) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool AllOf(scoped in ResolvedRequest request, ref ushort node, ProgramHead head)
    {
        int count = ProgramCode.ListCount(in node, head);
        ref ushort listed = ref Unsafe.Add(ref node, ProgramCode.ListStart(head));
        ReadOnlySpan<ulong> tokens = request.Tokens;
        for (int i = 0; i < count; i++)
        {
            if ((Bit(tokens, Unsafe.Add(ref listed, i)) & 1) == 0)
            {
                return false;
            }
        }

        return true;
    }

    // Lists with a value beyond the limit of tokens: the request's values are sought in the list.
    private static bool AnyOfIds(ReadOnlySpan<int> ids, ref ushort node, ProgramHead head)
    {
        int count = ProgramCode.ListCount(in node, head);
        int first = ProgramCode.ListStart(head);
        foreach (int id in ids)
        {
            if (IsListed(id, ref node, first, count))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AllOfIds(FrozenCatalog catalog, scoped in ResolvedRequest request, ref ushort node, ProgramHead head)
    {
        int count = ProgramCode.ListCount(in node, head);
        int first = ProgramCode.ListStart(head);
        ReadOnlySpan<int> ids = request.IdsOf(catalog, head.Attribute);
        if (count > ids.Length)
        {
            return false;
        }

        ReadOnlySpan<ulong> tokens = request.Tokens;
        for (int i = 0; i < count; i++)
        {
            int id = ProgramCode.ReadInt(in node, first + (2 * i));
            ushort token = catalog.ValueTokens[id];
            if (token != Tokens.Never ? (Bit(tokens, token) & 1) == 0 : !ids.Contains(id))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsListed(int id, ref ushort node, int first, int count)
    {
        int low = 0;
        int high = count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int found = ProgramCode.ReadInt(in node, first + (2 * middle));
            if (found == id)
            {
                return true;
            }

            if (found < id)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return false;
    }

    private static bool Near(scoped in ResolvedRequest request, int attribute, in CircleRow circle)
    {
        foreach (ref Place place in request.PlacesOf(attribute))
        {
            if (GreatCircle.Contains(circle, ref place))
            {
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bit(ReadOnlySpan<ulong> tokens, ushort token)
    {
        Debug.Assert(token >> 6 < tokens.Length, "tokens of code are below the snapshot's number of tokens");
        return Unsafe.Add(ref MemoryMarshal.GetReference(tokens), token >> 6) >> (token & 63);
    }

    // Validated when the snapshot was loaded.
    [Conditional("DEBUG")]
    private static void AssertCode(FrozenCatalog catalog, ref ushort node)
    {
        long word = Unsafe.ByteOffset(ref catalog.Code.First, ref node) / sizeof(ushort);
        Debug.Assert(word >= 0 && word < catalog.Code.Length, "operands are within the code");
    }
}
