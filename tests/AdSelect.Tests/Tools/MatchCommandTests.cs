// `match`: counts and ids for each request of the samples.
using System.Text.Json;

namespace AdSelect.Tests.Tools;

public class MatchCommandTests
{
    private static readonly string[][] Expected =
    [
        ["crispy-lunch", "crispy-stockholm", "fjord-banner", "fjord-nordics", "tunely-premium", "volt-drivers", "volt-rock", "volt-spring"],
        ["fjord-banner", "fjord-nordics", "tunely-premium"],
        ["crispy-lunch", "tunely-premium", "volt-germany"],
        ["crispy-kids", "crispy-lunch", "fjord-banner", "tunely-premium", "volt-spring"],
        ["crispy-lunch", "fjord-banner", "fjord-film", "tunely-premium", "volt-film", "volt-spring"],
        ["tunely-premium"],
        ["crispy-lunch", "fjord-banner", "tunely-premium", "volt-spring"],
        ["crispy-lunch", "fjord-banner", "tunely-premium", "volt-spring"],
    ];

    [Fact]
    public void Lists_ids_in_a_stable_order()
    {
        ToolRun run = ToolRun.Of("match", ToolFiles.Snapshot, "--requests", ToolFiles.Requests, "--ids").Succeeded();
        string[][] actual =
        [
            .. run.Lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line)
                .GetProperty("lineItems")
                .EnumerateArray()
                .Select(id => id.GetString()!)
                .ToArray()),
        ];
        Assert.Equal(Expected, actual);
        Assert.Contains("8 requests in ", run.Error, StringComparison.Ordinal);
        Assert.Contains("34 matches", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_without_ids()
    {
        ToolRun run = ToolRun.Of("match", ToolFiles.Snapshot, "--requests", ToolFiles.Requests).Succeeded();
        Assert.Equal("""{"id":"rock","count":8}""", run.Lines[0]);
        Assert.Equal("""{"id":4711,"count":4}""", run.Lines[^1]);
        Assert.Equal(
            Expected.Select(ids => ids.Length),
            run.Lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("count").GetInt32()));
    }

    [Fact]
    public void Needs_neither_time_nor_slot_and_reads_standard_input() =>
        Assert.Equal("{\"id\":\"å\",\"count\":1}\n", ToolRun.WithInput("""{"id":"å"}""", "match", ToolFiles.Snapshot, "--requests", "-").Succeeded().Out);

    [Fact]
    public void Writes_a_file_instead()
    {
        string file = Path.Combine(ToolFiles.NewFolder(), "out.jsonl");
        ToolRun run = ToolRun.Of("match", ToolFiles.Snapshot, "--requests", ToolFiles.Requests, "-o", file).Succeeded();
        Assert.Empty(run.Out);
        Assert.Equal(8, File.ReadAllLines(file).Length);
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
    }
}
