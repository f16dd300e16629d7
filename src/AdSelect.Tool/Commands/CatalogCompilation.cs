// From a catalog file to a compile result: streamed where the document allows it, with progress and readable errors.
using AdSelect.Tool.Output;

namespace AdSelect.Tool.Commands;

internal static class CatalogCompilation
{
    /// <summary>Compiles a catalog file.</summary>
    /// <exception cref="ToolException">The document is not a catalog; the message lists everything.</exception>
    public static CompileResult Compile(ToolContext context, string path) => CompileStatus.Show(context, progress =>
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return SnapshotCompiler.Compile(CatalogJson.Open(stream), Options(context, progress));
        }
        catch (CatalogJsonException)
        {
            // Either the line items do not come last, which is legal but cannot be streamed, or the document has
            // errors; only a reading of the whole document lists all of them.
            return CompileWhole(context, path, progress);
        }
    });

    private static CompileResult CompileWhole(ToolContext context, string path, IProgress<CompileProgress>? progress)
    {
        try
        {
            return SnapshotCompiler.Compile(CatalogJson.Load(path), Options(context, progress));
        }
        catch (CatalogJsonException error)
        {
            // A full list of errors ends the reading; how many more there are is not known.
            string rest = error.Errors.Count < AdSelectLimits.MaxListedDiagnostics ? "" : ", and the rest of the document was not read";
            string last = $"{path}: {Words.Count(error.Errors.Count, "error")}{rest}; nothing was built.";
            throw new ToolException(string.Join(Environment.NewLine, error.Errors.Select(one => $"{path}: {one}").Append(last)));
        }
    }

    private static CompileOptions Options(ToolContext context, IProgress<CompileProgress>? progress) =>
        new() { AsOf = context.Clock.GetUtcNow(), Progress = progress };

    /// <summary>Writes errors and warnings to standard error. True when there is a snapshot.</summary>
    public static bool Report(ToolContext context, string path, CompileResult result, WarningDetail detail)
    {
        foreach (CatalogDiagnostic error in result.Errors)
        {
            context.Error.WriteLine($"{path}: error: {error}");
        }

        DiagnosticReport.WriteWarnings(context.Error, path, result, detail);
        if (result.ErrorCount != 0)
        {
            string hidden = DiagnosticReport.NotShown(result.ErrorCount - result.Errors.Count);
            context.Error.WriteLine($"{path}: {Words.Count(result.ErrorCount, "error")}{hidden}; nothing was built.");
        }

        return result.Snapshot is not null;
    }
}
