// Values as the Redis store keeps them: damage costs what it hit and no more, and no event counts twice.
using static AdSelect.Tests.Redis.RedisHost;

namespace AdSelect.Tests.Redis;

public sealed class StoredValueTests
{
    private const int Records = 4;

    public enum Damage
    {
        Inserted,
        Removed,
        Changed,
        CutOff,
        Overwritten,
    }

    // At every byte. A record that was hit is lost, all others are kept, and the value says that something is missing.
    [Theory]
    [InlineData(Damage.Inserted)]
    [InlineData(Damage.Removed)]
    [InlineData(Damage.Changed)]
    [InlineData(Damage.CutOff)]
    [InlineData(Damage.Overwritten)]
    public void WholeRecordsAreKeptWhereverTheyStand(Damage damage)
    {
        byte[] sound = Value(Events(Anna, 1, Records));
        Assert.Equal(Records * Frame.Length, sound.Length);
        for (int at = 0; at < sound.Length; at++)
        {
            byte[] damaged = Apply(damage, sound, at);
            var value = new StoredValue(damaged);
            bool isBetween = at % Frame.Length == 0;
            int[] hit = damage switch
            {
                Damage.CutOff => [.. Enumerable.Range((at / Frame.Length) + 1, Records - (at / Frame.Length))],
                Damage.Inserted when isBetween => [],
                _ => [(at / Frame.Length) + 1],
            };
            Assert.Equal(Enumerable.Range(1, Records).Except(hit), IdsOf(value));
            bool isSeen = !(damage == Damage.CutOff && isBetween);
            Assert.Equal((isSeen, !isSeen), (value.IsDamaged, value.IncompleteUntil(Now) is null));

            // Rewritten, it is sound, has the same records, and still says that something was lost, for as long as it could count.
            value.NoteLoss(Now);
            byte[] rewritten = value.ToValue();
            var again = new StoredValue([.. rewritten, .. Value([Event(Anna, 99)])]);
            Assert.Equal([.. IdsOf(value), 99], IdsOf(again));
            Assert.Equal((false, Now), (again.IsDamaged, again.IncompleteUntil(Now.AddDays(AdSelectLimits.MaxCapWindowDays))));
            Assert.True(again.ToStored(Now.AddDays(AdSelectLimits.MaxCapWindowDays).AddTicks(1), isAnswered: true).IsComplete);
            Assert.Equal(rewritten, new StoredValue(rewritten).ToValue());
        }
    }

    [Fact]
    public void AnyBytesAreAValue()
    {
        var random = new Random(5);
        byte[] sound = Value(Events(Anna, 1, 20));
        for (int i = 0; i < 2_000; i++)
        {
            List<byte> bytes = [.. sound];
            for (int stray = random.Next(6); stray >= 0; stray--)
            {
                byte[] garbage = new byte[random.Next(200)];
                random.NextBytes(garbage);
                bytes.InsertRange(random.Next(bytes.Count + 1), i % 2 == 0 ? garbage : sound[..Math.Min(sound.Length, garbage.Length)]);
            }

            var value = new StoredValue([.. bytes]);
            Assert.Subset(Enumerable.Range(1, 20).ToHashSet(), IdsOf(value).ToHashSet());
            Assert.True(ExposureHistory.IsValid(value.ToHistory()));
            Assert.False(new StoredValue(value.ToValue()).IsDamaged);
        }
    }

    // During a rollout, hosts of a later version write what this one cannot read.
    [Theory]
    [InlineData((byte)FrameKind.Record)]
    [InlineData((byte)200)]
    public void WhatALaterVersionWroteStays(byte kind)
    {
        byte[] later = Frame.Write((FrameKind)kind, [.. Enumerable.Repeat((byte)0x77, Frame.ContentBytes)]);
        var value = new StoredValue([.. Value([Event(Anna, 1)]), .. later, .. Value([Event(Anna, 2)])]);
        Assert.Equal([1, 2], IdsOf(value));
        Assert.Equal((false, false), (value.IsDamaged, value.IncompleteUntil(Now) is null));
        Assert.True(value.ToValue().AsSpan().IndexOf(later) >= 0);
    }

