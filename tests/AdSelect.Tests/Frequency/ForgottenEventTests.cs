// What a history has forgotten, and what it holds of the future: caps that could have counted it deny, and no wrong clock keeps them shut.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;

namespace AdSelect.Tests.Frequency;

public sealed class ForgottenEventTests
{
    private static readonly DateTimeOffset Now = SmallCatalog.Noon;
    private static readonly ListenerIdentity Anna = new(CapIdentity.User, "anna");

    [Fact]
    public void ALifetimeCapDeniesOnceItsEventIsForgotten()
    {
        // Found in use: a lifetime cap of 1, then 4,000 events of 2,000 other creatives.
        var selector = new AdSelector(Engine.Compile(Capped(new FrequencyCap(1, CapWindow.Lifetime))));
        var store = new InMemoryExposureStore();
        store.Record(Anna, selector.Snapshot.CreateExposure(0, 0, AdEvent.Impression, "first", Now), Now);
        for (int i = 1; i <= 4_000; i++)
        {
            store.Record(
                Anna,
                new Exposure { Id = (ulong)i, Time = Now.AddSeconds(i), LineItemKey = (ulong)(i % 2_000), CreativeKey = (ulong)(i % 2_000) },
                Now.AddSeconds(i));
        }

        Assert.Equal(RejectionReason.IdentityMissing, ReasonOf(selector, store.Read(Anna, Now.AddDays(1)), Now.AddDays(1)));
        Assert.Equal(RejectionReason.IdentityMissing, ReasonOf(selector, store.Read(Anna, Now.AddDays(1)).Bytes.Span, Now.AddDays(400)));
        Assert.Equal(RejectionReason.None, ReasonOf(selector, store.Read(Anna, Now.AddDays(1)), Now.AddDays(402)));
    }

    [Theory]
    [InlineData(CapWindowKind.Rolling, 59, RejectionReason.IdentityMissing)]
    [InlineData(CapWindowKind.Rolling, 60, RejectionReason.None)]
    [InlineData(CapWindowKind.Rolling, -60, RejectionReason.IdentityMissing)]
    [InlineData(CapWindowKind.Rolling, -1_440, RejectionReason.IdentityMissing)]
    [InlineData(CapWindowKind.Rolling, -1_441, RejectionReason.None)]
    [InlineData(CapWindowKind.Day, 12 * 60, RejectionReason.IdentityMissing)]
    [InlineData(CapWindowKind.Day, (12 * 60) + 1, RejectionReason.None)]
    [InlineData(CapWindowKind.Lifetime, 400 * 1_440, RejectionReason.IdentityMissing)]
    [InlineData(CapWindowKind.Lifetime, (400 * 1_440) + 1, RejectionReason.None)]
    [InlineData(CapWindowKind.Session, 400 * 1_440, RejectionReason.IdentityMissing)]
    [InlineData(CapWindowKind.Break, 400 * 1_440, RejectionReason.IdentityMissing)]
    [InlineData(CapWindowKind.Break, (400 * 1_440) + 1, RejectionReason.None)]
    public void ACapDeniesWhileItCouldCountWhatIsMissing(CapWindowKind kind, int minutesAgo, RejectionReason expected)
    {
        CapWindow window = kind switch
        {
            CapWindowKind.Rolling => CapWindow.Rolling(TimeSpan.FromHours(1)),
            CapWindowKind.Day => CapWindow.Day,
            CapWindowKind.Session => CapWindow.Session,
            CapWindowKind.Break => CapWindow.Break,
            _ => CapWindow.Lifetime,
        };
        StoredHistory history = ExposureHistory.Incomplete([], Now.AddMinutes(-minutesAgo));
        Assert.Equal(expected, ReasonOf(new AdSelector(Engine.Compile(Capped(new FrequencyCap(1, window)))), history, Now));
        Assert.Equal(
            RejectionReason.None,
            ReasonOf(new AdSelector(Engine.Compile(Capped(new FrequencyCap(1, window) { MissingIdentity = MissingIdentity.Allow }))), history, Now));
    }

    // A call that failed, an array that was never filled: nothing known is not nothing met.
    [Fact]
    public void WhatNoStoreHasGivenOpensNoCap()
    {
        foreach (CapWindow window in new[] { CapWindow.Lifetime, CapWindow.Day, CapWindow.Rolling(TimeSpan.FromTicks(1)), CapWindow.Session })
        {
            var selector = new AdSelector(Engine.Compile(Capped(new FrequencyCap(1, window))));
            Assert.Equal(RejectionReason.IdentityMissing, ReasonOf(selector, default(StoredHistory), Now));
            Assert.Equal(RejectionReason.IdentityMissing, ReasonOf(selector, ExposureHistory.Incomplete([], Now), Now));
        }
    }

