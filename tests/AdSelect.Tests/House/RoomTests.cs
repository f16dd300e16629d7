// The direction of dependencies between the rooms of the library: the compiler's view of the source is held to the table of rooms.
using Microsoft.CodeAnalysis;

namespace AdSelect.Tests.House;

public sealed class RoomTests
{
    /// <summary>Set to 1, generated parts of documents are written anew instead of compared.</summary>
    private const string RegenerateVariable = "ADSELECT_REGENERATE";

    private const string Document = "docs/architecture.md";

    private static readonly Dictionary<string, string[]> Allowed = Room.All.ToDictionary(room => room.Name, room => room.Knows);

    [Fact]
    public void Rooms_use_only_the_rooms_they_may()
    {
        var findings = new List<string>();
        int judged = 0;
        foreach (TypeUse use in LibraryCode.Uses)
        {
            if (use.Type.TypeKind == TypeKind.Enum || LibraryCode.FileOf(use.Type) is not { } declaration)
            {
                continue;
            }

            judged++;
            (string from, string to) = (Room.Of(use.File), Room.Of(declaration));
            if (from != to && !Allowed[from].Contains(to))
            {
                findings.Add($"src/AdSelect/{use.File}: {from} uses {use.Type.Name} of {to} (first in line {FirstLine(use)})");
            }
        }

        Assert.True(judged > 1_000, $"only {judged} uses of types were found");
        Repository.AssertNone(findings);
    }

    [Fact]
    public void No_room_may_use_a_room_that_it_does_not_use()
    {
        HashSet<(string From, string To)> used =
        [
            .. from use in LibraryCode.Uses
               where use.Type.TypeKind != TypeKind.Enum
               let declaration = LibraryCode.FileOf(use.Type)
               where declaration is not null
               select (Room.Of(use.File), Room.Of(declaration)),
        ];
        Repository.AssertNone(
            from room in Room.All
            from other in room.Knows
            where !used.Contains((room.Name, other))
            select $"{room.Name} may use {other} and does not");
    }

    [Fact]
    public void The_document_shows_this_table()
    {
        string text = Repository.Read(Document);
        int start = text.IndexOf("| room | owns | knows |\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"{Document} has no table of rooms");
        int end = text.IndexOf("\n\n", start, StringComparison.Ordinal) + 1;
        if (Environment.GetEnvironmentVariable(RegenerateVariable) == "1")
        {
            File.WriteAllText(Path.Combine(Repository.Root, Document), text[..start] + Room.Table + text[end..]);
            return;
        }

        Assert.True(text[start..end] == Room.Table, $"The table of rooms in {Document} is not that of Room.cs. {RegenerateVariable}=1 writes it anew.");
    }

    [Fact]
    public void Only_the_file_rooms_touch_files()
    {
        string[] allowed = ["Snapshots/", "Model/Json/CatalogJson.cs"];
        string[] banned = ["File", "FileStream", "FileInfo", "Directory", "DirectoryInfo", "RandomAccess", "MemoryMappedFile"];
        Repository.AssertNone(
            from use in LibraryCode.Uses
            where banned.Contains(use.Type.Name) && use.Type.ContainingNamespace.ToDisplayString().StartsWith("System.IO", StringComparison.Ordinal)
            where !allowed.Any(place => use.File.StartsWith(place, StringComparison.Ordinal))
            select $"src/AdSelect/{use.File}({use.Line}): {use.Type.Name} is for Snapshots and CatalogJson only");
    }

    [Fact]
    public void Every_folder_is_a_room_of_the_table()
    {
        IEnumerable<string> rooms = Repository.Files("src/AdSelect", "*.cs").Select(file => Room.Of(file["src/AdSelect/".Length..])).Distinct();
        Repository.AssertNone(rooms.Where(room => !Allowed.ContainsKey(room)).Select(room => $"src/AdSelect/{room} is not in the table of rooms"));
    }

    private static int FirstLine(TypeUse use) =>
        LibraryCode.Uses.Where(other => other.File == use.File && SymbolEqualityComparer.Default.Equals(other.Type, use.Type)).Min(other => other.Line);
}
