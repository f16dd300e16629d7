// Warnings of a compilation, counted or listed.
namespace AdSelect.Tool.Output;

/// <summary>How much of the warnings is shown.</summary>
internal enum WarningDetail
{
    /// <summary>One line a code: how many, and the first.</summary>
    Summary,

    /// <summary>Every one.</summary>
    All,

    /// <summary>Nothing.</summary>
    None,
}

internal static class DiagnosticReport
{
    /// <summary>Writes warnings as asked.</summary>
    public static void WriteWarnings(TextWriter writer, string path, IReadOnlyList<CatalogDiagnostic> warnings, WarningDetail detail)
    {
        switch (detail)
        {
            case WarningDetail.All:
                foreach (CatalogDiagnostic warning in warnings)
                {
                    writer.WriteLine($"{path}: warning: {warning}");
                }

                break;
            case WarningDetail.Summary:
                foreach (IGrouping<string, CatalogDiagnostic> group in warnings.GroupBy(warning => warning.Code).OrderBy(group => group.Key, StringComparer.Ordinal))
                {
                    CatalogDiagnostic first = group.First();
                    writer.WriteLine($"{path}: warning: {group.Key}, {Words.Count(group.Count(), "time")}, first at {first.Path}: {first.Message}");
                }

                break;
        }
    }
}
