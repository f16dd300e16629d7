// Reads from targeting code what rows, listed values and only programs decide: the same split for which the image's rows were made.
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

/// <summary>Values that one conjunct lists, as a stretch of the catalog's code.</summary>
/// <param name="Attribute">Index of the attribute.</param>
/// <param name="FirstWord">The first value id in the code.</param>
/// <param name="Count">How many.</param>
internal readonly record struct ListedValues(int Attribute, int FirstWord, int Count);

/// <summary>How several values of an attribute at once are decided.</summary>
internal enum SeveralValues
{
    /// <summary>By the whole program.</summary>
    Program,

    /// <summary>By what single values leave undecided too.</summary>
    Undecided,

    /// <summary>Each value must be accepted: the code only forbids values.</summary>
    OnlyForbids,

    /// <summary>One value must be accepted and none may be among the forbidden ones, which a channel holds.</summary>
    WantsAndForbids,
}

internal sealed class ConjunctReader(FrozenCatalog catalog)
{
    private readonly List<ListedValues> _anyOf = [];
    private readonly List<ListedValues> _noneOf = [];

    /// <summary>At most one per attribute: what the line item wants of attributes whose rows do not decide.</summary>
    public List<ListedValues> AnyOf => _anyOf;

    /// <summary>What it forbids of attributes whose rows do not decide.</summary>
    public List<ListedValues> NoneOf => _noneOf;

    /// <summary>How many conjuncts are left that only the program decides.</summary>
    public int UndecidedCount { get; private set; }

    /// <summary>Where the last of them lies in the code.</summary>
    public int LastUndecided { get; private set; }

    /// <summary>Reads the code that begins at <paramref name="position"/>; a negative position is a line item for everybody.</summary>
    public void Read(int position)
    {
        _anyOf.Clear();
        _noneOf.Clear();
        UndecidedCount = 0;
        if (position < 0)
        {
            return;
        }

        foreach (int conjunct in new Conjuncts(catalog.Code.Span, position))
        {
            if (!TryValues(conjunct) && !RowsDecide(conjunct))
            {
                UndecidedCount++;
                LastUndecided = conjunct;
            }
        }
    }

    /// <summary>
    /// How a request's several values of an attribute, whose rows decide single ones, are decided: what the code says of
    /// the attribute must be lists that stand alone in its outermost 'and'.
    /// </summary>
    public SeveralValues DecideSeveral(int position, int attribute)
    {
        ReadOnlySpan<uint> code = catalog.Code.Span;
        int wanted = 0;
        bool areLists = true;
        bool areUndecided = true;
        foreach (int conjunct in new Conjuncts(code, position))
        {
            if (!Mentions(code, conjunct, attribute))
            {
                continue;
            }

            bool isNegated = new TargetingHead(code[conjunct]).Op == TargetingOp.Not;
            areLists &= new TargetingHead(code[isNegated ? conjunct + 1 : conjunct]).Op == TargetingOp.AnyOf;
            wanted += isNegated ? 0 : 1;
            areUndecided &= !RowsDecide(conjunct);
        }

        return areUndecided ? SeveralValues.Undecided
            : !areLists || wanted > 1 ? SeveralValues.Program
            : wanted == 0 ? SeveralValues.OnlyForbids
            : SeveralValues.WantsAndForbids;
    }

    /// <summary>Adds to <see cref="NoneOf"/> what the code just read forbids of an attribute whose rows decide single values.</summary>
    public void AddForbidden(int position, int attribute)
    {
        ReadOnlySpan<uint> code = catalog.Code.Span;
        foreach (int conjunct in new Conjuncts(code, position))
        {
            if (new TargetingHead(code[conjunct]).Op == TargetingOp.Not && Mentions(code, conjunct, attribute))
            {
                _noneOf.Add(new ListedValues(attribute, conjunct + 2, new TargetingHead(code[conjunct + 1]).Count));
            }
        }
    }

