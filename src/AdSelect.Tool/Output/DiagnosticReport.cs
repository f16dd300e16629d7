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
    public static void WriteWarnings(TextWriter writer, string path, CompileResult result, WarningDetail detail)
    {
        switch (detail)
        {
            case WarningDetail.All:
                foreach (CatalogDiagnostic warning in result.Warnings)
                {
                    writer.WriteLine($"{path}: warning: {warning}");
                }

                if (result.WarningCount != result.Warnings.Count)
                {
                    writer.WriteLine($"{path}: {Words.Count(result.WarningCount, "warning")}{NotShown(result.WarningCount - result.Warnings.Count)}");
                }

                break;
            case WarningDetail.Summary:
                foreach ((string code, int count) in result.WarningCounts.OrderBy(one => one.Key, StringComparer.Ordinal))
                {
                    CatalogDiagnostic first = result.Warnings.First(warning => warning.Code == code);
                    writer.WriteLine($"{path}: warning: {code}, {Words.Count(count, "time")}, first at {first.Path}: {first.Message}");
                }

                break;
        }
    }

    /// <summary>What follows a count of which some are not listed; nothing when all are.</summary>
    public static string NotShown(int count) => count == 0 ? "" : $", {count:N0} of them not shown";
}
