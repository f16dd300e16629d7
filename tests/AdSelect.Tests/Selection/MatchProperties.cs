// The match index equals the oracle, whatever its shape and the width of its registers.
using AdSelect.Matching.Full;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

[Properties(Arbitrary = [typeof(WorldArbitrary)], MaxTest = 400, QuietOnSuccess = true)]
public sealed class MatchProperties
{
    [Property]
    public void PreparedMatchingEqualsTheOracle(World world) => MatchRun.AssertEqualsTheOracle(world.Catalog, world.Requests);

    [Property]
    public void EveryRegisterWidthEqualsTheOracle(World world)
    {
        OracleSelector oracle = world.Oracle();
        AdSnapshot prepared = MatchRun.Prepare(Engine.Compile(world.Catalog), new MatchIndexShape(5, 100)).Snapshot;
        foreach (PlainRequest request in world.Requests)
        {
            string[] expected = oracle.Match(request);
            Same.Answer(expected, MatchRun.Match<ScalarLanes>(prepared, request), request);
            Same.Answer(expected, MatchRun.Match<Lanes128>(prepared, request), request);
            Same.Answer(expected, MatchRun.Match<Lanes256>(prepared, request), request);
            Same.Answer(expected, MatchRun.Match<Lanes512>(prepared, request), request);
        }
    }
}
