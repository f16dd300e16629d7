// Stores too small for what listeners meet: what they join and forget closes caps, and never opens one.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using AdSelect.Tests.Selection;
using FsCheck.Xunit;

namespace AdSelect.Tests.Frequency;

public sealed class SmallStoreTests
{
    private static readonly ListenerIdentity[] Identities = [.. Enum.GetValues<CapIdentity>().Select(kind => new ListenerIdentity(kind, $"the {kind}"))];

    [Property(MaxTest = 150)]
    public void WhatASmallStoreLetsPassTheWholeLogLetsPass(int seed) => Run(seed);

    [Fact]
    public void ItMeetsWhatItIsAbout()
    {
        (int Closed, int Open, int Incomplete) sum = default;
        for (int seed = 0; seed < 60; seed++)
        {
            (int closed, int open, int incomplete) = Run(seed);
            sum = (sum.Closed + closed, sum.Open + open, sum.Incomplete + incomplete);
        }

        Assert.True(sum is { Closed: > 100, Open: > 100, Incomplete: > 100 }, $"{sum}");
    }

    private static (int Closed, int Open, int Incomplete) Run(int seed)
    {
        var draw = new Draw(seed);
        var caps = new CapGenerator(draw, percent: 80);
        FrequencyCap[] Denying() => [.. caps.Caps().Select(cap => cap with { MissingIdentity = MissingIdentity.Deny })];
        Catalog catalog = SmallCatalog.Of([
            .. Enumerable.Range(0, 8).Select(i => SmallCatalog.Item($"item {i}") with { Caps = Denying(), Recency = caps.Recency() }),
        ]);
        catalog = catalog with { Categories = Domain.CategoryTree };
        var selector = new AdSelector(Engine.Compile(catalog));
        var store = new InMemoryExposureStore(new() { Retention = new() { MaxRecords = draw.Between(2, 24) } });
        byte[][] whole = [.. Identities.Select(_ => Array.Empty<byte>())];
        (int closed, int open, int incomplete) = (0, 0, 0);
        for (int step = 0; step < 120; step++)
        {
            // Sessions that overlap, for less than the day for which joined events count toward all of them.
            DateTimeOffset now = SmallCatalog.Noon.AddMinutes(step * 10);
            int item = draw.Between(0, 7);
            var exposure = selector.Snapshot.CreateExposure(
                item,
                item,
                draw.Pick(AdEvent.Impression, AdEvent.Impression, AdEvent.Start),
                (ulong)step + 1,
                now) with
            {
                SessionId = draw.Pick("one", "two"),
                BreakId = draw.Pick("one", "two"),
            };
            foreach (ListenerIdentity identity in Identities)
            {
                store.Record(identity, exposure, now);
                whole[(int)identity.Kind] = ExposureHistory.Append(whole[(int)identity.Kind], exposure, now);
            }

            string asked = $"item {draw.Between(0, 7)}";
            RejectionReason small = ReasonOf(selector, asked, now, kind => store.Read(Identities[(int)kind], now));
            RejectionReason full = ReasonOf(selector, asked, now, kind => ExposureHistory.Stored(whole[(int)kind]));
            Assert.True(!Passes(small) || Passes(full), $"step {step}: the small store lets {asked} pass, the whole log says {full}");
            closed += Passes(full) ? 0 : 1;
            open += Passes(small) ? 1 : 0;
            incomplete += small == RejectionReason.IdentityMissing ? 1 : 0;
        }

        return (closed, open, incomplete);
    }

    // What only others go before has passed.
    private static bool Passes(RejectionReason reason) => reason is RejectionReason.None or RejectionReason.Outranked;

    private static RejectionReason ReasonOf(AdSelector selector, string lineItem, DateTimeOffset now, Func<CapIdentity, StoredHistory> read)
    {
        var histories = new ExposureHistories { SessionId = "one", BreakId = "two" };
        foreach (ListenerIdentity identity in Identities)
        {
            histories.Set(identity.Kind, read(identity.Kind));
        }

        var request = new AdRequest(new Term[4]) { Id = 1, Time = now, Slot = Slot.Audio(), Consent = Consent.Full, Exposures = histories };
        return selector.Explain(in request, lineItem).Reason;
    }
}
