// Money and durations in requests: exact or refused.
using System.Text;
using AdSelect.Tool.Requests;
using FsCheck;
using FsCheck.Xunit;

namespace AdSelect.Tests.Tools;

public class ExactNumberTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("-0.000", 0)]
    [InlineData("0e99999", 0)]
    [InlineData("2.5", 2_500_000)]
    [InlineData("0.000001", 1)]
    [InlineData("0.0000010000000000000000000000000000000000", 1)]
    [InlineData("1e-6", 1)]
    [InlineData("12.50E+1", 125_000_000)]
    [InlineData("1000000000", 1_000_000_000_000_000)]
    [InlineData("1000000000000000000000e-12", 1_000_000_000_000_000)]
    [InlineData("0.00000000000000001e17", 1_000_000)]
    public void Scales_exactly(string literal, long expected)
    {
        Assert.True(ExactNumber.TryScale(Encoding.ASCII.GetBytes(literal), 6, AdSelectLimits.MaxMoneyMicros, out long micros));
        Assert.Equal(expected, micros);
    }

    [Theory]
    [InlineData("-0.1")]
    [InlineData("0.0000001")]
    [InlineData("2.50000000000000000000000000000000000001")]
    [InlineData("1000000000.000001")]
    [InlineData("1e10")]
    [InlineData("1e99999999999999999999")]
    [InlineData("1e-99999999999999999999")]
    [InlineData("99999999999999999999999999999999999999999999")]
    public void Refuses_what_is_negative_too_fine_or_too_large(string literal) =>
        Assert.False(ExactNumber.TryScale(Encoding.ASCII.GetBytes(literal), 6, AdSelectLimits.MaxMoneyMicros, out _));

    [Property]
    public void Agrees_with_decimal_arithmetic(uint units, uint fraction)
    {
        decimal amount = (units % 1_000_000_000) + ((fraction % 1_000_000) / 1_000_000m);
        string literal = amount.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(ExactNumber.TryScale(Encoding.ASCII.GetBytes(literal), 6, AdSelectLimits.MaxMoneyMicros, out long micros));
        Assert.Equal((long)(amount * 1_000_000), micros);
    }
}
