// What requests name and the snapshot lacks does not end a run; it is told at the end.
namespace AdSelect.Tests.Tools;

public class UnknownNameTests
{
    private const string Template = """{"id":"r","time":"2026-03-02T09:00:00Z","slot":{"format":"audio"},"attributes":{#}}""";

    [Fact]
    public void Attributes_are_told_once_with_their_count_and_what_was_likely_meant()
    {
        string input = string.Join(
            '\n',
            Enumerable.Repeat(Template.Replace("#", "\"contry\":\"SE\",\"weather\":[\"sun\",\"rain\"]", StringComparison.Ordinal), 3)
                .Append(Template.Replace("#", "\"contry\":\"NO\",\"country\":\"NO\"", StringComparison.Ordinal)));
        foreach (string command in (string[])["match", "select"])
        {
            string error = ToolRun.WithInput(input, command, ToolFiles.Snapshot, "-r", "-").Succeeded().Error;
            Assert.Contains(
                "(standard input): warning: attribute 'contry' of 4 requests is not in the snapshot, so that no line item can ask for it; did you mean "
                + "'country'?\n",
                error,
                StringComparison.Ordinal);
            Assert.Contains(
                "(standard input): warning: attribute 'weather' of 3 requests is not in the snapshot, so that no line item can ask for it.\n",
                error,
                StringComparison.Ordinal);
            Assert.DoesNotContain("'country' of", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Many_are_told_by_their_number()
    {
        string input = string.Join('\n', Enumerable.Range(0, 30).Select(i => Template.Replace("#", $"\"unknown{i:00}\":1", StringComparison.Ordinal)));
        string error = ToolRun.WithInput(input, "match", ToolFiles.Snapshot, "-r", "-").Succeeded().Error;
        Assert.Contains("attribute 'unknown19' of 1 request", error, StringComparison.Ordinal);
        Assert.DoesNotContain("unknown20", error, StringComparison.Ordinal);
        Assert.Contains("10 other attributes of 10 requests are not in the snapshot either.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_history_may_name_what_has_left_the_snapshot()
    {
        string line =
            """{"id":"r","time":"2026-03-02T09:00:00Z","slot":{"format":"audio"},"exposures":{"user":[{"lineItem":"volt-rok","creative":"volt-30","time":"2026-03-02T08:00:00Z"},{"lineItem":"volt-rock","creative":"gone","time":"2026-03-02T08:00:00Z"}]}}""";
        ToolRun run = ToolRun.WithInput(line + "\n" + line, "select", ToolFiles.Snapshot, "-r", "-").Succeeded();
        Assert.Equal(2, run.Lines.Length);
        Assert.Contains("line item 'volt-rok' of 2 exposures is not in the snapshot", run.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'volt-rock'?", run.Error, StringComparison.Ordinal);
        Assert.Contains("creative 'gone' of 2 exposures is not in the snapshot", run.Error, StringComparison.Ordinal);
    }

    // Two a day for the campaign: what left the snapshot counts by the ids that the event states.
    [Theory]
    [InlineData("""{"lineItem":"gone","creative":"gone","campaign":"c","advertiser":"a",#}""", 0)]
    [InlineData("""{"lineItem":"gone","creative":"gone","campaign":"other",#}""", 1)]
    [InlineData("""{"lineItem":"gone","creative":"gone",#}""", 1)]
    [InlineData("""{"lineItem":"x","creative":"gone",#}""", 0)]
    [InlineData("""{"lineItem":"x","creative":"k",#}""", 0)]
    public void What_has_left_counts_by_the_ids_of_the_event(string exposure, int winners)
    {
        string catalog = ToolFiles.NewFile("caps.json", """
            {
              "advertisers": [{ "id": "a" }],
              "campaigns": [{ "id": "c", "advertiserId": "a", "caps": [{ "limit": 1, "per": "lifetime" }] }],
              "creatives": [{ "id": "k", "advertiserId": "a", "format": "audio", "durationSeconds": 30 }],
              "lineItems": [{ "id": "x", "campaignId": "c", "price": { "model": "cpm", "amount": 1 }, "creatives": ["k"] }]
            }
            """);
        string snapshot = Path.ChangeExtension(catalog, ".snapshot");
        ToolRun.Of("build", catalog, "-o", snapshot).Succeeded();
        string one = exposure.Replace("#", "\"time\":\"2026-03-02T08:00:00Z\"", StringComparison.Ordinal);
        string line =
            $$$"""{"id":"r","time":"2026-03-02T09:00:00Z","slot":{"format":"audio"},"consent":{"personalData":true},"exposures":{"user":[{{{one}}}]}}""";
        ToolRun run = ToolRun.WithInput(line, "select", snapshot, "-r", "-").Succeeded();
        Assert.Contains($"\"count\":{winners},", Assert.Single(run.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_on_the_command_line_are_told_what_was_likely_meant()
    {
        ToolRun.Of("inspect", ToolFiles.Snapshot, "-l", "volt-rok").Failed(1, "no line item has the id 'volt-rok'; did you mean 'volt-rock'?");
        ToolRun.Of("explain", ToolFiles.Snapshot, "-r", ToolFiles.Requests, "-l", "volt-rock", "--request", "lnch").Failed(
            1,
            "no request has the id 'lnch'; did you mean 'lunch'?");
        ToolRun.WithInput("""{"id":"r","atributes":{}}""", "match", ToolFiles.Snapshot, "-r", "-").Failed(1, "did you mean 'attributes'?");
        ToolRun.WithInput("""{"id":"r","slot":{"format":"vidoe"}}""", "match", ToolFiles.Snapshot, "-r", "-").Failed(1, "did you mean 'video'?");
    }
}
