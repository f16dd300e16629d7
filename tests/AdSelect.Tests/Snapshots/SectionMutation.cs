// Changes one section of a good snapshot, the way damage by a faulty writer or an attacker would.
using System.Buffers.Binary;
using AdSelect.Indexing;
using AdSelect.Snapshots;

namespace AdSelect.Tests.Snapshots;

internal sealed class SectionMutation(Random random)
{
    private static readonly long[] s_extremes =
    [
        0, -1, 1, 2, -2, 63, 64, 127, 128, 255, 511, 512, 65_535, 65_536, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue,
        BitConverter.DoubleToInt64Bits(double.NaN),
        BitConverter.DoubleToInt64Bits(double.PositiveInfinity),
        BitConverter.DoubleToInt64Bits(-1.5),
        BitConverter.DoubleToInt64Bits(1e-28),
        0x7FC0_0000,
    ];

    /// <summary>Changes the sections and says how.</summary>
    public string Apply(SortedDictionary<SectionId, byte[]> sections)
    {
        SectionId[] ids = [.. sections.Keys];
        SectionId id = ids[random.Next(ids.Length)];
        byte[] payload = sections[id];
        if (random.Next(60) == 0)
        {
            sections.Remove(id);
            return $"{id} removed";
        }

        (byte[] changed, string how) = payload.Length == 0 ? Extend(payload, SizeOf(id)) : random.Next(10) switch
        {
            0 => Overwrite(payload),
            1 => Swap(payload, SizeOf(id)),
            2 => (payload[..^Math.Min(payload.Length, random.Next(1, 4) * SizeOf(id))], "truncated"),
            3 => Extend(payload, SizeOf(id)),
            4 or 5 => Set(payload, static (_, extreme) => extreme),
            6 => Set(payload, static (old, extreme) => old ^ (1L << (int)(extreme & 63))),
            _ => Set(payload, static (old, extreme) => old + ((extreme & 2) - 1)),
        };
        sections[id] = changed;
        return $"{id} {how}";
    }

    private (byte[] Payload, string How) Overwrite(byte[] payload)
    {
        byte[] changed = [.. payload];
        int at = random.Next(changed.Length);
        random.NextBytes(changed.AsSpan(at, random.Next(1, Math.Min(16, changed.Length - at) + 1)));
        return (changed, $"random bytes at {at}");
    }

    private (byte[] Payload, string How) Swap(byte[] payload, int size)
    {
        byte[] changed = [.. payload];
        int left = random.Next(payload.Length / size) * size;
        int right = random.Next(payload.Length / size) * size;
        payload.AsSpan(left, size).CopyTo(changed.AsSpan(right));
        payload.AsSpan(right, size).CopyTo(changed.AsSpan(left));
        return (changed, $"elements at {left} and {right} swapped");
    }

    private (byte[] Payload, string How) Extend(byte[] payload, int size)
    {
        byte[] more = new byte[random.Next(1, 3) * size];
        if (random.Next(2) == 0 && payload.Length >= more.Length)
        {
            payload.AsSpan(payload.Length - more.Length).CopyTo(more);
        }

        return ([.. payload, .. more], "extended");
    }

    // Fields of all widths stand at multiples of their width in every element.
    private (byte[] Payload, string How) Set(byte[] payload, Func<long, long, long> change)
    {
        byte[] changed = [.. payload];
        int width = Math.Min(1 << random.Next(4), payload.Length & -payload.Length);
        int at = random.Next(payload.Length / width) * width;
        Span<byte> field = stackalloc byte[8];
        field.Clear();
        changed.AsSpan(at, width).CopyTo(field);
        long value = change(BinaryPrimitives.ReadInt64LittleEndian(field), s_extremes[random.Next(s_extremes.Length)]);
        BinaryPrimitives.WriteInt64LittleEndian(field, value);
        field[..width].CopyTo(changed.AsSpan(at));
        return (changed, $"{width} bytes at {at} set to {value}");
    }

    private static unsafe int SizeOf(SectionId id) => id switch
    {
        SectionId.Attributes => sizeof(AttributeRow),
        SectionId.ValueSlots => sizeof(ValueSlot),
        SectionId.ValueTokens or SectionId.ValuePilots => sizeof(ushort),
        SectionId.Partitions => sizeof(PartitionRow),
        SectionId.Entries => sizeof(EntryRecord),
        SectionId.Circles => sizeof(CircleRow),
        SectionId.LineItems => sizeof(LineItemRow),
        SectionId.LineItemTerms or SectionId.TargetingCode => sizeof(ushort),
        SectionId.Terms => sizeof(TermsRow),
        SectionId.BidPresence or SectionId.BudgetPresence or SectionId.GoalPresence => sizeof(PresenceRow),
        SectionId.Creatives => sizeof(CreativeRow),
        SectionId.Supplies => sizeof(SupplyRow),
        SectionId.Campaigns => sizeof(CampaignRow),
        SectionId.Advertisers => sizeof(AdvertiserRow),
        SectionId.Deals => sizeof(DealRow),
        SectionId.Caps => sizeof(CapRow),
        SectionId.ZoneOffsets => sizeof(ZoneRow),
        SectionId.Experiments => sizeof(ExperimentRow),
        SectionId.ExperimentArms => sizeof(ArmRow),
        SectionId.CategoryTiers => sizeof(CategoryTierRow),
        SectionId.Cuts or SectionId.ValueBits or SectionId.MimeKeys or SectionId.Summaries or SectionId.BlockRows or SectionId.LineItemKeys
            or SectionId.TieStarts or SectionId.Bids or SectionId.Budgets or SectionId.Goals or SectionId.ScoreCeilings or SectionId.DaypartGrids or SectionId.KeySetKeys or SectionId.TrafficCurve
            or SectionId.DeltaBase or SectionId.DeltaReplaced => sizeof(long),
        >= SectionId.AttributeNameOffsets when ((int)id & 1) != 0 => sizeof(byte),
        _ => sizeof(int),
    };
}
