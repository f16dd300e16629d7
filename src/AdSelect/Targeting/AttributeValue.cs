// One value in a targeting predicate: a text, a whole number or a decimal number.
using System.Globalization;

namespace AdSelect;

/// <summary>Which of the three forms an <see cref="AttributeValue"/> has.</summary>
public enum AttributeValueKind : byte
{
    /// <summary>A text.</summary>
    Text = 0,

    /// <summary>A 64-bit whole number.</summary>
    Integer = 1,

    /// <summary>A double-precision number.</summary>
    Decimal = 2,
}

/// <summary>
/// One value of a targeting predicate. A whole number is accepted where a decimal attribute is targeted; every other
/// mixture of value and attribute kind is a compile error. Immutable; equal when kind and value are equal.
/// </summary>
public readonly record struct AttributeValue
{
    private readonly string? _text;
    private readonly long _bits;

    private AttributeValue(AttributeValueKind kind, string? text, long bits)
    {
        Kind = kind;
        _text = text;
        _bits = bits;
    }

    /// <summary>The form of the value.</summary>
    public AttributeValueKind Kind { get; }

    /// <summary>The text; empty unless <see cref="Kind"/> is <see cref="AttributeValueKind.Text"/>.</summary>
    public string Text => _text ?? string.Empty;

    /// <summary>The whole number; 0 unless <see cref="Kind"/> is <see cref="AttributeValueKind.Integer"/>.</summary>
    public long Integer => Kind == AttributeValueKind.Integer ? _bits : 0;

    /// <summary>The number as a double: a decimal as it is, a whole number converted (exact up to 2^53), a text as 0.</summary>
    public double Decimal => Kind switch
    {
        AttributeValueKind.Decimal => BitConverter.Int64BitsToDouble(_bits),
        AttributeValueKind.Integer => _bits,
        _ => 0,
    };

    /// <summary>A text value.</summary>
    public static AttributeValue Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new AttributeValue(AttributeValueKind.Text, text, 0);
    }

    /// <summary>A whole number.</summary>
    public static AttributeValue Of(long integer) => new(AttributeValueKind.Integer, null, integer);

    /// <summary>A decimal number. Negative zero becomes zero, so that equal numbers have equal bits.</summary>
    public static AttributeValue Of(double number) => new(AttributeValueKind.Decimal, null, BitConverter.DoubleToInt64Bits(number == 0 ? 0 : number));

    /// <summary>A text value.</summary>
    public static implicit operator AttributeValue(string text) => Of(text);

    /// <summary>A whole number.</summary>
    public static implicit operator AttributeValue(long integer) => Of(integer);

    /// <summary>A decimal number.</summary>
    public static implicit operator AttributeValue(double number) => Of(number);

    /// <summary>The value for messages; texts are quoted.</summary>
    public override string ToString() => Kind switch
    {
        AttributeValueKind.Text => $"\"{_text}\"",
        AttributeValueKind.Integer => _bits.ToString(CultureInfo.InvariantCulture),
        _ => Decimal.ToString("R", CultureInfo.InvariantCulture),
    };
}

/// <summary>One end of a <see cref="RangePredicate"/>: open, or a number that is included or excluded.</summary>
public readonly record struct RangeBound
{
    private readonly bool _isBounded;

    private RangeBound(AttributeValue value, bool isInclusive)
    {
        Value = value;
        IsInclusive = isInclusive;
        _isBounded = true;
    }

    /// <summary>No bound at this end; the default.</summary>
    public static RangeBound Open => default;

    /// <summary>True when there is no bound at this end.</summary>
    public bool IsOpen => !_isBounded;

    /// <summary>True when the bound itself belongs to the range.</summary>
    public bool IsInclusive { get; }

    /// <summary>The number. Meaningless when <see cref="IsOpen"/>.</summary>
    public AttributeValue Value { get; }

    /// <summary>The bound belongs to the range.</summary>
    public static RangeBound Inclusive(AttributeValue value) => new(value, isInclusive: true);

    /// <summary>The bound does not belong to the range.</summary>
    public static RangeBound Exclusive(AttributeValue value) => new(value, isInclusive: false);
}
