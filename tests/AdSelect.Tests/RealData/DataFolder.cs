// Where the real data is, and how a test says that it is not there.
using System.Runtime.CompilerServices;

namespace AdSelect.Tests.RealData;

/// <summary>The folder named by ADSELECT_DATA, else shared/data beside the repository or any folder above it.</summary>
public static class DataFolder
{
    public const string Variable = "ADSELECT_DATA";

    public static string? Root { get; } = Find();

    public static string File(params IEnumerable<string> path) => Path.Combine([Root!, .. path]);

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named))
        {
            return Directory.Exists(named) ? named : null;
        }

        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "shared", "data");
            if (Directory.Exists(Path.Combine(candidate, SnapCatalog.Folder)))
            {
                return candidate;
            }
        }

        return null;
    }
}

/// <summary>A fact about the real data; without the data it is skipped, and its name, its reason and the error output say so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute([CallerMemberName] string test = "")
    {
        if (DataFolder.Root is null)
        {
            // Runners show the names of skipped tests and keep their reasons and the error output to themselves.
            Skip = $"the real data is absent: set {DataFolder.Variable} to its folder, or put it at ../shared/data beside the repository";
            DisplayName = $"{test} NOT RUN, {Skip}";
            Console.Error.WriteLine(DisplayName);
        }
    }
}
