// Tickets of a weighted draw.
using System.Numerics;
using AdSelect.Internals;

namespace AdSelect.Auctions;

/// <summary>
/// A ticket is a weight ÷ an exponentially distributed draw. The highest of any number of tickets wins in proportion to the
/// weights, and so does the next among the rest (Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006):
/// nobody's ticket depends on who else takes part.
/// </summary>
internal static class Lots
{
    /// <summary>Terms of the series of the logarithm: enough for 53 bits.</summary>
    private const int Terms = 17;

    private const double LogOfTwo = 0.693147180559945309417232121458;

    /// <summary>The ticket of a weight of 0 or more.</summary>
    public static double Ticket(double weight, ulong requestId, ulong key, HashPurpose purpose) =>
        weight / Exponential(StableHash.Draw(requestId, key, purpose));

    /// <summary>
    /// −ln u for u = draw ÷ 2⁶⁴. Additions, multiplications and divisions only, because those are the same to the last bit on every
    /// processor and the library's logarithm is not.
    /// </summary>
    internal static double Exponential(ulong draw)
    {
        ulong odd = draw | 1;
        int zeros = BitOperations.LeadingZeroCount(odd);

        // u = m ÷ 2^(zeros + 1) with m in 1 .. 2, and ln m = 2 artanh ((m − 1) ÷ (m + 1)).
        double m = (odd << zeros) * (1.0 / (1UL << 63));
        double s = (m - 1) / (m + 1);
        double square = s * s;
        double sum = 0;
        for (int term = Terms; term >= 0; term--)
        {
            sum = (sum * square) + (1.0 / ((2 * term) + 1));
        }

        return Math.Max(((zeros + 1) * LogOfTwo) - (2 * s * sum), double.Epsilon);
    }
}
