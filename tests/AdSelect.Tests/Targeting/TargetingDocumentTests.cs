// The examples of docs/targeting-language.md are true.
namespace AdSelect.Tests.Targeting;

public sealed class TargetingDocumentTests
{
    private static readonly string[] s_lines = File.ReadAllLines(Path.Combine(RepositoryRoot(), "docs", "targeting-language.md"));

    [Fact]
    public void Examples_of_the_text_form_parse()
    {
        string[] examples = [.. Section("```targeting", "```"), .. Rows("### JSON form").Select(row => row[0])];

        Assert.True(examples.Length >= 18);
        Assert.All(examples, example => Assert.NotNull(TargetingExpression.Parse(example)));
    }

    [Fact]
    public void Text_and_json_of_one_row_are_the_same_expression()
    {
        string[][] rows = [.. Rows("### JSON form")];

        Assert.True(rows.Length >= 13);
        Assert.All(rows, row => Assert.Equal((row[0], row[1]), (TargetingExpression.FromJson(row[1]).ToString(), TargetingExpression.Parse(row[0]).ToJson())));
    }

    [Fact]
    public void Errors_are_as_shown()
    {
        string[][] rows = [.. Rows("### Errors")];

        Assert.True(rows.Length >= 7);
        Assert.All(
            rows,
            row => Assert.Equal(row[1], TargetingExpression.TryParse(row[0], out _, out TargetingSyntaxError? error) ? "no error" : error.ToString()));
    }

    [Fact]
    public void Predicates_of_the_first_table_parse()
    {
        string[] examples = [.. Rows("## For those who book campaigns").SelectMany(row => row[1].Split("`, `"))];

        Assert.True(examples.Length >= 18);
        Assert.All(examples, example => Assert.NotNull(TargetingExpression.Parse(example)));
    }

    /// <summary>The rows of the first table below a heading, without its head and without the back-quotes around cells.</summary>
    private static IEnumerable<string[]> Rows(string heading) => s_lines
        .SkipWhile(line => line != heading)
        .SkipWhile(line => !line.StartsWith('|'))
        .TakeWhile(line => line.StartsWith('|'))
        .Skip(2)
        .Select(line => line.Trim('|').Split(" | ").Select(cell => cell.Trim().Trim('`')).ToArray());

    private static IEnumerable<string> Section(string opening, string closing)
    {
        bool isInside = false;
        foreach (string line in s_lines)
        {
            if (isInside && line != closing)
            {
                yield return line;
            }

            isInside = line == opening || (isInside && line != closing);
        }
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "AdSelect.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("AdSelect.sln is in no parent folder.");
    }
}
