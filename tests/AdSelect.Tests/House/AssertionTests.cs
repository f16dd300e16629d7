// That an assertion of the library which does not hold fails the test that met it: builds with assertions are worth nothing without.
#if DEBUG
using AdSelect.Matching;

namespace AdSelect.Tests.House;

public sealed class AssertionTests
{
    [Fact]
    public void An_assertion_that_does_not_hold_fails_the_test()
    {
        ulong word = 0;
        Exception? met = Record.Exception(() => SurvivorList.Fill(ref word, []));
        Assert.NotNull(met);
        Assert.Contains("callers have room for every place of a block", met.ToString(), StringComparison.Ordinal);
    }
}
#endif
