// Tables as the documents show them.
namespace AdSelect.Benchmarks.Reports;

/// <summary>Collects rows and writes them as Markdown.</summary>
internal sealed class MarkdownTable(string title, params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(TextWriter writer)
    {
        writer.WriteLine($"### {title}\n");
        WriteRow(writer, columns);
        WriteRow(writer, [.. columns.Select(_ => "---")]);
        foreach (string[] row in _rows)
        {
            WriteRow(writer, row);
        }

        writer.WriteLine();
        writer.Flush();
    }

    private static void WriteRow(TextWriter writer, string[] cells) =>
        writer.WriteLine($"| {string.Join(" | ", cells)} |"
            .Replace("| ---", "|---", StringComparison.Ordinal)
            .Replace("--- |", "---|", StringComparison.Ordinal));
}
