// Explanations equal the oracle: every step's verdict, the first reason, the place.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

[Properties(Arbitrary = [typeof(WorldArbitrary)], MaxTest = 150, QuietOnSuccess = true)]
public sealed class ExplainProperties
{
    /// <summary>Places that an explanation looks at.</summary>
    private const int Places = 20;

    [Property]
    public void ExplainEqualsTheOracle(World world)
    {
        AdSelector engine = Engine.Of(world);
        OracleSelector oracle = world.Oracle();
        foreach (PlainRequest request in world.Requests.Where(request => request.Slots.Count == 1))
        {
            PlainRequest round = oracle.Round(request, request.Slots[0], 1);
            string[] ranking = [.. OracleRanking.Places(oracle.Ranking(round, round.Slots[0]), int.MaxValue, round).Select(place => place.Item.Id)];
            Assert.All(
                oracle.Catalog.LineItems,
                item => AssertExplains(engine, oracle, round, item, Array.IndexOf(ranking, item.Id), Eligible(oracle, item, round, [])));
        }
    }

    [Property]
    public void WithSeveralSlotsTheOneInWhichItCameFurthestIsExplained(World world)
    {
        AdSelector engine = Engine.Of(world);
        OracleSelector oracle = world.Oracle();
        foreach (PlainRequest request in world.Requests.Where(request => request.Slots.Count > 1))
        {
            OracleWinner[] winners = oracle.Select(request, request.Slots.Count);
            Assert.All(
                oracle.Catalog.LineItems,
                item => Assert.Equal(FurthestReason(oracle, item, request, winners), Engine.Explain(engine, request, item.Id).Reason));
        }
    }

    private static void AssertExplains(
        AdSelector engine,
        OracleSelector oracle,
        PlainRequest request,
        OracleLineItem item,
        int rank,
        RejectionReason ofTheEligible)
    {
        Explanation explanation = Engine.Explain(engine, request, item.Id);
        OracleStep[] steps = oracle.Steps(item, request, request.Slots[0]);
        bool isEligible = steps.All(step => step.Reason == RejectionReason.None);
        RejectionReason reason = rank == 0 ? RejectionReason.None
            : isEligible ? ofTheEligible
            : steps.First(step => step.Reason != RejectionReason.None).Reason;
        Assert.Equal(item.Id, explanation.LineItemId);
        Assert.Equal(reason, explanation.Reason);
        Assert.Equal(isEligible, explanation.IsEligible);
        Assert.True(isEligible ? rank >= 0 || item.LineItem.ShareOfVoice is not null : rank < 0);
        Assert.Equal(rank < Places ? rank : -1, explanation.Rank);

        ExplainedStep[] explained = [.. explanation.Steps.Where(step => step.Step is not (SelectionStep.Separation or SelectionStep.Ranking))];
        Assert.Equal(steps.Select(step => (step.Step, step.Verdict, step.Reason)), explained.Select(step => (step.Step, step.Verdict, step.Reason)));
        Assert.Equal(isEligible, explanation.Steps[^1].Verdict != StepVerdict.NotAsked);
        Assert.All(explanation.Steps, step => Assert.Equal(step.Passed, step.Detail.Length == 0));
        Assert.Equal(steps[(int)SelectionStep.Targeting].Reason != RejectionReason.None, explanation.FailedTargeting.Count > 0);
    }

    private static RejectionReason FurthestReason(OracleSelector oracle, OracleLineItem item, PlainRequest request, OracleWinner[] winners)
    {
        OracleStep furthest = new(SelectionStep.Live, RejectionReason.None);
        for (int position = 0; position < request.Slots.Count; position++)
        {
            PlainSlot slot = request.Slots[position];
            OraclePick[] picks = [.. winners.Where(winner => winner.Position < position).Select(oracle.PickOf)];
            PlainRequest round = oracle.Round(request, slot, 1, picks);
            OracleStep failure = oracle.Steps(item, round, slot, picks)
                .Append(new OracleStep(SelectionStep.Separation, SeparationReason(oracle, item, winners.Where(winner => winner.Position < position))))
                .Append(new OracleStep(SelectionStep.Ranking, Eligible(oracle, item, round, picks, position)))
                .OrderBy(step => step.Step)
                .First(step => step.Reason != RejectionReason.None);
            if (winners.Any(winner => winner.Position == position && winner.LineItemId == item.Id))
            {
                return RejectionReason.None;
            }

            furthest = failure.Step > furthest.Step || furthest.Reason == RejectionReason.None ? failure : furthest;
        }

        return furthest.Reason;
    }

    // A share of voice counts for those that no stronger tier keeps from having their turn.
    private static RejectionReason Eligible(OracleSelector oracle, OracleLineItem item, PlainRequest round, OraclePick[] picks, int position = 0)
    {
        OracleLineItem[] ranking = oracle.Ranking(round, round.Slots[position], picks);
        bool isBehind = ranking.Length > 0 && OracleRanking.Tier(ranking[0]).CompareTo(OracleRanking.Tier(item)) < 0;
        return isBehind || ranking.Any(other => other.Id == item.Id) ? RejectionReason.Outranked : RejectionReason.NotItsTurn;
    }

    private static RejectionReason SeparationReason(OracleSelector oracle, OracleLineItem item, IEnumerable<OracleWinner> earlier)
    {
        foreach (OracleLineItem other in earlier.Select(winner => oracle.Catalog.LineItems.Single(other => other.Id == winner.LineItemId)))
        {
            if (other.Id == item.Id)
            {
                return RejectionReason.SameLineItem;
            }

            if (other.Advertiser.Id == item.Advertiser.Id && !(item.LineItem.AllowsSameAdvertiser && other.LineItem.AllowsSameAdvertiser))
            {
                return RejectionReason.SameAdvertiser;
            }
        }

        return RejectionReason.None;
    }
}
