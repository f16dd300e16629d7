// The byte form of histories: what is written comes back, damage is told, compaction forgets nothing that a cap counts.
using System.Runtime.InteropServices;
using AdSelect.Frequency;
using FsCheck.Xunit;

namespace AdSelect.Tests.Frequency;

public sealed class ExposureHistoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TheLayoutIsTheOneThatTheDocumentDraws()
    {
        Assert.Equal(ExposureHistory.RecordBytes, Marshal.SizeOf<ExposureRecord>());
        Exposure exposure = Sample(7) with
        {
            Event = AdEvent.Click,
            CountsTowardParents = false,
            Count = 0x0201,
            SessionId = 0x44332211UL,
            BreakId = 0x88776655UL,
        };
        byte[] bytes = ExposureHistory.Append([], exposure.WithCategory(0x0D0C0B0AUL), Now);
        Assert.Equal((ulong)7, BitConverter.ToUInt64(bytes, 0));
        Assert.Equal(exposure.LineItemKey, BitConverter.ToUInt64(bytes, 8));
        Assert.Equal(exposure.CreativeKey, BitConverter.ToUInt64(bytes, 16));
        Assert.Equal(exposure.CampaignKey, BitConverter.ToUInt64(bytes, 24));
        Assert.Equal(exposure.AdvertiserKey, BitConverter.ToUInt64(bytes, 32));
        Assert.Equal(exposure.Time.UtcTicks, BitConverter.ToInt64(bytes, 40));
        Assert.Equal<byte>([0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x0A, 0x0B, 0x0C, 0x0D], bytes[48..60]);
        Assert.Equal<byte>([.. new byte[16], 0xE1, 0x83, 0x01, 0x02], bytes[60..]);
    }

    [Property(MaxTest = 300)]
    public void WhatIsAppendedIsRead(
        ulong id, ulong lineItem, ulong creative, ulong campaign, ulong advertiser, long ticks, byte kind, bool parents, ulong session,
        ulong category)
    {
        Exposure written = new Exposure
        {
            Id = Math.Max(1, id),
            LineItemKey = lineItem,
            CreativeKey = creative,
            CampaignKey = campaign,
            AdvertiserKey = advertiser,
            Time = new DateTimeOffset(Math.Abs(ticks % DateTime.MaxValue.Ticks), TimeSpan.Zero),
            Event = (AdEvent)(kind % 5),
            CountsTowardParents = parents,
            SessionId = session,
            BreakId = session + 1,
        }.WithCategory(category);
        byte[] history = ExposureHistory.Append(ExposureHistory.Append([], Sample(3), DateTimeOffset.MaxValue), written, DateTimeOffset.MaxValue);
        Assert.True(ExposureHistory.IsValid(history));
        Assert.Equal(2, ExposureHistory.RecordCount(history));
        Assert.Equal(Sample(3), ExposureHistory.Read(history, 0));
        Assert.Equal(written, ExposureHistory.Read(history, 1));
        Assert.Equal(category != 0, written.HasCategory(category));
        Assert.True(ExposureHistory.Contains(history, written.Id, written.Event));
    }

    [Fact]
    public void RepeatedEventsAreReadOnce()
    {
        byte[] history =
        [
            .. Bytes(Sample(1)),
            .. Bytes(Sample(2)),
            .. Bytes(Sample(1) with { Time = Now.AddHours(5) }),
            .. Bytes(Sample(1) with { Event = AdEvent.Click }),
        ];
        Assert.Equal([Sample(1), Sample(2), Sample(1) with { Event = AdEvent.Click }], ExposureHistory.ReadAll(history));
    }

    [Fact]
    public void DamageIsTold()
    {
        byte[] good = Bytes(Sample(1));
        Assert.True(ExposureHistory.IsValid([]));
        Assert.False(ExposureHistory.IsValid(good.AsSpan(1)));
        Assert.False(ExposureHistory.IsValid([.. good, 0]));
        Assert.All(
            [(76, 0), (76, 0xE2), (77, 6), (77, 7), (77, 0x85), (77, 0x45), (77, 0x10), (77, 0x20), (47, 0xFF)],
            change => Assert.False(ExposureHistory.IsValid(With(good, change.Item1, (byte)change.Item2))));
        byte[] noId = [.. new byte[8], .. good[8..]];
        Assert.False(ExposureHistory.IsValid(noId));
        Assert.Throws<FormatException>(() => ExposureHistory.Read(noId, 0));
        Assert.Throws<FormatException>(() => ExposureHistory.ReadAll(noId));
        Assert.Throws<FormatException>(() => ExposureHistory.Compact(noId, 7));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExposureHistory.Read(good, 1));
        Assert.Throws<ArgumentException>(() => ExposureHistory.Append([], Sample(1) with { Id = default }, Now));
        Assert.Throws<ArgumentException>(() => ExposureHistory.Append([], Sample(1) with { Event = (AdEvent)5 }, Now));
        Assert.Throws<ArgumentException>(() => ExposureHistory.Write(Sample(1), Now, new byte[ExposureHistory.RecordBytes - 1]));
    }

    [Fact]
    public void ASixthCategoryIsRefusedAndARepeatedOneIsNot()
    {
        Exposure full = Enumerable.Range(1, AdSelectLimits.MaxExposureCategories)
            .Aggregate(Sample(1), static (exposure, category) => exposure.WithCategory((ulong)category));
        Assert.Equal(full, full.WithCategory(3));
        Assert.Throws<InvalidOperationException>(() => full.WithCategory(6));
    }

    // No clock has a say: one that is years ahead would take away what others recorded.
    [Fact]
    public void CompactingLeavesOutRepetitionsAndSortsByTimeAndKeepsTheOld()
    {
        Exposure early = Sample(2) with { Time = Now.AddDays(-1) };
        Exposure old = Sample(3) with { Time = Now.AddDays(-4_000) };
        byte[] history =
        [
            .. Bytes(Sample(1)),
            .. Bytes(early),
            .. Bytes(old),
            .. Bytes(Sample(1) with { Time = Now.AddYears(1) }),
            .. Bytes(old with { Time = Now }),
        ];
        byte[] compacted = ExposureHistory.Compact(history, AdSelectLimits.MaxHistoryRecords);
        Assert.Equal([old, early, Sample(1)], ExposureHistory.ReadAll(compacted));
        Assert.Null(ExposureHistory.IncompleteUntil(compacted));
    }

    [Fact]
    public void BeyondTheBoundTheOldestAreJoinedIntoOneOfTheirKind()
    {
        Exposure[] exposures =
        [
            .. Enumerable.Range(1, 10).Select(i => Sample((ulong)i) with { LineItemKey = (ulong)(i % 2), SessionId = (ulong)i, Time = Now.AddMinutes(i) }),
        ];
        byte[] compacted = ExposureHistory.Compact(exposures.SelectMany(exposure => Bytes(exposure)).ToArray(), 6);

        // Of ten, the six oldest become two, as of the last of each kind; the last four stay.
        Exposure[] expected = [exposures[4] with { Count = 3, JoinsSessions = true }, exposures[5] with { Count = 3, JoinsSessions = true }, .. exposures[6..]];
        Assert.Equal(expected, ExposureHistory.ReadAll(compacted));
        Assert.Equal(compacted, ExposureHistory.Compact(compacted, 6));
        Assert.Equal(
            [exposures[8] with { Count = 5, JoinsSessions = true }, exposures[9] with { Count = 5, JoinsSessions = true }],
            ExposureHistory.ReadAll(ExposureHistory.Compact(compacted, 2)));
        Assert.Null(ExposureHistory.IncompleteUntil(ExposureHistory.Compact(compacted, 2)));
    }

    [Fact]
    public void WhatIsForgottenIsSaid()
    {
        Exposure[] exposures = [.. Enumerable.Range(1, 10).Select(i => Sample((ulong)i) with { CreativeKey = (ulong)i, Time = Now.AddMinutes(i) })];
        byte[] history = exposures.SelectMany(exposure => Bytes(exposure)).ToArray();
        Assert.Null(ExposureHistory.IncompleteUntil(ExposureHistory.Compact(history, 10)));
        for (int most = 1; most < 10; most++)
        {
            byte[] compacted = ExposureHistory.Compact(history, most);
            Assert.Equal(exposures[(11 - most)..], ExposureHistory.ReadAll(compacted));
            Assert.Equal((most, Now.AddMinutes(11 - most)), (ExposureHistory.RecordCount(compacted), ExposureHistory.IncompleteUntil(compacted)));
            Assert.False(ExposureHistory.TryRead(compacted, 0, out _));
            Assert.Throws<FormatException>(() => ExposureHistory.Read(compacted, 0));

            // Compacted again, alone or with what was appended, or with another that has forgotten less, the latest instant stands.
            Assert.Equal(compacted, ExposureHistory.Compact(compacted, most));
            Assert.Equal(
                Now.AddMinutes(11 - most),
                ExposureHistory.IncompleteUntil(ExposureHistory.Compact(
                    [.. ExposureHistory.Compact(history, 9), .. compacted],
                    AdSelectLimits.MaxHistoryRecords)));
        }
    }

    [Fact]
    public void WhatMayBeMissingIsSaidInTheBytes()
    {
        StoredHistory marked = ExposureHistory.Incomplete(Bytes(Sample(1)), Now);
        Assert.Equal((false, Now), (marked.IsComplete, ExposureHistory.IncompleteUntil(marked)));
        Assert.Equal([Sample(1)], ExposureHistory.ReadAll(marked));
        Assert.False(ExposureHistory.Stored(marked.Bytes).IsComplete);
        Assert.True(ExposureHistory.Stored(Bytes(Sample(1))).IsComplete);
        Assert.True(ExposureHistory.Stored(default).IsComplete);
        Assert.Equal(DateTimeOffset.MaxValue.UtcTicks, ExposureHistory.IncompleteUntil(default(StoredHistory).Bytes.Span)!.Value.UtcTicks);
        Assert.Equal(MemoryMarshal.AsBytes([ExposureRecord.Mark(DateTime.MaxValue.Ticks)]).ToArray(), default(StoredHistory).Bytes.ToArray());

        // A full history makes room for the mark.
        byte[] full =
        [
            .. Enumerable.Range(1, AdSelectLimits.MaxHistoryRecords)
                .SelectMany(i => Bytes(Sample((ulong)i) with { CreativeKey = (ulong)i, Time = Now.AddDays(-i) })),
        ];
        StoredHistory cut = ExposureHistory.Incomplete(full, Now.AddDays(-3_000));
        Assert.Equal(
            (AdSelectLimits.MaxHistoryRecords, Now.AddDays(-AdSelectLimits.MaxHistoryRecords)),
            (ExposureHistory.RecordCount(cut), ExposureHistory.IncompleteUntil(cut)));
    }

    [Fact]
    public void WhatIsStampedAheadIsWrittenAsOfNow()
    {
        Assert.Equal(Now, ExposureHistory.Read(ExposureHistory.Append([], Sample(1) with { Time = Now.AddYears(10) }, Now), 0).Time);
        Assert.Equal(Now.AddTicks(-1), ExposureHistory.Read(ExposureHistory.Append([], Sample(1) with { Time = Now.AddTicks(-1) }, Now), 0).Time);
    }

    [Fact]
    public void EventsOfSeveralSessionsThatAreJoinedSaySo()
    {
        Exposure Of(int id, ulong session, ulong place) => Sample((ulong)id) with { SessionId = session, BreakId = place, Time = Now.AddMinutes(id) };
        byte[] Joined(params Exposure[] exposures) => ExposureHistory.Compact(exposures.SelectMany(exposure => Bytes(exposure)).ToArray(), 1);
        Assert.False(ExposureHistory.RecordsOf(Joined(Of(1, 1, 1), Of(2, 1, 1)))[0].IsOfSeveral);
        Assert.True(ExposureHistory.RecordsOf(Joined(Of(1, 1, 1), Of(2, 2, 1)))[0].IsOfSeveral);
        Assert.True(ExposureHistory.RecordsOf(Joined(Of(1, 1, 1), Of(2, 1, 2)))[0].IsOfSeveral);
        byte[] both = Joined(Of(1, 1, 1), Of(2, 2, 1));
        ExposureRecord again = ExposureHistory.RecordsOf(ExposureHistory.Compact([.. both, .. Bytes(Of(3, 2, 1))], 1))[0];
        Assert.Equal((true, (ushort)3), (again.IsOfSeveral, again.Count));
        Assert.Equal(
            (true, true, false),
            (
                again.IsIn(again.Session, 2, Now.Ticks),
                again.IsIn(again.Session, 9, Now.Ticks),
                again.IsIn(again.Session, 9, Now.AddMinutes(3).AddDays(1).Ticks)));
    }

    // Of any line item: never fewer events in a window than there were, the same number in all, and exact while there is room.
    [Property(MaxTest = 300)]
    public void CompactingNeverLetsACapCountLess(byte[] draws, byte room)
    {
        Exposure[] exposures =
        [
            .. draws.Select((draw, i) => Sample((ulong)(1 + (draw % 37))) with { LineItemKey = (ulong)(draw % 3), Time = Now.AddMinutes(-(draw % 50) - i) }),
        ];
        int most = 3 + (room % 20);
        byte[] history = exposures.SelectMany(exposure => Bytes(exposure)).ToArray();
        byte[] compacted = ExposureHistory.Compact(history, most);
        IReadOnlyList<Exposure> before = ExposureHistory.ReadAll(history), after = ExposureHistory.ReadAll(compacted);
        Assert.True(after.Count <= most);
        Assert.True(ExposureHistory.IsValid(compacted));
        for (ulong lineItem = 0; lineItem < 3; lineItem++)
        {
            for (int minutes = 0; minutes < 300; minutes += 7)
            {
                int was = Count(before, lineItem, minutes), now = Count(after, lineItem, minutes);
                Assert.True(before.Count <= most ? was == now : was <= now, $"{was} events became {now}");
            }

            Assert.Equal(Count(before, lineItem, int.MaxValue), Count(after, lineItem, int.MaxValue));
        }
    }

    private static int Count(IEnumerable<Exposure> exposures, ulong lineItem, int minutes) =>
        exposures.Where(exposure => exposure.LineItemKey == lineItem && (Now - exposure.Time).TotalMinutes < minutes).Sum(exposure => exposure.Count);

    private static byte[] With(byte[] bytes, int at, byte value) => [.. bytes[..at], value, .. bytes[(at + 1)..]];

    private static byte[] Bytes(in Exposure exposure) => ExposureHistory.Append([], exposure, DateTimeOffset.MaxValue);

    private static Exposure Sample(ulong id) => new()
    {
        Id = id,
        Time = Now,
        LineItemKey = 0x1111,
        CreativeKey = 0x2222,
        CampaignKey = 0x3333,
        AdvertiserKey = 0x4444,
    };
}
