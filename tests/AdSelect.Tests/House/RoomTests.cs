// The direction of dependencies between the rooms of the library: the table below is the architecture.
using Microsoft.CodeAnalysis;

namespace AdSelect.Tests.House;

public sealed class RoomTests
{
    private const string Facade = "façade";
    private const string Vocabulary = "vocabulary";
    private const string Trace = "trace";

    // Each room with the rooms whose types it may use, in the order of the flow. Enums are words that both sides share, so
    // any room may use them. Request-time rooms know neither Model, Targeting nor Compilation: they read columns.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Internals"] = [Vocabulary],
        [Vocabulary] = ["Internals", "Model", "Targeting"],
        ["Model"] = [Vocabulary, "Internals", "Targeting"],
        ["Targeting"] = [Vocabulary, "Internals"],
        ["Snapshots"] = [Vocabulary, "Internals"],
        ["Indexing"] = [Vocabulary, "Internals", "Snapshots"],
        ["Compilation"] = [Vocabulary, "Internals", "Model", "Targeting", "Snapshots", "Indexing", Facade],
        ["Matching"] = [Vocabulary, "Internals", "Indexing"],
        ["Pacing"] = [Vocabulary, "Internals", "Indexing"],
        [Trace] = [],
        ["Eligibility"] = [Vocabulary, "Internals", "Indexing", "Matching", "Frequency", "Pacing", Trace],
        ["Frequency"] = [Vocabulary, "Internals", "Snapshots", "Indexing"],
        ["Auctions"] = [Vocabulary, "Internals", "Indexing"],
        ["Breaks"] = [Vocabulary, "Internals", "Indexing"],

        // The way back: columns to catalog, for people and tools.
        ["Exporting"] = [Vocabulary, "Internals", "Model", "Targeting", "Snapshots", "Indexing", "Diagnostics"],

        // The window: it puts into words what the other rooms decided, when somebody asks, never while selecting.
        ["Diagnostics"] = [Vocabulary, "Internals", "Targeting", "Indexing", "Matching", "Eligibility", "Frequency", "Pacing", Facade, Trace],
    };

    [Fact]
    public void Rooms_use_only_the_rooms_they_may()
    {
        var findings = new List<string>();
        int judged = 0;
        foreach (TypeUse use in LibraryCode.Uses)
        {
            string from = RoomOf(use.File);
            if (from == Facade || use.Type.TypeKind == TypeKind.Enum || LibraryCode.FileOf(use.Type) is not { } declaration)
            {
                continue;
            }

            judged++;
            string to = RoomOf(declaration);
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
        HashSet<(string From, string To)> used = [.. LibraryCode.Uses.Where(use => LibraryCode.FileOf(use.Type) is not null).Select(use => (RoomOf(use.File), RoomOf(LibraryCode.FileOf(use.Type)!)))];
        Repository.AssertNone(Allowed.SelectMany(room => room.Value.Where(other => !used.Contains((room.Key, other))).Select(other => $"{room.Key} may use {other} and does not")));
    }

    [Fact]
    public void The_document_shows_this_table()
    {
        string[] shared = [Vocabulary, "Internals"];
        Dictionary<string, string> shown = Repository.Read("docs/architecture.md").Split('\n')
            .Where(line => line.StartsWith("| root: ", StringComparison.Ordinal) || (line.StartsWith("| `", StringComparison.Ordinal) && line.Count(c => c == '|') == 4))
            .Select(line => line.Split('|'))
            .ToDictionary(cells => cells[1].Trim().Trim('`').Replace("root: ", string.Empty, StringComparison.Ordinal), cells => cells[3].Trim());
        Repository.AssertNone(
            from room in Allowed
            where room.Key != Trace
            let rooms = string.Join(", ", room.Value.Except(shared))
            where !shown.TryGetValue(room.Key, out string? text) || text != rooms
            select $"docs/architecture.md: {room.Key} knows {rooms}");
        Assert.Equal("all", shown[Facade]);
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
        IEnumerable<string> rooms = Repository.Files("src/AdSelect", "*.cs").Select(file => RoomOf(file["src/AdSelect/".Length..])).Distinct();
        Repository.AssertNone(rooms.Where(room => room != Facade && !Allowed.ContainsKey(room)).Select(room => $"src/AdSelect/{room} is not in the table of allowed dependencies"));
    }

    private static int FirstLine(TypeUse use) =>
        LibraryCode.Uses.Where(other => other.File == use.File && SymbolEqualityComparer.Default.Equals(other.Type, use.Type)).Min(other => other.Line);

    // What a host asks with and what it gets back are the words that every room shares; of them the profile and the predictor are made
    // for a snapshot, and belong to the façade. The trace's interface is all of Diagnostics that the deciding rooms see.
    private static string RoomOf(string file)
    {
        string room = file.Contains('/') ? file[..file.IndexOf('/')] : Facade;
        return file switch
        {
            "AdSelectLimits.cs" => Vocabulary,
            "Diagnostics/ITrace.cs" => Trace,
            "Requests/IRatePredictor.cs" or "Requests/ListenerProfile.cs" => Facade,
            _ => room is "Requests" or "Answers" ? Vocabulary : room,
        };
    }
}
