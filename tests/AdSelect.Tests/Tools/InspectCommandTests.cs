// `inspect`: a snapshot and one line item of it, for people.
using System.Text.RegularExpressions;

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
        string[] fields = [.. run.Lines.Select(line => Regex.Replace(line.Trim(), " {2,}", ": "))];
        string[] expected =
        [
            "kind: Guaranteed", "priority: 8", "campaign: fjord-2026", "campaign budget: 40000 EUR", "advertiser: fjord", "domains: fjord.example",
            "categories: travel", "price: 12 EUR cpm", "quality: 1", "deal: none", "flight: 2026-01-31T23:00:00Z to 2036-06-30T22:00:00Z",
            "rotation: Even",
        ];
        Assert.All(expected, field => Assert.Contains(field, fields));
        string targeting = Assert.Single(run.Lines, line => line.StartsWith("targeting", StringComparison.Ordinal));
        Assert.Equal(
            TargetingExpression.Parse("country in (\"SE\", \"NO\") and age in 18..49"),
            TargetingExpression.Parse(targeting["targeting".Length..].Trim()));
    }

    // A property that is added to line items must be shown too, or be among those that others show.
    [Fact]
    public void Shows_every_property_of_a_line_item()
    {
        string source = File.ReadAllText(Path.Combine(House.Repository.Root, "src", "AdSelect.Tool", "Output", "LineItemFields.cs"));
        string[] shownElsewhere = [nameof(LineItem.Priority), nameof(LineItem.Targeting)];
        Assert.All(
            typeof(LineItem).GetProperties().Select(property => property.Name).Where(name => name != "EqualityContract").Except(shownElsewhere),
            name => Assert.Matches($@"\blineItem\.{name}\b", source));
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
