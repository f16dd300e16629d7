// Whether the walk over the rows meets one line item: what explaining, which runs the program, cannot know.
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;
using AdSelect.Matching.Kernels;
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

internal static class WalkCheck
{
    /// <summary>
    /// Fails when an explanation says that targeting matches and the walk does not meet the line item in each partition
    /// that has it, or when it says that targeting does not and the walk does.
    /// </summary>
    public static void AssertAgrees(AdSelector selector, PlainRequest plain, Explanation explanation)
    {
        var request = new AdRequest(new Term[plain.TermCount]);
        plain.Fill(ref request);
        AdSnapshot snapshot = selector.Snapshot;
        Assert.True(snapshot.TryFindLineItem(explanation.LineItemId, out LineItemRef lineItem));
        int ordinal = lineItem.Ordinal;
        int place = snapshot.Segments.OfLineItem(ref ordinal).Place;
        AdSnapshot part = place == 0 ? snapshot.Base : snapshot.Deltas[place - 1];
        bool matches = explanation.FailedTargeting.Count == 0;
        foreach (bool isMet in Meets(part, request.Terms, ordinal))
        {
            Assert.True(isMet == matches, $"Explain says that the targeting of {explanation.LineItemId} {(matches ? "matches" : "does not match")}, but the walk {(isMet ? "meets it" : "does not meet it")}:\n{snapshot.TargetingText(lineItem)}\n{plain}");
        }
    }

    private static List<bool> Meets(AdSnapshot snapshot, ReadOnlySpan<Term> terms, int ordinal)
    {
        FrozenCatalog catalog = snapshot.Catalog;
        var memory = new RequestMemory(catalog, terms.Length);
        CallMemory room = memory.Allocate();
        ResolvedRequest resolved = default;
        memory.LayRequest(ref room, ref resolved);
        RequestError error = RequestResolver.Resolve(catalog, snapshot.Lookup, terms, default, memory.LayTerms(ref room), ref resolved);
        Assert.Equal(RequestErrorCode.None, error.Code);
        RowPlan plan = default;
        memory.LayPlan(ref room, ref plan);
        ulong[] mask = new ulong[catalog.BlockCount * Blocks.Words];
        List<bool> met = [];
        for (int partition = 0; partition < catalog.Partitions.Length; partition++)
        {
            int entry = catalog.Partitions[partition].Find(catalog.Entries.Span, ordinal);
            if (entry >= 0)
            {
                ref ulong word = ref mask[(catalog.Partitions[partition].FirstBlock * Blocks.Words) + (entry >> 6)];
                word = 1UL << entry;
                var visitor = new Meeting();
                CandidateWalk.Run<ScalarKernel, Meeting>(catalog, resolved, ref plan, partition, mask, ref visitor);
                met.Add(visitor.Met == ordinal + 1);
                word = 0;
            }
        }

        return met;
    }

    private struct Meeting : ICandidateVisitor
    {
        /// <summary>One more than the line item that was met; 0 when none was.</summary>
        public int Met { get; private set; }

        public readonly bool IsBeyondReach(int lineItem) => false;

        public readonly void Approach(in EntryRecord entry)
        {
        }

        public readonly bool Admits(in EntryRecord entry) => true;

        public void Take(in EntryRecord entry) => Met = entry.LineItem + 1;
    }
}
