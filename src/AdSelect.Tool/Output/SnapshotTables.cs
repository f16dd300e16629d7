// What a snapshot holds, as tables for people.
using System.Globalization;
using Spectre.Console;

namespace AdSelect.Tool.Output;

internal static class SnapshotTables
{
    // The longest name of a line item's field.
    private const int FieldNameWidth = 19;

    /// <summary>Writes counts, sizes and the attribute schema.</summary>
    public static void WriteSummary(ToolContext context, string path, AdSnapshot snapshot)
    {
        Grid grid = Pairs();
        Add(grid, "file", path);
        Add(grid, "size", $"{snapshot.SizeBytes:N0} bytes{PerLineItem(snapshot)}");
        Add(grid, "format", snapshot.FormatVersion.ToString());
        Add(grid, "generation", snapshot.Generation.ToString(CultureInfo.InvariantCulture));
        Add(grid, "currency", snapshot.Currency);
        Add(grid, "line items", $"{snapshot.LineItemCount:N0}{Kinds(snapshot)}");
        Add(grid, "campaigns", $"{snapshot.CampaignCount:N0}");
        Add(grid, "advertisers", $"{snapshot.AdvertiserCount:N0}");
        Add(grid, "creatives", $"{snapshot.CreativeCount:N0}");
        Add(grid, "attributes", string.Join('\n', snapshot.Attributes.Select(Describe)));
        context.OutputConsole.Write(grid);
    }

    /// <summary>Writes all that is known of one line item. Its targeting is never folded, so that it can be copied.</summary>
    public static void WriteLineItem(ToolContext context, AdSnapshot snapshot, LineItemRef lineItem)
    {
        Grid grid = Pairs(FieldNameWidth);
        foreach ((string name, string value) in new LineItemFields(snapshot.ToCatalog(), snapshot.ToLineItem(lineItem)).All())
        {
            Add(grid, name, value);
            if (name == "kind")
            {
                Add(grid, "priority", snapshot.LineItemPriority(lineItem).ToString(CultureInfo.InvariantCulture));
            }
        }

        context.OutputConsole.Write(grid);
        context.OutputConsole.Profile.Out.Writer.WriteLine($"{"targeting".PadRight(FieldNameWidth + 2)}{snapshot.TargetingText(lineItem)}");
    }

    private static Grid Pairs(int width = 11) => new Grid().AddColumn(new GridColumn().NoWrap().Width(width)).AddColumn();

    private static void Add(Grid grid, string name, string value) => grid.AddRow(new Text(name), new Text(value));

    private static string PerLineItem(AdSnapshot snapshot) => snapshot.LineItemCount == 0
        ? ""
        : $" ({snapshot.SizeBytes / snapshot.LineItemCount:N0} a line item)";

    private static string Kinds(AdSnapshot snapshot)
    {
        IEnumerable<string> counts = Enumerable.Range(0, snapshot.LineItemCount)
            .CountBy(ordinal => snapshot.LineItemKindOf(snapshot.LineItemAt(ordinal)))
            .OrderBy(count => count.Key)
            .Select(count => $"{count.Key} {count.Value:N0}");
        string all = string.Join(", ", counts);
        return all.Length == 0 ? "" : $" ({all})";
    }

    private static string Describe(AdAttribute attribute) =>
        $"{attribute.Name} ({attribute.Kind.ToString().ToLowerInvariant()}{(attribute.IsPersonal ? ", personal" : "")})";
}
