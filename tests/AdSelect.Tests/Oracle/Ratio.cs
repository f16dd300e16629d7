// Exact fractions: what the oracle ranks and prices by, whatever the size of the numbers.
using System.Numerics;

namespace AdSelect.Tests.Oracle;

/// <summary>A numerator over a denominator greater than 0, not reduced.</summary>
public readonly struct Ratio : IComparable<Ratio>, IEquatable<Ratio>
{
    private readonly BigInteger _numerator;
    private readonly BigInteger _denominator;

    private Ratio(BigInteger numerator, BigInteger denominator) =>
        (_numerator, _denominator) = denominator.Sign < 0 ? (-numerator, -denominator) : (numerator, denominator);

    public static Ratio Zero { get; } = new(0, 1);

    public static implicit operator Ratio(long value) => new(value, 1);

    /// <summary>A decimal number, exactly.</summary>
    public static implicit operator Ratio(decimal value)
    {
        int places = (decimal.GetBits(value)[3] >> 16) & 0xFF;
        BigInteger shift = BigInteger.Pow(10, places);
        return new Ratio(new BigInteger(decimal.Truncate(value)) * shift + new BigInteger((value - decimal.Truncate(value)) * (decimal)shift), shift);
    }

    public static Ratio operator +(Ratio left, Ratio right) =>
        new((left._numerator * right._denominator) + (right._numerator * left._denominator), left._denominator * right._denominator);

    public static Ratio operator -(Ratio left, Ratio right) =>
        new((left._numerator * right._denominator) - (right._numerator * left._denominator), left._denominator * right._denominator);

    public static Ratio operator *(Ratio left, Ratio right) => new(left._numerator * right._numerator, left._denominator * right._denominator);

    public static Ratio operator /(Ratio left, Ratio right) => new(left._numerator * right._denominator, left._denominator * right._numerator);

    public static bool operator ==(Ratio left, Ratio right) => left.Equals(right);

    public static bool operator !=(Ratio left, Ratio right) => !left.Equals(right);

    public static bool operator <(Ratio left, Ratio right) => left.CompareTo(right) < 0;

    public static bool operator >(Ratio left, Ratio right) => left.CompareTo(right) > 0;

    public static bool operator <=(Ratio left, Ratio right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Ratio left, Ratio right) => left.CompareTo(right) >= 0;

    public static Ratio Max(Ratio left, Ratio right) => left < right ? right : left;

    public static Ratio Min(Ratio left, Ratio right) => left < right ? left : right;

    public int CompareTo(Ratio other) => (_numerator * other._denominator).CompareTo(other._numerator * _denominator);

    public bool Equals(Ratio other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is Ratio other && Equals(other);

    public override int GetHashCode() => Floor().GetHashCode();

    public BigInteger Floor() => (_numerator - ((_numerator % _denominator) + _denominator) % _denominator) / _denominator;

    public long Ceiling() => (long)-new Ratio(-_numerator, _denominator).Floor();

    /// <summary>The nearest whole number; half to even.</summary>
    public BigInteger Round()
    {
        BigInteger below = Floor();
        int beyondHalf = (this - new Ratio(below, 1)).CompareTo(new Ratio(1, 2));
        return beyondHalf > 0 || (beyondHalf == 0 && !below.IsEven) ? below + 1 : below;
    }

    /// <summary>In trillionths, of which a rank score is a whole number.</summary>
    public UInt128 Trillionths() => (UInt128)(this * new Ratio(BigInteger.Pow(10, 12), 1)).Floor();

    public override string ToString() => $"{_numerator}/{_denominator}";
}