    // Hosts append, again after a time without an answer, remember what they recorded, and compact, in any order.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void EveryEventCountsOnceWhateverIsCompactedAndRecordedAgain(int seed)
    {
        var random = new Random(seed);
        for (int world = 0; world < 60; world++)
        {
            int most = random.Next(1, 12);
            byte[] value = [];
            List<RecordedExposure> recorded = [];
            for (int step = 0; step < 80; step++)
            {
                switch (random.Next(4))
                {
                    case 0:
                        var compacted = new StoredValue(value);
                        compacted.Compact(most);
                        value = compacted.ToValue();
                        break;
                    case 1 when recorded.Count > 0:
                        value = [.. value, .. Value([recorded[random.Next(recorded.Count)]])];
                        break;
                    case 2:
                        var read = new StoredValue(value);
                        read.Add(recorded.Select(own => own.Exposure).ToArray());
                        Assert.Equal(recorded.Count, Count(read));
                        break;
                    default:
                        RecordedExposure next = Event(Anna, recorded.Count + 1, Now.AddMinutes(random.Next(-500, 500)));
                        recorded.Add(next);
                        value = [.. value, .. Value([next])];
                        break;
                }

                Assert.Equal(recorded.Count, Count(new StoredValue(value)));
                Assert.True(new StoredValue(value).IncompleteUntil(Now) is null);
            }
        }
    }

    // Both compacted the same value, differently, and both results came to stand in it.
    [Fact]
    public void TwoCompactionsOfTheSameCountOnce()
    {
        byte[] value = Value([.. Events(Anna, 1, 10).Select((recorded, i) => Event(Anna, i + 1, Now.AddMinutes(i)))]);
        foreach (int first in Enumerable.Range(1, 10))
        {
            foreach (int second in Enumerable.Range(1, 10))
            {
                var one = new StoredValue(value);
                one.Compact(first);
                var other = new StoredValue(value);
                other.Compact(second);
                Assert.Equal(10, Count(new StoredValue([.. one.ToValue(), .. other.ToValue()])));
            }
        }
    }

    // Joined records say of how many sessions they are, which an exposure alone does not.
    [Fact]
    public void WhatJoiningHasNotedIsKept()
    {
        var history = new StoredValue(Value([.. Enumerable.Range(1, 6).Select(i => InSession(i, $"session {i / 2}"))]));
        byte[] compacted = ExposureHistory.Compact(history.ToHistory(), 2);
        history.Compact(2);
        Assert.Equal(compacted, new StoredValue(history.ToValue()).ToHistory());
    }

    [Fact]
    public void ForgettingIsNoLongerComplete()
    {
        var value = new StoredValue(Value([.. Enumerable.Range(1, 10).Select(i => Event(Anna, i, creative: (ulong)i))]));
        value.Compact(9);
        Assert.Equal((false, false), (value.IncompleteUntil(Now) is null, new StoredValue(value.ToValue()).IncompleteUntil(Now) is null));
    }

    private static RecordedExposure InSession(int id, string session)
    {
        RecordedExposure recorded = Event(Anna, id, Now.AddMinutes(id));
        return recorded with { Exposure = recorded.Exposure with { SessionId = session } };
    }

    private static byte[] Value(RecordedExposure[] recorded)
    {
        var value = new StoredValue([]);
        value.Add(recorded.Select(one => one.Exposure).ToArray());
        return value.ToValue();
    }

    private static int[] IdsOf(StoredValue value) => [.. ExposureHistory.ReadAll(value.ToHistory()).Select(exposure => (int)exposure.Id.Value)];

    private static int Count(StoredValue value) => ExposureHistory.ReadAll(value.ToHistory()).Sum(exposure => exposure.Count);

    private static byte[] Apply(Damage damage, byte[] sound, int at) => damage switch
    {
        Damage.Inserted => [.. sound[..at], 0x5E, .. sound[at..]],
        Damage.Removed => [.. sound[..at], .. sound[(at + 1)..]],
        Damage.Changed => [.. sound[..at], (byte)(sound[at] ^ 0x10), .. sound[(at + 1)..]],
        Damage.CutOff => sound[..at],
        _ => [.. sound.Select((value, i) => i >= at && i < at + 3 && i / Frame.Length == at / Frame.Length ? (byte)~value : value)],
    };
}
