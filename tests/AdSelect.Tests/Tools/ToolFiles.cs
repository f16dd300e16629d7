// The sample files, a snapshot built of them by the tool itself, and folders for what tests write.
namespace AdSelect.Tests.Tools;

internal static class ToolFiles
{
    private static readonly Lazy<string> BuiltSnapshot = new(Build);

    /// <summary>samples/data/catalog.json.</summary>
    public static string Catalog => Path.Combine(Samples, "catalog.json");

    /// <summary>samples/data/requests.jsonl.</summary>
    public static string Requests => Path.Combine(Samples, "requests.jsonl");

    /// <summary>The snapshot of the sample catalog.</summary>
    public static string Snapshot => BuiltSnapshot.Value;

    /// <summary>docs/command-line.md.</summary>
    public static string Document => Path.Combine(RepositoryRoot(), "docs", "command-line.md");

    private static string Samples => Path.Combine(RepositoryRoot(), "samples", "data");

    /// <summary>A new folder; the operating system clears it away.</summary>
    public static string NewFolder() => Directory.CreateTempSubdirectory("adselect-tool-tests-").FullName;

    /// <summary>A new file of the given text.</summary>
    public static string NewFile(string name, string text)
    {
        string path = Path.Combine(NewFolder(), name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Build()
    {
        string path = Path.Combine(NewFolder(), "sample.snapshot");
        ToolRun.Of("build", Catalog, "-o", path).Succeeded();
        return path;
    }

    private static string RepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AdSelect.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The tests run outside the repository.");
    }
}
