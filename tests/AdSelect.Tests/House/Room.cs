// The rooms of the library and what each may know: this table is the architecture, and the document shows it.
namespace AdSelect.Tests.House;

/// <summary>A room: a folder of src/AdSelect, or some of its files.</summary>
/// <param name="Name">The folder, or a name for the files.</param>
/// <param name="Owns">What is in it, in one line.</param>
/// <param name="Knows">The rooms whose types it may use.</param>
internal sealed record Room(string Name, string Owns, params string[] Knows)
{
    /// <summary>What a host holds: selector and snapshot, and what is made for one snapshot.</summary>
    public const string Entrances = "entrances";

    /// <summary>What a host asks with and what it gets back: the words that every room shares.</summary>
    public const string Vocabulary = "vocabulary";

    private const string Internals = "Internals";

    /// <summary>All rooms in the order of the flow. Enums are words that both sides share, so any room may use them.</summary>
    public static IReadOnlyList<Room> All { get; } =
    [
        new(Vocabulary, "`Requests`, `Answers`, `AdSelectLimits`: the words of the public API", Internals, "Targeting"),
        new(Internals, "stable hashes, throw helpers, memory of a call, columns over memory", Vocabulary),
        new("Model", "what people author: catalog, line item, creative, price, schedule; its JSON", Vocabulary, Internals, "Targeting"),
        new("Targeting", "the expression tree with its text and JSON forms", Vocabulary, Internals),
        new("Snapshots", "the file: envelope, sections, hashes, atomic writing, refusals", Vocabulary, Internals),
        new(
            "Indexing",
            "the compiled catalog as typed columns, validated against itself; a snapshot's segments and the numbers they share",
            Vocabulary, Internals, "Snapshots"),
        new(
            "Compilation",
            "catalog → columns: checks, normal forms, rank order, the matching image",
            Vocabulary, Internals, "Model", "Targeting", "Snapshots", "Indexing", Entrances),

        // Request-time rooms know neither Model, Targeting nor Compilation: they read columns.
        new("Matching", "request → candidates of one segment: resolving, rows, kernels, programs", Vocabulary, Internals, "Indexing"),
        new(
            "Frequency",
            "impression histories, the store in memory, the gate of caps and recency, the pause between ad breaks",
            Vocabulary, Internals, "Snapshots", "Indexing"),
        new("Pacing", "delivery state: budgets, goals, kill switches, a part for each segment", Vocabulary, Internals, "Indexing"),
        new("Eligibility", "the gates after matching", Vocabulary, Internals, "Indexing", "Matching", "Frequency", "Pacing"),
        new("Auctions", "ranking, ties, prices, the choice of a creative", Vocabulary, Internals, "Indexing"),
        new("Breaks", "ad breaks: the pool of candidates, the search for the best break, its bound, separation and order", Vocabulary, Internals, "Indexing"),

        // The one room that knows all request-time rooms: none of them leads to another by itself.
        new(
            "Serving",
            "the one way of a call: checked, resolved per segment, walked, gated, ranked, charged, answered; explaining and matching all",
            Vocabulary, Internals, Entrances, "Indexing", "Matching", "Eligibility", "Frequency", "Pacing", "Auctions", "Breaks", "Diagnostics"),

        // The window: it puts into words what the other rooms decided, when somebody asks, never while selecting.
        new(
            "Diagnostics",
            "reasons, explanations in words",
            Vocabulary, Internals, "Targeting", "Indexing", "Matching", "Eligibility", "Frequency", "Pacing", Entrances),

        // The way back: columns to catalog, for people and tools.
        new(
            "Exporting",
            "snapshot → catalog: what the columns hold, as elements and texts again",
            Vocabulary, Internals, "Model", "Targeting", "Snapshots", "Indexing", "Diagnostics"),
        new(
            Entrances,
            "`AdSelector`, `AdSnapshot`, `AdAnswer`, `ListenerProfile`, `IRatePredictor`: what a host holds; each call leads to one room",
            Vocabulary, Internals, "Model", "Targeting", "Snapshots", "Indexing", "Matching", "Pacing", "Diagnostics", "Exporting", "Serving"),
    ];

    /// <summary>The table of the document: every room may use the vocabulary and Internals, which is said once, above it.</summary>
    public static string Table { get; } = string.Concat(
        All.Select(static room => $"| {room.Title} | {room.Owns} | {string.Join(", ", room.Knows.Except([Vocabulary, Internals]))} |\n")
            .Prepend("| room | owns | knows |\n|---|---|---|\n"));

    private string Title => char.IsUpper(Name[0]) ? $"`{Name}`" : Name;

    /// <summary>The room of a file, by its path from the library's folder.</summary>
    public static string Of(string file)
    {
        string folder = file.Contains('/') ? file[..file.IndexOf('/')] : Entrances;
        return file switch
        {
            "AdSelectLimits.cs" => Vocabulary,

            // Of the words these are made for a snapshot, or by one.
            "Requests/IRatePredictor.cs" or "Requests/ListenerProfile.cs" or "Answers/AdAnswer.cs" => Entrances,
            _ => folder is "Requests" or "Answers" ? Vocabulary : folder,
        };
    }
}
