// Statements of the documents that a program can check.
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AdSelect.Tests.House;

public sealed partial class FigureTests
{
    [Fact]
    public void An_answer_has_the_size_that_the_document_says() =>
        Assert.Contains($"an answer of {Unsafe.SizeOf<AdSelection>()} bytes each", Repository.Read("docs/matching.md"), StringComparison.Ordinal);

    [Fact]
    public void The_readme_names_every_package_that_the_library_brings()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "AdSelect.Tests.deps.json")));
        Dictionary<string, string[]> dependencies = file.RootElement.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject().ToDictionary(
            package => package.Name.Split('/')[0],
            package => package.Value.TryGetProperty("dependencies", out JsonElement names) ? names.EnumerateObject().Select(name => name.Name).ToArray() : []);
        HashSet<string> brought = [];
        Queue<string> left = new(["AdSelect"]);
        while (left.TryDequeue(out string? package))
        {
            Array.ForEach([.. dependencies[package].Where(brought.Add)], left.Enqueue);
        }

        string sentence = Dependencies().Match(Repository.Read("README.md")).Value;
        Assert.Equal(
            brought.Order(StringComparer.Ordinal),
            PackageName().Matches(sentence).Select(name => name.Value).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_readme_names_every_step_in_its_order()
    {
        string text = Repository.Read("README.md");
        text = text[text.IndexOf("## How it decides", StringComparison.Ordinal)..];
        int[] places = [.. Enum.GetNames<SelectionStep>().Select(step => text.IndexOf($"*{step.ToLowerInvariant()}*", StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void No_table_of_the_catalog_names_a_property_twice()
    {
        var findings = new List<string>();
        HashSet<string> seen = [];
        foreach ((string line, int number) in Repository.Read("docs/catalog-json.md").Split('\n').Select((line, index) => (line, index + 1)))
        {
            Match property = FirstCell().Match(line);
            if (!line.StartsWith('|') || NextElement().IsMatch(line))
            {
                seen.Clear();
            }
            else if (property.Success && !seen.Add(property.Value))
            {
                findings.Add($"docs/catalog-json.md({number}): {property.Value} stands twice in one table");
            }
        }

        Repository.AssertNone(findings);
    }

    [GeneratedRegex(@"Depends on [^.]*(\.\w[^.]*)*\.\s")]
    private static partial Regex Dependencies();

    [GeneratedRegex(@"\b(MessagePack(\.\w+)*|System(\.\w+)+|Microsoft(\.\w+)+)")]
    private static partial Regex PackageName();

    [GeneratedRegex(@"^\| [a-z]+: ")]
    private static partial Regex NextElement();

    [GeneratedRegex(@"^\| \**`[^|]*`\** \|")]
    private static partial Regex FirstCell();
}
