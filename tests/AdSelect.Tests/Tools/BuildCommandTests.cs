// `build` and `check`: one catalog in, one snapshot or a list of errors out.
using System.Text.Json.Nodes;

namespace AdSelect.Tests.Tools;

public class BuildCommandTests
{
    [Fact]
    public void Builds_a_snapshot_that_loads()
    {
        string file = Path.Combine(ToolFiles.NewFolder(), "ads.snapshot");
        ToolRun run = ToolRun.Of("build", ToolFiles.Catalog, "-o", file).Succeeded();
        AdSnapshot snapshot = AdSnapshot.Load(file);
        Assert.Equal(12, snapshot.LineItemCount);
        Assert.Equal(7, snapshot.Generation);
        Assert.Contains("12", run.Out, StringComparison.Ordinal);
        Assert.Contains("built in", run.Error, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public void Builds_the_same_bytes_wherever_the_line_items_stand()
    {
        JsonObject catalog = JsonNode.Parse(File.ReadAllText(ToolFiles.Catalog))!.AsObject();
        JsonNode lineItems = catalog["lineItems"]!;
        catalog.Remove("lineItems");
        catalog.Insert(0, "lineItems", lineItems);
        string reordered = ToolFiles.NewFile("reordered.json", catalog.ToJsonString());
        string file = Path.ChangeExtension(reordered, ".snapshot");
        ToolRun.Of("build", reordered, "-o", file).Succeeded();
        Assert.Equal(File.ReadAllBytes(ToolFiles.Snapshot), File.ReadAllBytes(file));
    }

    [Fact]
    public void Counts_warnings_by_code_or_lists_them()
    {
        Assert.Contains("warning: not-enforced, ", ToolRun.Of("check", ToolFiles.Catalog).Succeeded().Error, StringComparison.Ordinal);
        string all = ToolRun.Of("check", ToolFiles.Catalog, "--warnings", "all").Succeeded().Error;
        Assert.Contains("(not-enforced)", all, StringComparison.Ordinal);
        Assert.Contains("fjord-nordics", all, StringComparison.Ordinal);
        Assert.Empty(ToolRun.Of("check", ToolFiles.Catalog, "--warnings", "none").Succeeded().Error);
    }

    [Fact]
    public void Check_writes_nothing_and_says_so_in_one_line()
    {
        string[] variants = [.. new[] { "check", "lint" }.Select(name => ToolRun.Of(name, ToolFiles.Catalog).Succeeded().Out)];
        Assert.All(variants, text => Assert.Contains("catalog.json: no errors, ", text, StringComparison.Ordinal));
        Assert.Equal(variants[0], ToolRun.Of("build", ToolFiles.Catalog, "--check").Succeeded().Out);
    }

    [Fact]
    public void Lists_every_error_and_leaves_the_old_file()
    {
        JsonObject catalog = JsonNode.Parse(File.ReadAllText(ToolFiles.Catalog))!.AsObject();
        catalog["lineItems"]![0]!["targeting"] = "planet in (\"earth\")";
        catalog["lineItems"]![1]!["campaignId"] = "nobody";
        string path = ToolFiles.NewFile("bad.json", catalog.ToJsonString());
        string file = ToolFiles.NewFile("ads.snapshot", "old");
        ToolRun run = ToolRun.Of("build", path, "-o", file).Failed(1, "nothing was built");
        Assert.Contains("volt-rock", run.Error, StringComparison.Ordinal);
        Assert.Contains("planet", run.Error, StringComparison.Ordinal);
        Assert.Contains("fjord-nordics", run.Error, StringComparison.Ordinal);
        Assert.Contains("nobody", run.Error, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(file));
        Assert.Empty(run.Out);
    }

    [Fact]
    public void Names_line_and_path_of_what_is_no_catalog()
    {
        string path = ToolFiles.NewFile("bad.json", """
            {
              "currency": "EUR",
              "lineItems": [
                { "id": "a", "campaignId": "c", "bid": 3 },
                { "id": "b", "campaignId": 7 }
              ]
            }
            """);
        ToolRun run = ToolRun.Of("check", path).Failed(1, "bad.json: line 4: lineItems[0]");
        Assert.Contains("bad.json: line 5: lineItems[1].campaignId", run.Error, StringComparison.Ordinal);
        Assert.Contains("2 errors", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_file_that_was_asked_for_when_its_folder_is_not_there()
    {
        string file = Path.Combine(ToolFiles.NewFolder(), "missing", "ads.snapshot");
        ToolRun[] runs =
        [
            ToolRun.Of("build", ToolFiles.Catalog, "-o", file),
            ToolRun.Of("match", ToolFiles.Snapshot, "-r", ToolFiles.Requests, "-o", file),
        ];
        Assert.All(runs, run => Assert.DoesNotContain(".tmp", run.Failed(1, $"'{file}'").Error, StringComparison.Ordinal));
    }

    [Fact]
    public void Names_the_file_that_was_asked_for_when_a_folder_is_in_its_place()
    {
        string folder = ToolFiles.NewFolder();
        ToolRun run = ToolRun.Of("build", ToolFiles.Catalog, "-o", folder).Failed(1, folder);
        Assert.DoesNotContain(".tmp", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_all_warnings_and_says_how_many_are_not_shown()
    {
        int count = AdSelectLimits.MaxListedDiagnostics + 168;
        string items = string.Join(
            ',',
            Enumerable.Range(0, count).Select(i => $$$"""{"id":"i{{{i}}}","campaignId":"c","creatives":["k"],"budget":{"amount":0}}"""));
        string path = ToolFiles.NewFile(
            "warned.json",
            $$$"""{"advertisers":[{"id":"a"}],"campaigns":[{"id":"c","advertiserId":"a"}],"creatives":[{"id":"k","advertiserId":"a","format":"display"}],"lineItems":[{{{items}}}]}""");
        ToolRun run = ToolRun.Of("check", path).Succeeded();
        Assert.Contains("empty-budget, 1,168 times, first at ", run.Error, StringComparison.Ordinal);
        int all = int.Parse(run.Out.Split(", ")[1].Split(' ')[0].Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(all >= count, run.Out);
        ToolRun listed = ToolRun.Of("check", path, "--warnings", "all").Succeeded();
        Assert.Equal(run.Out, listed.Out);
        Assert.Contains(
            $"warned.json: {all:N0} warnings, {all - (listed.Error.Split('\n').Length - 2):N0} of them not shown",
            listed.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_all_errors_and_says_how_many_are_not_shown()
    {
        string items = string.Join(',', Enumerable.Range(0, AdSelectLimits.MaxListedDiagnostics + 7).Select(i => $$"""{"id":"i{{i}}","campaignId":"c"}"""));
        string path = ToolFiles.NewFile("wrong.json", $$"""{"lineItems":[{{items}}]}""");
        ToolRun.Of("check", path).Failed(1, "wrong.json: 1,007 errors, 7 of them not shown; nothing was built.");
    }

    [Fact]
    public void Warns_of_flights_that_are_over_now()
    {
        string catalog = File.ReadAllText(ToolFiles.Catalog);
        string over = catalog.Replace("2036-07-01T00:00:00+02:00", "2026-03-02T13:00:00+01:00", StringComparison.Ordinal);
        Assert.NotEqual(catalog, over);
        Assert.DoesNotContain("flight-over", ToolRun.Of("check", ToolFiles.Catalog).Succeeded().Error, StringComparison.Ordinal);
        Assert.Contains("warning: flight-over, ", ToolRun.Of("check", ToolFiles.NewFile("over.json", over)).Succeeded().Error, StringComparison.Ordinal);
    }
}
