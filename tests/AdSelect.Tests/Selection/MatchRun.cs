// Matches with a match index of a given shape and register width, in the oracle's vocabulary.
using AdSelect.Internals;
using AdSelect.Matching;
using AdSelect.Matching.Full;
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

internal static class MatchRun
{
    /// <summary>Shapes that cut a small catalog into many groups and parts, and the one that hosts get.</summary>
    public static MatchIndexShape[] Shapes { get; } = [new(1, 64), new(5, 100), new(30, 512), MatchIndexShape.Default];

    /// <summary>The snapshot's own copy, prepared.</summary>
    public static AdSelector Prepare(AdSnapshot snapshot, MatchIndexShape shape)
    {
        AdSnapshot copy = AdSnapshot.Load(Engine.Bytes(snapshot));
        copy.PrepareMatching(shape);
        return new AdSelector(copy);
    }

    /// <summary>Ids of the line items that match, in ordinal order, by registers of one width.</summary>
    public static string[] Match<TLanes>(AdSnapshot prepared, PlainRequest plain)
        where TLanes : struct, ILanes<TLanes>
    {
        var request = new AdRequest(new Term[plain.TermCount]);
        plain.Fill(ref request);
        var memory = new RequestMemory(prepared.Catalog, request.Terms.Length);
        CallMemory room = memory.Allocate();
        ResolvedRequest resolved = default;
        memory.LayRequest(ref room, ref resolved);
        RequestError error = RequestResolver.Resolve(prepared.Catalog, prepared.Lookup, request.Terms, default, memory.LayTerms(ref room), ref resolved);
        Assert.Equal(RequestErrorCode.None, error.Code);
        int[] ordinals = new int[prepared.LineItemCount];
        int count = MatchWalk.Run<TLanes>(prepared.MatchIndex!, prepared.Catalog, resolved, ordinals);
        return [.. ordinals.Take(count).Select(prepared.LineItemId).Order(StringComparer.Ordinal)];
    }

    /// <summary>Asserts that every shape answers as the oracle does.</summary>
    public static void AssertEqualsTheOracle(Catalog catalog, IReadOnlyList<PlainRequest> requests)
    {
        AdSnapshot snapshot = Engine.Compile(catalog);
        var oracle = new OracleSelector(catalog);
        var unprepared = new AdSelector(snapshot);
        AdSelector[] prepared = [.. Shapes.Select(shape => Prepare(snapshot, shape))];
        foreach (PlainRequest request in requests)
        {
            string[] expected = oracle.Match(request);
            Same.Answer(expected, Engine.Match(unprepared, request), request);
            Assert.All(prepared, selector => Same.Answer(expected, Engine.Match(selector, request), request));
        }
    }
}
