// Reads from a targeting program what rows, listed values and only programs decide: the same split for which the image's rows were made.
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

/// <summary>Values that one conjunct lists, as a stretch of the reader's ids.</summary>
/// <param name="Attribute">Index of the attribute.</param>
/// <param name="First">The first value id.</param>
/// <param name="Count">How many.</param>
internal readonly record struct ListedValues(int Attribute, int First, int Count);

/// <summary>How several values of an attribute at once are decided.</summary>
internal enum SeveralValues
{
    /// <summary>By the whole program.</summary>
    Program,

    /// <summary>By what single values leave undecided too.</summary>
    Undecided,

    /// <summary>Each value must be accepted: the program only forbids values.</summary>
    OnlyForbids,

    /// <summary>One value must be accepted and none may be among the forbidden ones, which a channel holds.</summary>
    WantsAndForbids,
}

/// <param name="catalog">The catalog.</param>
/// <param name="idOfToken">Value id of each token.</param>
internal sealed class ConjunctReader(FrozenCatalog catalog, int[] idOfToken)
{
    private readonly ProgramShape _shape = new(catalog);
    private readonly List<ListedValues> _anyOf = [];
    private readonly List<ListedValues> _noneOf = [];
    private readonly List<int> _ids = [];

    /// <summary>At most one per attribute: what the line item wants of attributes whose rows do not decide.</summary>
    public List<ListedValues> AnyOf => _anyOf;

    /// <summary>What it forbids of attributes whose rows do not decide.</summary>
    public List<ListedValues> NoneOf => _noneOf;

    /// <summary>How many conjuncts are left that only the program decides.</summary>
    public int UndecidedCount { get; private set; }

    /// <summary>Where the last of them lies in the code.</summary>
    public int LastUndecided { get; private set; }

    /// <summary>Value id of each token of a catalog; 0 where there is none.</summary>
    public static int[] IdsOfTokens(FrozenCatalog catalog)
    {
        int[] ids = new int[catalog.TokenCount];
        for (int id = 0; id < catalog.ValueTokens.Length; id++)
        {
            ids[catalog.ValueTokens[id]] = id;
        }

        return ids;
    }

    /// <summary>The ids of values just read.</summary>
    public ReadOnlySpan<int> IdsOf(in ListedValues values) => CollectionsMarshal.AsSpan(_ids).Slice(values.First, values.Count);

    /// <summary>Reads the program that begins at <paramref name="program"/>; a negative number is a line item for everybody.</summary>
    public void Read(int program)
    {
        _anyOf.Clear();
        _noneOf.Clear();
        _ids.Clear();
        UndecidedCount = 0;
        if (program < 0)
        {
            return;
        }

        foreach (int conjunct in _shape.ConjunctsOf(program))
        {
            if (!TryValues(conjunct) && !RowsDecide(conjunct))
            {
                UndecidedCount++;
                LastUndecided = conjunct;
            }
        }
    }

    /// <summary>
    /// How a request's several values of an attribute, whose rows decide single ones, are decided: what the program says of
    /// the attribute must be lists that stand alone in its outermost 'and'.
    /// </summary>
    public SeveralValues DecideSeveral(int program, int attribute)
    {
        int wanted = 0;
        bool areLists = true;
        bool areUndecided = true;
        foreach (int conjunct in _shape.ConjunctsOf(program))
        {
            if (!_shape.PredicatesOf(conjunct).Exists(predicate => _shape.HeadOf(predicate).Attribute == attribute))
            {
                continue;
            }

            ProgramHead head = _shape.HeadOf(conjunct);
            areLists &= head.Op is ProgramOp.AnyOf or ProgramOp.AnyOfIds;
            wanted += head.IsPredicate && head.IsNegated ? 0 : 1;
            areUndecided &= !RowsDecide(conjunct);
        }

        return areUndecided ? SeveralValues.Undecided
            : !areLists || wanted > 1 ? SeveralValues.Program
            : wanted == 0 ? SeveralValues.OnlyForbids
            : SeveralValues.WantsAndForbids;
    }

    /// <summary>Adds to <see cref="NoneOf"/> what the program just read forbids of an attribute whose rows decide single values.</summary>
    public void AddForbidden(int program, int attribute)
    {
        foreach (int conjunct in _shape.ConjunctsOf(program))
        {
            ProgramHead head = _shape.HeadOf(conjunct);
            if (head is { Op: ProgramOp.AnyOf or ProgramOp.AnyOfIds, IsNegated: true } && head.Attribute == attribute)
            {
                _noneOf.Add(ReadValues(conjunct, head));
            }
        }
    }

    private bool TryValues(int conjunct)
    {
        ProgramHead head = _shape.HeadOf(conjunct);
        if (head.Op is not (ProgramOp.AnyOf or ProgramOp.AnyOfIds) || catalog.Attributes[head.Attribute].Mode != ClassMode.Buckets
            || (!head.IsNegated && _anyOf.Exists(other => other.Attribute == head.Attribute)))
        {
            return false;
        }

        ListedValues values = ReadValues(conjunct, head);
        int end = catalog.Attributes[head.Attribute].FirstValue + ValueChannel.MaxValues;
        if (values.Count == 0 || IdsOf(values).ContainsAnyInRange(end, int.MaxValue))
        {
            return false;
        }

        (head.IsNegated ? _noneOf : _anyOf).Add(values);
        return true;
    }

    private ListedValues ReadValues(int conjunct, ProgramHead head)
    {
        int first = _ids.Count;
        ref readonly ushort node = ref catalog.Code[ProgramCode.Follow(catalog, conjunct)];
        int count = ProgramCode.ListCount(in node, head);
        for (int i = 0; i < count; i++)
        {
            _ids.Add(head.Op == ProgramOp.AnyOf
                ? idOfToken[ProgramCode.Word(in node, ProgramCode.ListStart(head) + i)]
                : ProgramCode.ReadInt(in node, ProgramCode.ListStart(head) + (2 * i)));
        }

        return new ListedValues(head.Attribute, first, count);
    }

    // A conjunct over one attribute each of whose classes makes it true or false.
    private bool RowsDecide(int conjunct)
    {
        List<int> predicates = _shape.PredicatesOf(conjunct);
        if (predicates.Count == 0)
        {
            return false;
        }

        int attribute = _shape.HeadOf(predicates[0]).Attribute;
        ref readonly AttributeRow row = ref catalog.Attributes[attribute];
        bool decide = row.Mode != ClassMode.Buckets;
        foreach (int predicate in predicates)
        {
            ProgramHead head = _shape.HeadOf(predicate);
            decide &= head.Attribute == attribute && head.Op != ProgramOp.Near && !IsOpenRange(predicate, head, row);
        }

        return decide;
    }

    // A range without ends makes no cuts, so its attribute may have no intervals.
    private bool IsOpenRange(int predicate, ProgramHead head, in AttributeRow row)
    {
        ref readonly ushort node = ref catalog.Code[ProgramCode.Follow(catalog, predicate)];
        return head.Op == ProgramOp.Range && row.Mode != ClassMode.Intervals && ProgramCode.ReadLong(in node, 1) <= ProgramCode.ReadLong(in node, 5);
    }
}
