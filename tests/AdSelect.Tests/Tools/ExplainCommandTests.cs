// `explain`: the steps of the decision about one line item, for people.
namespace AdSelect.Tests.Tools;

public class ExplainCommandTests
{
    [Theory]
    [InlineData("volt-rock", "rock", "eligible, place 1 in the ranking")]
    [InlineData("volt-spring", "rock", "not eligible (LineItemPaused)")]
    [InlineData("crispy-lunch", "rock", "not eligible (OutsideDayparts)")]
    [InlineData("fjord-banner", "rock", "not eligible (WrongFormat)")]
    [InlineData("volt-germany", "rock", "not eligible (TargetingMiss)")]
    [InlineData("crispy-lunch", "web", "not eligible (OutsideDayparts)")]
    [InlineData("fjord-banner", "4711", "not eligible (BelowFloor)")]
    [InlineData("tunely-premium", "night", "eligible, place 1 in the ranking")]
    public void Gives_the_verdict(string lineItem, string request, string verdict)
    {
        ToolRun run = Explain("--line-item", lineItem, "--request", request).Succeeded();
        Assert.Equal($"request {request}, line item {lineItem}: {verdict}", run.Lines[0].TrimEnd());
        Assert.Contains("step", run.Lines[1] + run.Lines[2], StringComparison.Ordinal);
        Assert.Contains(run.Lines, line => line.Contains("Targeting", StringComparison.Ordinal));
    }

    [Fact]
    public void Shows_the_targeting_that_failed() =>
        Assert.Contains(
            "failed targeting: country in (\"DE\")",
            Explain("--line-item", "volt-germany", "--request", "rock").Succeeded().Out,
            StringComparison.Ordinal);

    [Fact]
    public void Explains_every_request_without_a_choice()
    {
        ToolRun run = Explain("--line-item", "tunely-premium").Succeeded();
        Assert.Equal(8, run.Lines.Count(line => line.StartsWith("request ", StringComparison.Ordinal)));
        Assert.Contains("of 8 explained are eligible", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_what_is_not_there()
    {
        Explain("--line-item", "nobody").Failed(1, "no line item has the id 'nobody'");
        Explain("--line-item", "volt-rock", "--request", "nobody").Failed(1, "no request has the id 'nobody'");
    }

    private static ToolRun Explain(params string[] args) => ToolRun.Of(["explain", ToolFiles.Snapshot, "--requests", ToolFiles.Requests, .. args]);
}
