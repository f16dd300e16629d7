// What is left to decide of a line item when rows and channels agree.
using System.Runtime.InteropServices;

namespace AdSelect.Matching.Full;

/// <summary>
/// Where the code of a line item lies, and what of it is undecided.
/// <code>  0 Program   4 Rest   8 Attribute </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 12)]
internal struct OpenTargeting
{
    /// <summary><see cref="Attribute"/> where the rest is code.</summary>
    public const int IsCode = -1;

    /// <summary>First word of the whole targeting code.</summary>
    public int Program;

    /// <summary>
    /// First word of the one operand of its outermost 'and' that rows and channels do not decide; the whole code when
    /// there are several; the index of the circle when that operand is one.
    /// </summary>
    public int Rest;

    /// <summary>The attribute that the circle is about, or <see cref="IsCode"/>.</summary>
    public int Attribute;
}
