// Rank scores as whole numbers, so that equal products are equal and no comparison or price depends on binary fractions.
using System.Runtime.CompilerServices;

namespace AdSelect.Indexing;

/// <summary>
/// A score is effective CPM in micros × quality in millionths × pacing multiplier in millionths: trillionths of a micro. Within
/// the limits it is at most 10³⁰, of the 128 bits that hold 3 × 10³⁸.
/// </summary>
internal static class ExactScore
{
    /// <summary>Qualities, pacing multipliers and weights of places count in millionths.</summary>
    public const uint One = 1_000_000;

    /// <summary>The highest quality, in millionths.</summary>
    public const uint MaxQualityMillionths = AdSelectLimits.MaxQuality * One;

    /// <summary>What a score is in one micro.</summary>
    private const ulong PerMicro = (ulong)One * One;

    /// <summary>Quality × pacing multiplier as the one factor that turns effective CPM into a score; at most 10¹⁵.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Factor(uint qualityMillionths, uint multiplierMillionths) => (ulong)qualityMillionths * multiplierMillionths;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt128 Of(long cpmMicros, ulong factor) => Math.BigMul((ulong)cpmMicros, factor);

    /// <summary>The nearest number in micros, to be shown.</summary>
    public static double InMicros(UInt128 score) => (double)score / PerMicro;

    /// <summary>The whole micros of a score, at most so many.</summary>
    public static long WholeMicros(UInt128 score, long most) => (long)UInt128.Min(score / PerMicro, (ulong)most);

    /// <summary>A pacing multiplier of 0 to 1: the decimal that it stands for, rounded half to even.</summary>
    public static uint MultiplierMillionths(double multiplier) => (uint)Math.Round((decimal)multiplier * One, MidpointRounding.ToEven);

    /// <summary>The weight of a place in a ranking, rounded half to even; at least one millionth.</summary>
    public static ulong WeightMillionths(double weight) => Math.Max(1, (ulong)Math.Round(weight * One, MidpointRounding.ToEven));

    /// <summary>A quotient, rounded up.</summary>
    public static UInt128 Ceiling(UInt128 dividend, UInt128 divisor) => dividend == 0 ? 0 : ((dividend - 1) / divisor) + 1;
}
