// One part of the match index: up to 65,536 line items side by side, with everything that decides about them.
using System.Runtime.CompilerServices;

namespace AdSelect.Matching.Full;

/// <summary>Positions are places within the part, so that a posting is 16 bits.</summary>
internal sealed class MatchPart
{
    /// <summary>Line items of one part.</summary>
    public const int MaxEntries = 65_536;

    /// <summary>Two empty rows, and the row of all positions: every part begins with them.</summary>
    public const int EmptyRow = 0;
    public const int FullRow = 2;

    /// <summary>In the directory: the attribute has no rows here; listed values or programs decide.</summary>
    public const int NotInRows = -1;

    public required int EntryCount { get; init; }

    /// <summary>64-bit words of one row: whole cache lines.</summary>
    public required int Stride { get; init; }

    /// <summary>The rows, one after the other, from <see cref="FirstWord"/>, which lies on a cache line.</summary>
    public required ulong[] Rows { get; init; }

    public required int FirstWord { get; init; }

    /// <summary>
    /// Row number by class, as the image's row directory. In the place of an attribute's row of those that need all
    /// values: the row of those that some of their program decides, followed by that of those that only forbid values.
    /// </summary>
    public required int[] Directory { get; init; }

    /// <summary>Row of those that need their program whatever the request.</summary>
    public required int ProgramRow { get; init; }

    /// <summary>Those rows for several values that a third follows: of those that only their whole program decides.</summary>
    public required int[] WithPrograms { get; init; }

    public required ValueChannel[] Channels { get; init; }

    /// <summary>Ordinal of the line item at a position.</summary>
    public required int[] LineItems { get; init; }

    /// <summary>Positions whose line item may need its program, for one request or another.</summary>
    public required RankedSet Open { get; init; }

    /// <summary>By rank in <see cref="Open"/>.</summary>
    public required OpenTargeting[] OpenTargetings { get; init; }

    public long Bytes
    {
        get
        {
            long bytes = (Rows.LongLength * sizeof(ulong)) + ((Directory.LongLength + LineItems.LongLength) * sizeof(int))
                + Open.Bytes + (OpenTargetings.LongLength * Unsafe.SizeOf<OpenTargeting>());
            foreach (ValueChannel channel in Channels)
            {
                bytes += channel.Bytes;
            }

            return bytes;
        }
    }
}
