// Splits one targeting code into what rows decide, what the record's tokens decide, and what only the program decides.
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>What a line item asks of one attribute.</summary>
/// <param name="Attribute">Index of the attribute.</param>
/// <param name="Accepted">Classes under which the targeting can be true.</param>
/// <param name="IsKeptForSeveral">True when the classes of single values do not decide a request with several values: rows keep it for all of those.</param>
internal readonly record struct AttributeDemand(int Attribute, ClassSet Accepted, bool IsKeptForSeveral);

/// <summary>
/// Why no line item is lost, and none comes too many, whatever values a request has.
/// <para>A request's values V of an attribute keep the line items in the row of the class of some v in V, and of those in
/// the attribute's row for several values when V has two or more. Let the targeting E be true of the request. With one
/// value, or none, its class is among <see cref="AttributeDemand.Accepted"/>, since <see cref="ClassAnalysis"/> finds every
/// class with which E can be true. With several: if E needs one (<see cref="ValueDependence"/>), E is true with some v alone
/// too, and v's class is accepted. If it does not, buckets accept the classes of <see cref="ClassAnalysis.Witnesses"/>, of
/// which V has one; and where classes decide, the line item is in the row for several values. This is asked of the whole of
/// E and not of what rows decide in the end, because it is the whole of E that must be possible in a class to be accepted
/// there. Nothing else discards: tokens stand for operands of E's outermost 'and' and test what those say, and programs
/// are operands of it.</para>
/// <para>Conversely let a line item pass. An operand that tokens decide is true: they are exact for any request. One that
/// the program decides is true, as the program ran. One that rows decide is about one attribute, each class of which
/// makes it true or false, so not buckets; of a request with one value it is true because E is possible in the value's
/// class. Of several, it is true of one of them for the same reason, and one suffices; or else the line item is in the row
/// for several values, and then <see cref="Undecided"/> has it and the program runs.</para>
/// </summary>
internal sealed class TargetingAnalysis(FrozenSchema schema)
{
    /// <summary>Conjuncts that <see cref="Undecided"/> has bits for; of a longer conjunction all are undecided.</summary>
    public const int MaxConjuncts = 64;

    private readonly ClassAnalysis _classes = new(schema);
    private readonly AttributeSet _attributes = new();
    private readonly AttributeSet _conjunctAttributes = new();
    private readonly List<AttributeDemand> _demands = [];
    private readonly List<Conjunct> _conjuncts = [];
    private EntryRecord _record;
    private int _anyCount;
    private int _noneCount;

    private enum Decider
    {
        Program,
        Rows,
        Tokens,
    }

    private readonly record struct Conjunct(int Position, int Length, Decider Decider);

    public ReadOnlySpan<AttributeDemand> Demands => CollectionsMarshal.AsSpan(_demands);

    /// <summary>The tokens and the program flag; line item and program are the caller's to set.</summary>
    public EntryRecord Record => _record;

    /// <summary>Bit n: rows and tokens together leave the n-th conjunct undecided, for some request at least.</summary>
    public ulong Undecided { get; private set; }

    /// <summary>Analyses one line item's code; an empty code is a line item for everybody.</summary>
    public void Analyse(ReadOnlySpan<uint> code)
    {
        _demands.Clear();
        _attributes.Clear();
        _conjuncts.Clear();
        _record = default;
        _anyCount = 0;
        _noneCount = 0;
        Undecided = 0;
        if (!code.IsEmpty)
        {
            CollectAttributes(code, 0, code.Length, _attributes);
            FindConjuncts(code);
            DecideByRowsOrTokens(code);
            DecideNegationsByTokens(code);
            foreach (int attribute in _attributes)
            {
                _demands.Add(DemandOf(code, attribute));
            }

            FindUndecided(code);
        }

        Pad();
    }

    private void FindConjuncts(ReadOnlySpan<uint> code)
    {
        var head = new TargetingHead(code[0]);
        if (head.Op != TargetingOp.And)
        {
            _conjuncts.Add(new Conjunct(0, code.Length, Decider.Program));
            return;
        }

        int position = 2;
        for (int i = 0; i < head.Count; i++)
        {
            int length = TargetingCode.NodeLength(code, position);
            _conjuncts.Add(new Conjunct(position, length, Decider.Program));
            position += length;
        }
    }

    private void DecideByRowsOrTokens(ReadOnlySpan<uint> code)
    {
        for (int i = 0; i < _conjuncts.Count; i++)
        {
            Conjunct conjunct = _conjuncts[i];
            if (RowsDecide(code, conjunct.Position, conjunct.Length))
            {
                _conjuncts[i] = conjunct with { Decider = Decider.Rows };
            }
            else if (TryTokens(code, conjunct.Position))
            {
                _conjuncts[i] = conjunct with { Decider = Decider.Tokens };
            }
        }
    }

    // Of a request with several values, the rows of single ones do not show that one of them is excluded. Tokens do,
    // so that the program need not.
    private void DecideNegationsByTokens(ReadOnlySpan<uint> code)
    {
        for (int i = 0; i < _conjuncts.Count; i++)
        {
            Conjunct conjunct = _conjuncts[i];
            if (conjunct.Decider == Decider.Rows && new TargetingHead(code[conjunct.Position]).Op == TargetingOp.Not && TryTokens(code, conjunct.Position))
            {
                _conjuncts[i] = conjunct with { Decider = Decider.Tokens };
            }
        }
    }

