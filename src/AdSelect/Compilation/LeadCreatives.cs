// For each format the attached creative that most slots take: tried first, it usually spares looking at the others.
using System.Numerics;
using System.Runtime.CompilerServices;
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal struct LeadCreatives
{
    private PerFormat _numbers;

    public LeadCreatives()
    {
    }

    /// <summary>Bit n: there is a creative of format n.</summary>
    public byte Formats { get; private set; }

    /// <summary>Supply row of a partition's lead, or −1 for the partition without format.</summary>
    public readonly int Of(int partition) => partition < Partitioning.FormatCount ? _numbers[partition] : -1;

    /// <summary>Makes the creative its format's lead if it is the first or asks less than the lead does.</summary>
    public void Offer(ReadOnlySpan<SupplyRow> supplies, int supply)
    {
        int format = (int)supplies[supply].Format;
        bool isFirst = (Formats & (1 << format)) == 0;
        if (isFirst || Demands(supplies[supply]).CompareTo(Demands(supplies[_numbers[format]])) < 0)
        {
            _numbers[format] = supply;
        }

        Formats |= (byte)(1 << format);
    }

    // Not approved asks the impossible; then dates, frameworks and attributes; then length, since slots end somewhere.
    private static (bool NotApproved, bool IsDated, int Extras, int Duration) Demands(in SupplyRow row) => (
        row.Approval != CreativeApproval.Approved,
        row.FlightStartTicks != 0 || row.FlightEndTicks != long.MaxValue,
        BitOperations.PopCount(row.ApiFrameworks) + BitOperations.PopCount(row.Attributes),
        row.DurationMilliseconds);

    [InlineArray(Partitioning.FormatCount)]
    private struct PerFormat
    {
        private int _first;
    }
}