    private bool TryValues(int position)
    {
        ReadOnlySpan<uint> code = catalog.Code.Span;
        var head = new TargetingHead(code[position]);
        bool isNegated = head.Op == TargetingOp.Not;
        if (isNegated)
        {
            head = new TargetingHead(code[++position]);
        }

        if (head.Op != TargetingOp.AnyOf || head.Count == 0 || catalog.Attributes[head.Attribute].Mode != ClassMode.Buckets
            || !ArePopular(head.Attribute, code.Slice(position + 1, head.Count)))
        {
            return false;
        }

        var values = new ListedValues(head.Attribute, position + 1, head.Count);
        if (isNegated)
        {
            _noneOf.Add(values);
            return true;
        }

        foreach (ListedValues other in _anyOf)
        {
            if (other.Attribute == values.Attribute)
            {
                return false;
            }
        }

        _anyOf.Add(values);
        return true;
    }

    // Ids ascend from the most popular value to the least.
    private bool ArePopular(int attribute, ReadOnlySpan<uint> ids) => (int)ids[^1] - catalog.Attributes[attribute].FirstValue < ValueChannel.MaxValues;

    // A conjunct over one attribute each of whose classes makes it true or false.
    private bool RowsDecide(int position)
    {
        ReadOnlySpan<uint> code = catalog.Code.Span;
        int attribute = -1;
        int end = position + TargetingCode.NodeLength(code, position);
        while (position < end)
        {
            var head = new TargetingHead(code[position]);
            if (head.Op >= TargetingOp.AnyOf)
            {
                ref readonly AttributeRow row = ref catalog.Attributes[head.Attribute];
                if ((attribute >= 0 && attribute != head.Attribute) || row.Mode == ClassMode.Buckets || head.Op == TargetingOp.Near || IsOpenRange(code, position, head, row))
                {
                    return false;
                }

                attribute = head.Attribute;
            }

            position = Next(code, position, head);
        }

        return attribute >= 0;
    }

    // A range without ends makes no cuts, so its attribute may have no intervals.
    private static bool IsOpenRange(ReadOnlySpan<uint> code, int position, TargetingHead head, in AttributeRow row) =>
        head.Op == TargetingOp.Range && row.Mode != ClassMode.Intervals && TargetingCode.ReadLong(code, position + 1) <= TargetingCode.ReadLong(code, position + 3);

    private static bool Mentions(ReadOnlySpan<uint> code, int position, int attribute)
    {
        int end = position + TargetingCode.NodeLength(code, position);
        while (position < end)
        {
            var head = new TargetingHead(code[position]);
            if (head.Op >= TargetingOp.AnyOf && head.Attribute == attribute)
            {
                return true;
            }

            position = Next(code, position, head);
        }

        return false;
    }

    // The next node in the order of the code, operands included.
    private static int Next(ReadOnlySpan<uint> code, int position, TargetingHead head) => head.Op switch
    {
        TargetingOp.And or TargetingOp.Or => position + 2,
        TargetingOp.Not or TargetingOp.True or TargetingOp.False => position + 1,
        _ => position + TargetingCode.NodeLength(code, position),
    };

    /// <summary>The operands of the outermost 'and', or the whole code when there is none.</summary>
    private ref struct Conjuncts(ReadOnlySpan<uint> code, int position)
    {
        private readonly ReadOnlySpan<uint> _code = code;
        private readonly bool _isAnd = new TargetingHead(code[position]).Op == TargetingOp.And;
        private int _left = new TargetingHead(code[position]).Op == TargetingOp.And ? new TargetingHead(code[position]).Count : 1;
        private int _next = new TargetingHead(code[position]).Op == TargetingOp.And ? position + 2 : position;

        public int Current { get; private set; } = -1;

        public readonly Conjuncts GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_left-- == 0)
            {
                return false;
            }

            Current = _next;
            _next += _isAnd ? TargetingCode.NodeLength(_code, _next) : 0;
            return true;
        }
    }
}
