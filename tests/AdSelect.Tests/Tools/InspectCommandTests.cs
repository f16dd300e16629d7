// `inspect`: a snapshot and one line item of it, for people.
namespace AdSelect.Tests.Tools;

public class InspectCommandTests
{
    [Theory]
    [InlineData("format", "1.0")]
    [InlineData("generation", "7")]
    [InlineData("currency", "EUR")]
    [InlineData("line items", "12 (Sponsorship 1, Guaranteed 1, PricePriority 9, House 1)")]
    [InlineData("campaigns", "4")]
    [InlineData("advertisers", "4")]
    [InlineData("creatives", "8")]
    [InlineData("attributes", "age (integer)")]
    [InlineData("             segments", "(integer, personal)")]
    public void Shows_what_a_snapshot_holds(string name, string value)
    {
        ToolRun run = ToolRun.Of("inspect", ToolFiles.Snapshot).Succeeded();
        string line = Assert.Single(run.Lines, line => line.StartsWith(name, StringComparison.Ordinal));
        Assert.Contains(value, line, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_one_line_item()
    {
        ToolRun run = ToolRun.Of("inspect", ToolFiles.Snapshot, "--line-item", "fjord-nordics").Succeeded();
        Assert.Contains("Adults in the Nordics", run.Out, StringComparison.Ordinal);
        Assert.Contains("kind         Guaranteed", run.Out, StringComparison.Ordinal);
        Assert.Contains("priority     8", run.Out, StringComparison.Ordinal);
        string targeting = Assert.Single(run.Lines, line => line.StartsWith("targeting", StringComparison.Ordinal));
        Assert.Equal(
            TargetingExpression.Parse("country in (\"SE\", \"NO\") and age in 18..49"),
            TargetingExpression.Parse(targeting["targeting".Length..].Trim()));
    }

    [Fact]
    public void Names_the_line_item_that_is_not_there() =>
        ToolRun.Of("inspect", ToolFiles.Snapshot, "--line-item", "nobody").Failed(1, "no line item has the id 'nobody'");

    [Fact]
    public void Says_why_a_file_is_refused()
    {
        ToolRun.Of("inspect", ToolFiles.Catalog).Failed(1, "catalog.json: the snapshot is refused (foreign)");
        byte[] bytes = File.ReadAllBytes(ToolFiles.Snapshot);
        bytes[^(bytes.Length / 3)] ^= 1;
        string altered = Path.Combine(ToolFiles.NewFolder(), "altered.snapshot");
        File.WriteAllBytes(altered, bytes);
        ToolRun.Of("inspect", altered).Failed(1, "altered.snapshot: the snapshot is refused (altered)");
    }
}
