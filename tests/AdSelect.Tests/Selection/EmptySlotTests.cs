// Why a slot stayed empty.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Selection;

public sealed class EmptySlotTests
{
    [Fact]
    public void WithoutAMatchThereIsNoCandidate()
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a") with { Targeting = TargetingExpression.False })));
        Assert.Equal([EmptySlotReason.NoCandidate], Reasons(selector, new PlainRequest()));
    }

    [Fact]
    public void WhatARuleKeepsOutIsACandidateAndWhatIsStoppedIsNone()
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a"))));
        PlainRequest request = new() { BlockedLineItems = ["a"] };
        Assert.Equal([EmptySlotReason.NoneEligible], Reasons(selector, request));
        Assert.Equal([EmptySlotReason.None], Reasons(selector, new PlainRequest()));
        Assert.True(selector.Delivery.SetLineItemPaused("a", true));
        Assert.Equal([EmptySlotReason.NoCandidate], Reasons(selector, request));
    }

    [Fact]
    public void EachOfSeveralSlotsHasItsOwn()
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a"))));
        PlainRequest request = new() { Slots = [new PlainSlot(AdFormat.Video), new PlainSlot(AdFormat.Audio), new PlainSlot(AdFormat.Audio)] };
        Assert.Equal([EmptySlotReason.NoCandidate, EmptySlotReason.None, EmptySlotReason.NoneEligible], Reasons(selector, request));
    }

    [Fact]
    public void AnErrorGivesNoReasonAndASlotBeyondTheLimitIsRefused()
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a"))));
        var answer = new AdAnswer(new AdSelection[1]);
        Assert.False(selector.TrySelect(new AdRequest([]), ref answer));
        Assert.Equal(EmptySlotReason.None, answer.EmptySlotReasonOf(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdAnswer([]).EmptySlotReasonOf(AdSelectLimits.MaxSlots));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdAnswer([]).EmptySlotReasonOf(-1));
        Assert.Throws<InvalidOperationException>(() => new AdAnswer([]).Snapshot);
    }

    // A line item that is live and matches is a candidate, whichever segment it is of; nothing else is certain of a candidate.
    [Fact]
    public void TheReasonsAreThoseOfTheOracle()
    {
        var seen = new Dictionary<EmptySlotReason, int>();
        for (int seed = 1; seed <= 150; seed++)
        {
            World world = World.Generate(seed, 1 + (seed % 12), 8, Domain.FewCities);
            OracleSelector oracle = world.Oracle();
            AdSelector whole = Engine.Of(world);
            AdSelector parts = DeltaCase.Of(world).Publish();
            Engine.Apply(world, parts);
            foreach (PlainRequest request in world.Requests)
            {
                EmptySlotReason[] reasons = Reasons(whole, request);
                OracleWinner[] winners = oracle.Select(request, 1);
                for (int slot = 0; slot < reasons.Length; slot++)
                {
                    bool isFilled = request.Slots.Count == 1 ? winners.Length > 0 : winners.Any(winner => winner.Position == slot);
                    bool hasCandidate = oracle.Candidates(request).Any(item => IsLive(oracle, item, request, request.Slots[slot]));
                    Assert.Equal(isFilled, reasons[slot] == EmptySlotReason.None);
                    Assert.False(hasCandidate && reasons[slot] == EmptySlotReason.NoCandidate, $"slot {slot} of {request}");
                    seen[reasons[slot]] = seen.GetValueOrDefault(reasons[slot]) + 1;
                }

                Assert.Equal(reasons.Select(reason => reason == EmptySlotReason.None), Reasons(parts, request).Select(reason => reason == EmptySlotReason.None));
            }
        }

        Assert.All(Enum.GetValues<EmptySlotReason>(), reason => Assert.True(seen.GetValueOrDefault(reason) > 50, $"{reason}: {seen.GetValueOrDefault(reason)}"));
    }

    private static bool IsLive(OracleSelector oracle, OracleLineItem item, PlainRequest request, PlainSlot slot) =>
        item.Creatives.Any(creative => creative.Creative.Format == slot.Format)
        && oracle.Steps(item, request, slot).Take(2).All(step => step.Reason == RejectionReason.None);

    private static EmptySlotReason[] Reasons(AdSelector selector, PlainRequest plain)
    {
        var request = new AdRequest(new Term[plain.TermCount]);
        plain.Fill(ref request);
        var answer = new AdAnswer(new AdSelection[plain.Slots.Count]);
        bool isAnswered = plain.Predictor is { } predictor ? selector.TrySelect(in request, predictor, ref answer) : selector.TrySelect(in request, ref answer);
        Assert.True(isAnswered, $"{answer.Error}: {plain}");
        var reasons = new EmptySlotReason[plain.Slots.Count];
        for (int slot = 0; slot < reasons.Length; slot++)
        {
            reasons[slot] = answer.EmptySlotReasonOf(slot);
        }

        return reasons;
    }
}