    // Found in use: one event stamped ten years ahead kept a cap of one an hour shut until then.
    [Fact]
    public void AnEventStampedAheadIsOneOfNow()
    {
        var selector = new AdSelector(Engine.Compile(Capped(new FrequencyCap(1, CapWindow.Rolling(TimeSpan.FromHours(1))))));
        var store = new InMemoryExposureStore();
        store.Record(Anna, selector.Snapshot.CreateExposure(0, 0, AdEvent.Impression, "ahead", Now.AddYears(10)), Now);
        Assert.Equal(RejectionReason.FrequencyCapReached, ReasonOf(selector, store.Read(Anna, Now), Now.AddMinutes(59)));
        Assert.Equal(RejectionReason.None, ReasonOf(selector, store.Read(Anna, Now), Now.AddHours(1)));
        Assert.Equal(RejectionReason.None, ReasonOf(selector, store.Read(Anna, Now), Now.AddYears(10)));
    }

    // As a writer left it that did not know better.
    [Theory]
    [InlineData(0.5, RejectionReason.FrequencyCapReached)]
    [InlineData(24, RejectionReason.FrequencyCapReached)]
    [InlineData(24.1, RejectionReason.None)]
    [InlineData(87_600, RejectionReason.None)]
    public void AStampFurtherAheadThanClocksDifferIsNotBelieved(double hoursAhead, RejectionReason expected)
    {
        byte[] Ahead(AdSelector selector) =>
            ExposureHistory.Append([], selector.Snapshot.CreateExposure(0, 0, AdEvent.Impression, "ahead", Now.AddHours(hoursAhead)), DateTimeOffset.MaxValue);
        foreach (CapWindow window in new[] { CapWindow.Rolling(TimeSpan.FromHours(1)), CapWindow.Day, CapWindow.Week, CapWindow.Month })
        {
            var selector = new AdSelector(Engine.Compile(Capped(new FrequencyCap(1, window))));
            Assert.Equal(expected, ReasonOf(selector, Ahead(selector), Now));
        }

        var lifetime = new AdSelector(Engine.Compile(Capped(new FrequencyCap(1, CapWindow.Lifetime))));
        Assert.Equal(RejectionReason.FrequencyCapReached, ReasonOf(lifetime, Ahead(lifetime), Now));
    }

    [Fact]
    public void TextThatIsNoneIdentifiesNothing()
    {
        const string Half = "\ud800";
        Assert.Equal((false, 0UL, false), (ExposureKey.Of(Half).IsSet, ((RequestId)Half).Value, ((ExposureKey)("a" + Half)).IsSet));
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("\ufffd"))));
        Assert.False(selector.Snapshot.TryFindLineItem(Half, out _));
        Assert.False(selector.Snapshot.TryFindCreative(Half, out _));
        Assert.True(selector.Snapshot.TryFindCreative("\ufffd", out _));
        var request = new AdRequest(new Term[4]) { Id = Half, Time = Now, Slot = Slot.Audio() };
        Assert.False(selector.TrySelect(in request, new AdSelection[1], out _, out RequestError error));
        Assert.Equal(new RequestError(RequestErrorCode.Missing, nameof(AdRequest.Id)), error);
        request.Id = 1;
        request.BlockLineItem(Half);
        Assert.Equal(1, selector.Select(in request, new AdSelection[1]));
    }

    private static Catalog Capped(FrequencyCap cap) => SmallCatalog.Of(SmallCatalog.Item("a") with { Caps = [cap] });

    private static RejectionReason ReasonOf(AdSelector selector, ReadOnlySpan<byte> user, DateTimeOffset now)
    {
        var request = new AdRequest(new Term[4])
        {
            Id = 1,
            Time = now,
            Slot = Slot.Audio(),
            Consent = Consent.Full,
            Exposures = new ExposureHistories { User = user, SessionId = "session", BreakId = "break" },
        };
        int count = selector.Select(in request, new AdSelection[1]);
        RejectionReason reason = selector.Explain(in request, "a").Reason;
        Assert.Equal(reason == RejectionReason.None, count == 1);
        return reason;
    }
}
