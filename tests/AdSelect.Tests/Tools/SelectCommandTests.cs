// `select`: winners and prices of the samples, worked out by hand from the rules.
using System.Text.Json;

namespace AdSelect.Tests.Tools;

public class SelectCommandTests
{
    [Fact]
    public void Answers_every_request_of_the_samples()
    {
        ToolRun run = ToolRun.Of("select", ToolFiles.Snapshot, "--requests", ToolFiles.Requests).Succeeded();
        string[] expected =
        [
            // The sponsorship is the strongest tier and pays its bid.
            "rock: volt-rock/volt-30 cpm 18",
            // Only the 15 second creative has the required duration.
            "oslo: fjord-nordics/fjord-15 cpm 12",
            // Second price: the other bid is 4.00, and 0.01 on top.
            "lunch: crispy-lunch/crispy-20 cpm 4.01",
            // Only two line items are suitable for children; house comes last.
            "kids: crispy-kids/crispy-20 cpm 3",
            // Two slots, two advertisers; the second takes 15 seconds at most.
            "tv: fjord-film/fjord-film cpm 15, volt-film/volt-film cpm 9",
            // House ignores the floor and pays nothing.
            "night: tunely-premium/tunely-premium-15 cpm 0",
            // 20 SEK at 0.088.
            "web: fjord-banner/fjord-banner cpm 1.76",
            // 1.76 is below the floor of 5, and the house has no banner.
            "4711:",
        ];
        Assert.Equal(expected, run.Lines.Select(Summarize));
        Assert.Contains("7 with a winner", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_the_ranking_on_request()
    {
        string first = File.ReadLines(ToolFiles.Requests).First();
        ToolRun run = ToolRun.WithInput(first, "select", ToolFiles.Snapshot, "--requests", "-", "--top", "10").Succeeded();
        Assert.Equal(
            "rock: volt-rock/volt-30 cpm 18, fjord-nordics/? cpm 12, volt-drivers/volt-30 cpc 0.4, crispy-stockholm/crispy-20 cpm 6.25, "
            + "tunely-premium/tunely-premium-15 cpm 0",
            Summarize(run.Lines.Single(), "fjord-nordics"));
    }

    [Fact]
    public void Writes_every_field_of_a_winner()
    {
        string tv = File.ReadLines(ToolFiles.Requests).Single(line => line.Contains("\"tv\"", StringComparison.Ordinal));
        ToolRun run = ToolRun.WithInput(tv, "select", ToolFiles.Snapshot, "--requests", "-").Succeeded();
        Assert.Equal(
            """{"id":"tv","generation":7,"currency":"EUR","count":2,"winners":[{"position":0,"lineItem":"fjord-film","creative":"fjord-film","campaign":"fjord-2026","advertiser":"fjord","deal":"fjord-q1","priority":12,"priceModel":"cpm","price":15,"effectiveCpm":15,"bidCpm":15,"durationSeconds":30},{"position":1,"lineItem":"volt-film","creative":"volt-film","campaign":"volt-2026","advertiser":"volt","deal":null,"priority":12,"priceModel":"cpm","price":9,"effectiveCpm":9,"bidCpm":9,"durationSeconds":15}]}""",
            run.Lines.Single());
    }

    [Theory]
    [InlineData("""{"id":"r","slot":{"format":"audio"}}""", "(standard input):1: time: the field is required")]
    [InlineData("""{"id":"r","time":"2026-03-01T08:15:00Z"}""", "(standard input):1: slot: the request offers nothing")]
    public void Needs_time_and_slot(string line, string message) =>
        ToolRun.WithInput(line, "select", ToolFiles.Snapshot, "--requests", "-").Failed(1, message);

    // The creative of a line item that rotates is drawn by hash; which one is no matter of this test.
    private static string Summarize(string line) => Summarize(line, rotating: "");

    private static string Summarize(string line, string rotating)
    {
        JsonElement answer = JsonSerializer.Deserialize<JsonElement>(line);
        IEnumerable<string> winners = answer.GetProperty("winners").EnumerateArray().Select(winner =>
        {
            string? lineItem = winner.GetProperty("lineItem").GetString();
            string? creative = lineItem == rotating ? "?" : winner.GetProperty("creative").GetString();
            return $" {lineItem}/{creative} {winner.GetProperty("priceModel")} {winner.GetProperty("price")}";
        });
        return $"{answer.GetProperty("id")}:{string.Join(',', winners)}";
    }
}
