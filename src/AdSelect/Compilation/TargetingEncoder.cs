// Turns a targeting expression into targeting code, checking names, kinds, values and limits on the way.
using System.Collections.Immutable;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Targeting;

namespace AdSelect.Compilation;

/// <summary>Encodes one expression at a time into <see cref="Words"/>. Value ids are provisional.</summary>
internal sealed class TargetingEncoder(SchemaIntake schema, ValueDictionary values, CirclePool circles, Diagnostics diagnostics)
{
    private readonly List<uint> _words = [];
    private readonly List<int> _ids = [];
    private Func<string> _path = null!;
    private bool _failed;

    public ReadOnlySpan<uint> Words => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_words);

    /// <summary>True when the last expression tests an attribute that holds personal data.</summary>
    public bool UsesPersonalData { get; private set; }

    /// <summary>Encodes; on failure all errors were reported and <see cref="Words"/> is of no use.</summary>
    public bool TryEncode(TargetingExpression expression, Func<string> path)
    {
        _words.Clear();
        _path = path;
        _failed = false;
        UsesPersonalData = false;
        if (TargetingLimits.FirstViolation(expression) is { } violation)
        {
            Fail("targeting-limit", violation);
            return false;
        }

        Encode(expression);
        return !_failed;
    }

    // Recursion is bounded: the depth was checked.
    private void Encode(TargetingExpression expression)
    {
        switch (expression)
        {
            case ConstantExpression constant:
                Emit(TargetingHead.Of(constant.Value ? TargetingOp.True : TargetingOp.False));
                break;
            case AndExpression all:
                EncodeOperands(TargetingOp.And, all.Operands);
                break;
            case OrExpression any:
                EncodeOperands(TargetingOp.Or, any.Operands);
                break;
            case NotExpression not:
                Emit(TargetingHead.Of(TargetingOp.Not, count: 1));
                Encode(not.Operand);
                break;
            case TargetingPredicate predicate:
                EncodePredicate(predicate);
                break;
            default:
                Fail("unknown-expression", $"'{expression.GetType().Name}' is no expression that targeting knows.");
                break;
        }
    }

    private void EncodeOperands(TargetingOp op, ImmutableArray<TargetingExpression> operands)
    {
        int head = _words.Count;
        Emit(TargetingHead.Of(op, count: operands.Length));
        _words.Add(0);
        foreach (TargetingExpression operand in operands)
        {
            Encode(operand);
        }

        _words[head + 1] = (uint)(_words.Count - head);
    }

    private void EncodePredicate(TargetingPredicate predicate)
    {
        if (!schema.TryFindAttribute(predicate.Attribute, out int index))
        {
            string meant = Spelling.Ending(predicate.Attribute, schema.Attributes.Select(static attribute => attribute.Name));
            Fail("unknown-attribute", $"The attribute '{predicate.Attribute}' is not declared in the catalog's attributes{meant}");
            return;
        }

        AdAttribute attribute = schema.Attributes[index];
        UsesPersonalData |= attribute.IsPersonal;
        switch (predicate)
        {
            case KnownPredicate:
                Emit(TargetingHead.Of(TargetingOp.Known, index));
                break;
            case AnyOfPredicate any:
                EncodeList(TargetingOp.AnyOf, attribute, index, any.Values);
                break;
            case AllOfPredicate all:
                EncodeList(TargetingOp.AllOf, attribute, index, all.Values);
                break;
            case RangePredicate range:
                EncodeRange(attribute, index, range);
                break;
            case NearPredicate near:
                EncodeNear(attribute, index, near);
                break;
        }
    }

    private void EncodeList(TargetingOp op, AdAttribute attribute, int index, ImmutableArray<AttributeValue> listed)
    {
        if (attribute.Kind == AttributeKind.Location)
        {
            Fail("wrong-kind", $"'{attribute.Name}' is a location; it takes 'near' and 'known', not a list.");
            return;
        }

        _ids.Clear();
        foreach (AttributeValue value in listed)
        {
            if (TryBits(attribute, value, out long bits))
            {
                string? text = attribute.Kind == AttributeKind.Keyword ? value.Text : null;
                if (!values.TryAdd(new ListedValue(index, bits, text), out int id))
                {
                    Fail("hash-collision", $"Two values of '{attribute.Name}' have the same hash: '{value.Text}' and '{values.Values[id].Text}'.");
                    continue;
                }

                _ids.Add(id);
            }
        }

        _ids.Sort();
        int distinct = 0;
        int headAt = _words.Count;
        _words.Add(0);
        for (int i = 0; i < _ids.Count; i++)
        {
            if (i == 0 || _ids[i] != _ids[i - 1])
            {
                _words.Add((uint)_ids[i]);
                distinct++;
            }
        }

        _words[headAt] = TargetingHead.Of(op, index, distinct).Word;
    }

    private bool TryBits(AdAttribute attribute, AttributeValue value, out long bits)
    {
        bits = 0;
        switch (attribute.Kind, value.Kind)
        {
            case (AttributeKind.Keyword, AttributeValueKind.Text):
                if (!ValidText.Fits(value.Text, AdSelectLimits.MaxKeywordBytes))
                {
                    Fail(
                        "bad-value",
                        $"The value '{ElementChecks.Shorten(value.Text)}' of '{attribute.Name}' is longer than {AdSelectLimits.MaxKeywordBytes} UTF-8 "
                        + $"bytes or not valid text.");
                    return false;
                }

                bits = (long)StableHash.Text(value.Text);
                return true;
            case (AttributeKind.Integer, AttributeValueKind.Integer):
                bits = value.Integer;
                return true;
            case (AttributeKind.Decimal, AttributeValueKind.Integer or AttributeValueKind.Decimal) when double.IsFinite(value.Decimal):
                bits = BitConverter.DoubleToInt64Bits(value.Decimal);
                return true;
            default:
                Fail("wrong-kind", $"The value {value} does not fit '{attribute.Name}', which is of kind {attribute.Kind}.");
                return false;
        }
    }

    private void EncodeRange(AdAttribute attribute, int index, RangePredicate range)
    {
        if (attribute.Kind is not (AttributeKind.Integer or AttributeKind.Decimal))
        {
            Fail("wrong-kind", $"'{attribute.Name}' is of kind {attribute.Kind}; ranges need numbers.");
            return;
        }

        if (!TryKey(attribute, range.Low, long.MinValue, out long low) || !TryKey(attribute, range.High, long.MaxValue, out long high))
        {
            return;
        }

        bool lowExcluded = !range.Low.IsOpen && !range.Low.IsInclusive;
        bool highExcluded = !range.High.IsOpen && !range.High.IsInclusive;
        bool isEmpty = (lowExcluded && low == long.MaxValue) || (highExcluded && high == long.MinValue);
        low = lowExcluded ? unchecked(low + 1) : low;
        high = highExcluded ? unchecked(high - 1) : high;
        (low, high) = isEmpty || low > high ? (1, 0) : (low, high);

        // The count keeps how the ends were written, for printing only.
        Emit(TargetingHead.Of(TargetingOp.Range, index, (lowExcluded ? 1 : 0) | (highExcluded ? 2 : 0)));
        EmitLong(low);
        EmitLong(high);
    }

    private bool TryKey(AdAttribute attribute, RangeBound bound, long open, out long key)
    {
        key = open;
        if (bound.IsOpen)
        {
            return true;
        }

        if (!TryBits(attribute, bound.Value, out long bits))
        {
            return false;
        }

        key = NumberKey.OfBits(attribute.Kind, bits);
        return true;
    }

    private void EncodeNear(AdAttribute attribute, int index, NearPredicate near)
    {
        if (attribute.Kind != AttributeKind.Location)
        {
            Fail("wrong-kind", $"'{attribute.Name}' is of kind {attribute.Kind}; 'near' needs a location.");
            return;
        }

        // Comparisons with NaN are false, so they are written such that NaN fails them.
        if (!(Math.Abs(near.Latitude) <= 90)
            || !(Math.Abs(near.Longitude) <= 180)
            || !(near.Kilometers >= 0 && near.Kilometers <= AdSelectLimits.MaxRadiusKilometers))
        {
            Fail(
                "out-of-range",
                $"near ({near.Latitude}, {near.Longitude}, {near.Kilometers} km) of '{attribute.Name}': latitude is -90 to 90, longitude -180 to 180, "
                + $"radius 0 to {AdSelectLimits.MaxRadiusKilometers} km.");
            return;
        }

        Emit(TargetingHead.Of(TargetingOp.Near, index));
        _words.Add((uint)circles.Add(near.Latitude, near.Longitude, near.Kilometers));
    }

    private void Emit(TargetingHead head) => _words.Add(head.Word);

    private void EmitLong(long value)
    {
        _words.Add((uint)value);
        _words.Add((uint)(value >> 32));
    }

    private void Fail(string code, string message)
    {
        _failed = true;
        diagnostics.Error(code, $"{_path()}.targeting", message);
    }
}
