// What is left to decide of a line item when rows and channels agree.
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

/// <summary>
/// Where the code of a line item lies, and what of it is undecided.
/// <code>  0 Program   4 Rest   8 Attribute   12 X   16 Y   20 Z   24 CosineOutside </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 28)]
internal struct OpenTargeting
{
    /// <summary><see cref="Attribute"/> where the rest is code.</summary>
    public const int IsCode = -1;

    /// <summary>Above all rounding of seven single-precision numbers of at most 1 and their three products: 7 × 2⁻²⁴ each way.</summary>
    public const float CosineMargin = 2e-6f;

    /// <summary>First word of the whole targeting code.</summary>
    public int Program;

    /// <summary>
    /// First word of the one operand of its outermost 'and' that rows and channels do not decide; the whole code when
    /// there are several; the index of the circle when that operand is one.
    /// </summary>
    public int Rest;

    /// <summary>The attribute that the circle is about, or <see cref="IsCode"/>.</summary>
    public int Attribute;

    /// <summary>The circle's centre, as a unit vector.</summary>
    public float X;
    public float Y;
    public float Z;

    /// <summary>A point whose dot product with the centre is below it is certainly outside.</summary>
    public float CosineOutside;

    /// <summary>True when a point is certainly outside; otherwise the circle itself decides.</summary>
    public readonly bool IsOutside(ref Place place)
    {
        place.FindVector();
        return (X * (float)place.X) + (Y * (float)place.Y) + (Z * (float)place.Z) < CosineOutside;
    }
}
