// The engine equals the oracle on the benchmarks' workload: large catalogs, listeners as they come.
using AdSelect.Tests.Oracle;
using AdSelect.Workload;
using Xunit.Abstractions;

namespace AdSelect.Tests.Selection;

public sealed class DifferentialTests(ITestOutputHelper output)
{
    private static readonly int[] WinnerCounts = [5, AdSelectLimits.MaxWinners];

    [Theory]
    [InlineData(10_000, 1, 200)]
    [InlineData(10_000, 2, 60)]
    [InlineData(100_000, 3, 40)]
    public void TheWorkloadEqualsTheOracle(int lineItems, int seed, int requests) => AssertEqual(lineItems, (ulong)seed, requests);

    [LargeFact]
    public void AMillionLineItemsEqualTheOracle() => AssertEqual(1_000_000, seed: 4, requestCount: 40);

    private void AssertEqual(int lineItems, ulong seed, int requestCount)
    {
        Catalog catalog = CatalogGenerator.Create(lineItems, seed);
        var oracle = new OracleSelector(catalog);
        var selector = new AdSelector(Engine.Compile(catalog));
        long candidates = 0, eligible = 0, won = 0;
        Parallel.ForEach(ListenerGenerator.CreateMany(requestCount, seed), listener =>
        {
            PlainRequest request = ListenerRequests.Of(listener);
            OracleLineItem[] expected = oracle.Candidates(request);
            Same.Answer<string>([.. expected.Select(item => item.Id).Order(StringComparer.Ordinal)], Engine.Match(selector, request), request);
            OracleWinner[] ranking = oracle.Select(request, AdSelectLimits.MaxWinners, expected);
            Assert.All(WinnerCounts, count => Same.Answer([.. ranking.Take(count)], Engine.Select(selector, request, count), request));
            Interlocked.Add(ref candidates, expected.Length);
            Interlocked.Add(ref eligible, ranking.Length);
            Interlocked.Add(ref won, Math.Min(1, ranking.Length));
        });
        output.WriteLine(
            $"{lineItems:N0} line items, {requestCount} requests: {(double)candidates / requestCount:F0} candidates and "
            + $"{(double)eligible / requestCount:F0} winners each.");
        Assert.True(
            candidates > lineItems / 100L * requestCount && won > requestCount * 3 / 4,
            $"Too little meets: {candidates} candidates, {won} requests won.");
    }
}
