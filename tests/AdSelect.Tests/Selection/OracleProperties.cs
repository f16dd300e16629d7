// The engine equals the oracle: who matches, who wins in which order at what price, and why the others do not.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

[Properties(Arbitrary = [typeof(WorldArbitrary)], MaxTest = 300, QuietOnSuccess = true)]
public sealed class OracleProperties
{
    [Property]
    public void MatchEqualsTheOracle(World world)
    {
        AdSelector engine = Engine.Of(world);
        OracleSelector oracle = world.Oracle();
        Assert.All(world.Requests, request => Same.Answer(oracle.Match(request), Engine.Match(engine, request), request));
    }

    [Property]
    public void SelectEqualsTheOracle(World world)
    {
        AdSelector engine = Engine.Of(world);
        OracleSelector oracle = world.Oracle();
        foreach (PlainRequest request in world.Requests)
        {
            Assert.All([1, 3, 20, AdSelectLimits.MaxWinners], count => Same.Answer(oracle.Select(request, count), Engine.Select(engine, request, count), request));
        }
    }

    [Property]
    public void ExplainEqualsTheOracle(World world)
    {
        AdSelector engine = Engine.Of(world);
        OracleSelector oracle = world.Oracle();
        foreach (PlainRequest request in world.Requests.Where(request => request.Slots.Count == 1))
        {
            string[] ranking = [.. oracle.Ranking(request, request.Slots[0]).Select(item => item.Id)];
            Assert.All(oracle.Catalog.LineItems, item => AssertExplains(engine, oracle, request, item, Array.IndexOf(ranking, item.Id)));
        }
    }

    private static void AssertExplains(AdSelector engine, OracleSelector oracle, PlainRequest request, OracleLineItem item, int rank)
    {
        Explanation explanation = Engine.Explain(engine, request, item.Id);
        Assert.Equal(item.Id, explanation.LineItemId);
        Assert.Equal(rank >= 0, explanation.IsEligible);
        OracleStep[] steps = oracle.Steps(item, request, request.Slots[0]);
        Assert.Equal(rank == 0, explanation.Reason == RejectionReason.None);
        if (rank < 0)
        {
            Assert.Equal(steps.First(step => step.Reason != RejectionReason.None).Reason, explanation.Reason);
        }

        // Policy and floor are judged on the creatives that supply left, so they are comparable only when it left some.
        bool hasSupply = steps[(int)SelectionStep.Supply].Reason == RejectionReason.None;
        OracleStep[] comparable = hasSupply ? steps[..^1] : steps[..^2];
        Assert.All(comparable, step => Assert.Equal(step.Reason, explanation.Steps.Single(other => other.Step == step.Step).Reason));
        Assert.Equal(steps[(int)SelectionStep.Targeting].Reason != RejectionReason.None, explanation.FailedTargeting.Count > 0);
    }
}
