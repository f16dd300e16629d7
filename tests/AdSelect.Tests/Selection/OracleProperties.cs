// The engine equals the oracle: who matches, and who wins in which order at what price.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

[Properties(Arbitrary = [typeof(WorldArbitrary)], MaxTest = 1500, QuietOnSuccess = true)]
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
            Assert.All(
                [1, 3, 20, AdSelectLimits.MaxWinners],
                count => Same.Answer(oracle.Select(request, count), Engine.Select(engine, request, count), request));
        }
    }

    [Property(MaxTest = 600)]
    public void GhostsEqualTheOracle(World world)
    {
        AdSelector engine = Engine.Of(world);
        OracleSelector oracle = world.Oracle();
        foreach (PlainRequest request in world.Requests)
        {
            Assert.All([1, 5], count => Same.Answer(oracle.Ghosts(request, count), Engine.Ghosts(engine, request, count), request));
        }
    }
}
