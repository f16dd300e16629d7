// Which records repeat an event: right for all ids, and no choice of ids makes it slow.
using AdSelect.Frequency;
using FsCheck.Xunit;

namespace AdSelect.Tests.Frequency;

public sealed class RepeatedEventsTests
{
    // A record parts from every other after its kind's three bits and its id's sixty-four.
    private const int MostStepsPerRecord = 72;
    private const int Most = AdSelectLimits.MaxHistoryRecords;
    private const ulong Mixer = 0x9E37_79B9_7F4A_7C15;

    public static TheoryData<string> Attacks => ["equal slots", "equal low bits", "a row", "powers", "prefixes", "kinds"];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void NoChoiceOfIdsMakesItSlow(string attack)
    {
        ulong[] ids = [.. Enumerable.Range(1, Most).Select(i => IdOf(attack, (ulong)i))];
        ExposureRecord[] records = [.. ids.Select((id, i) => Record(id, attack == "kinds" ? (AdEvent)(i % 5) : AdEvent.Impression))];
        Assert.InRange(Check(records), 0, MostStepsPerRecord * Most);
        Assert.InRange(Check([.. records[..(Most / 2)], .. records[..(Most / 2)].Reverse()]), 0, MostStepsPerRecord * Most);
    }

    [Fact]
    public void OrdinaryIdsTakeAboutAStepEach()
    {
        Assert.InRange(Check([.. Enumerable.Range(1, Most).Select(i => Record(ExposureKey.Of($"event {i}").Value))]), 0, 2 * Most);
        Assert.InRange(Check([.. Enumerable.Range(1, Most).Select(i => Record((ulong)i))]), 0, 2 * Most);
        Assert.InRange(Check([.. Enumerable.Repeat(Record(7), Most)]), 0, 2 * Most);
    }

    [Property(MaxTest = 500)]
    public void TheFirstOfAnEventCountsAndMarksDoNot(byte[] draws, bool collide)
    {
        Check([
            .. draws.Select((draw, i) => draw % 11 == 0
                ? ExposureRecord.Mark(i)
                : Record(collide ? IdOf("equal slots", (ulong)(1 + (draw % 40))) : (ulong)(1 + (draw % 40)), (AdEvent)(draw % 3))),
        ]);
    }

    // Multiplying by the inverse of the mixer's factor undoes it: ids whose mixed forms differ only where the slot does not look.
    private static ulong IdOf(string attack, ulong i) => unchecked(attack switch
    {
        "equal slots" => i * Inverse(Mixer),
        "equal low bits" => i << 40,
        "powers" => (1UL << (int)(i % 64)) + (i / 64),
        "prefixes" => (i % 64 == 0 ? 0 : ulong.MaxValue >> (int)(i % 64)) ^ (i << 6),
        "kinds" => (1 + (i / 5)) * Inverse(Mixer),
        _ => i,
    });

    // Newton's steps double the right bits: 3, 6, 12, 24, 48, 96.
    private static ulong Inverse(ulong odd)
    {
        ulong inverse = odd;
        for (int i = 0; i < 5; i++)
        {
            inverse = unchecked(inverse * (2 - (odd * inverse)));
        }

        return inverse;
    }

    private static int Check(ExposureRecord[] records)
    {
        ushort[] notes = new ushort[records.Length];
        int steps = RepeatedEvents.Note(records, new ushort[Math.Max(16, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)records.Length))], notes);
        var seen = new HashSet<(ulong, AdEvent)>();
        Assert.All(
            records.Zip(notes),
            pair => Assert.Equal(!pair.First.IsMark && seen.Add((pair.First.EventId, pair.First.Event)), pair.Second != RepeatedEvents.NotCounted));
        return steps;
    }

    private static ExposureRecord Record(ulong id, AdEvent kind = AdEvent.Impression) =>
        ExposureRecord.Of(new Exposure { Id = id, Event = kind, Time = DateTimeOffset.UnixEpoch });
}