    private AttributeDemand DemandOf(ReadOnlySpan<uint> code, int attribute)
    {
        ClassSet accepted = _classes.Analyse(code, 0, attribute).CanBeTrue;
        bool needsOne = ValueDependence.Of(code, 0, attribute).HasFlag(ValueBonds.NeedsOne);
        if (schema.Attributes[attribute].Mode == ClassMode.Buckets)
        {
            ClassSet missing = ClassSet.First(1);
            return new AttributeDemand(attribute, needsOne ? accepted : (accepted & missing) | _classes.Witnesses(code, 0, attribute), IsKeptForSeveral: false);
        }

        return new AttributeDemand(attribute, accepted, !needsOne || RowsAdmitTooMany(code, attribute));
    }

    // Whether rows alone decide something that need not be true of several values though it is of one of them.
    private bool RowsAdmitTooMany(ReadOnlySpan<uint> code, int attribute)
    {
        foreach (Conjunct conjunct in _conjuncts)
        {
            if (conjunct.Decider == Decider.Rows && !ValueDependence.Of(code, conjunct.Position, attribute).HasFlag(ValueBonds.OneSuffices))
            {
                return true;
            }
        }

        return false;
    }

    // Rows decide for requests with one value of an attribute, and for several where they add up.
    private void FindUndecided(ReadOnlySpan<uint> code)
    {
        bool needsProgram = false;
        for (int i = 0; i < _conjuncts.Count; i++)
        {
            Conjunct conjunct = _conjuncts[i];
            needsProgram |= conjunct.Decider == Decider.Program;
            if (conjunct.Decider == Decider.Program || (conjunct.Decider == Decider.Rows && IsKeptForSome(code, conjunct)))
            {
                Undecided |= 1UL << i;
            }
        }

        Undecided = _conjuncts.Count > MaxConjuncts ? ulong.MaxValue : Undecided;
        _record.Program = needsProgram ? EntryRecord.NeedsProgramBit : 0;
    }

    private bool IsKeptForSome(ReadOnlySpan<uint> code, Conjunct conjunct)
    {
        _conjunctAttributes.Clear();
        CollectAttributes(code, conjunct.Position, conjunct.Position + conjunct.Length, _conjunctAttributes);
        foreach (ref readonly AttributeDemand demand in Demands)
        {
            if (demand.IsKeptForSeveral && _conjunctAttributes.Contains(demand.Attribute))
            {
                return true;
            }
        }

        return false;
    }

    // A conjunct over one attribute whose classes each make it true or false; bucket rows may be skipped, so never those.
    private bool RowsDecide(ReadOnlySpan<uint> code, int position, int length)
    {
        AttributeSet attributes = _conjunctAttributes;
        attributes.Clear();
        CollectAttributes(code, position, position + length, attributes);
        if (attributes.Count == 0)
        {
            // Constants show in no attribute's classes unless the whole code has an attribute.
            return _attributes.Count > 0 && new TargetingHead(code[position]).Op == TargetingOp.True;
        }

        if (attributes.Count > 1 || schema.Attributes[attributes.Min].Mode == ClassMode.Buckets)
        {
            return false;
        }

        ClassAnalysis.Verdicts verdicts = _classes.Analyse(code, position, attributes.Min);
        return (verdicts.CanBeTrue & verdicts.CanBeFalse).IsEmpty;
    }

    private bool TryTokens(ReadOnlySpan<uint> code, int position)
    {
        var head = new TargetingHead(code[position]);
        bool isNegated = head.Op == TargetingOp.Not;
        if (isNegated)
        {
            head = new TargetingHead(code[++position]);
        }

        int room = isNegated ? EntryRecord.NoneSlots - _noneCount : _anyCount == 0 ? EntryRecord.AnySlots : 0;
        if (head.Op != TargetingOp.AnyOf || head.Count == 0 || head.Count > room)
        {
            return false;
        }

        ReadOnlySpan<uint> ids = code.Slice(position + 1, head.Count);
        foreach (uint id in ids)
        {
            if (schema.ValueTokens[id] == Tokens.Never)
            {
                return false;
            }
        }

        foreach (uint id in ids)
        {
            if (isNegated)
            {
                _record.None[_noneCount++] = schema.ValueTokens[id];
            }
            else
            {
                _record.Any[_anyCount++] = schema.ValueTokens[id];
            }
        }

        return true;
    }

    // Unused any-of slots repeat a used one, unused none-of slots hold the token that no request has: the test needs no counts.
    private void Pad()
    {
        ushort filler = _anyCount == 0 ? Tokens.Always : _record.Any[0];
        for (int i = _anyCount; i < EntryRecord.AnySlots; i++)
        {
            _record.Any[i] = filler;
        }
    }

    private static void CollectAttributes(ReadOnlySpan<uint> code, int position, int end, AttributeSet attributes)
    {
        while (position < end)
        {
            var head = new TargetingHead(code[position]);
            switch (head.Op)
            {
                case TargetingOp.And or TargetingOp.Or:
                    position += 2;
                    break;
                case TargetingOp.Not or TargetingOp.True or TargetingOp.False:
                    position++;
                    break;
                default:
                    attributes.Add(head.Attribute);
                    position += TargetingCode.NodeLength(code, position);
                    break;
            }
        }
    }
}
