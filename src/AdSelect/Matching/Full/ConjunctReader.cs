// Reads from targeting code what rows, listed values and only programs decide: the same split for which the image's rows were made.
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

/// <summary>Values that one conjunct lists, as a stretch of the catalog's code.</summary>
/// <param name="Attribute">Index of the attribute.</param>
/// <param name="FirstWord">The first value id in the code.</param>
/// <param name="Count">How many.</param>
internal readonly record struct ListedValues(int Attribute, int FirstWord, int Count);

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

    /// <summary>True when all that the code says of an attribute is a list of values that it forbids.</summary>
    public bool OnlyForbids(int position, int attribute)
    {
        ReadOnlySpan<uint> code = catalog.Code.Span;
        foreach (int conjunct in new Conjuncts(code, position))
        {
            var head = new TargetingHead(code[conjunct]);
            bool forbids = head.Op == TargetingOp.Not && new TargetingHead(code[conjunct + 1]).Op == TargetingOp.AnyOf;
            if (!forbids && Mentions(code, conjunct, attribute))
            {
                return false;
            }
        }

        return true;
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
                if ((attribute >= 0 && attribute != head.Attribute) || row.Mode == ClassMode.Buckets || head.Op == TargetingOp.Near)
                {
                    return false;
                }

                attribute = head.Attribute;
            }

            position = Next(code, position, head);
        }

        return attribute >= 0;
    }

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
