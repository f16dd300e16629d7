// The conjunctions of one format and one size, with their posting lists.
namespace AdSelect.Benchmarks.Peers;

/// <summary>What a walk over a shelf does with a conjunction that holds.</summary>
internal interface IConjunctionVisitor
{
    /// <summary>The walk of a shelf ends at the first rank that is not below this one.</summary>
    int RankLimit { get; }

    void Visit(int rank, bool needsCheck);
}

/// <summary>Memory of a walk, kept between requests.</summary>
internal sealed class KIndexScratch(int attributes, int tokens)
{
    public PostingCursor[] Cursors { get; } = new PostingCursor[2 * tokens];

    public PostingGroup[] Groups { get; } = new PostingGroup[attributes];
}

/// <summary>
/// All conjunctions with the same number of required attributes, numbered in rank order. A request matches one when at
/// least that many of its attributes post it and none of its excluded tokens does.
/// </summary>
internal sealed class KIndexShelf(AdFormat format, int size)
{
    private readonly PostingListsBuilder _requiredBuilder = new();
    private readonly PostingListsBuilder _excludedBuilder = new();
    private readonly List<int> _rankList = [];
    private readonly List<bool> _checkList = [];
    private int[] _ranks = [];
    private bool[] _needsCheck = [];
    private PostingLists _required;
    private PostingLists _excluded;

    public AdFormat Format => format;

    /// <summary>Adds a conjunction; ranks must not descend.</summary>
    public void Add(int rank, IndexedConjunction conjunction)
    {
        int number = _rankList.Count;
        _rankList.Add(rank);
        _checkList.Add(conjunction.NeedsCheck);
        foreach (int token in conjunction.Required.Values.SelectMany(tokens => tokens))
        {
            _requiredBuilder.Add(token, number);
        }

        foreach (int token in conjunction.Excluded)
        {
            _excludedBuilder.Add(token, number);
        }
    }

    public void Freeze(int tokenCount)
    {
        _ranks = [.. _rankList];
        _needsCheck = [.. _checkList];
        _required = _requiredBuilder.Build(tokenCount);
        _excluded = _excludedBuilder.Build(tokenCount);
    }

    /// <summary>Visits the conjunctions that hold, in rank order.</summary>
    public void Walk<TVisitor>(int[][] tokens, int[] allTokens, KIndexScratch scratch, ref TVisitor visitor)
        where TVisitor : struct, IConjunctionVisitor, allows ref struct
    {
        PostingCursor[] cursors = scratch.Cursors;
        int used = 0;
        Span<PostingGroup> groups = scratch.Groups;
        groups = groups[..OpenRequired(tokens, groups, cursors, ref used)];
        PostingGroup excluded = PostingGroup.Open(_excluded, allTokens, cursors, ref used);
        if (size == 0)
        {
            WalkUnconstrained(excluded, cursors, ref visitor);
        }
        else if (groups.Length >= size)
        {
            WalkGroups(groups, excluded, cursors, ref visitor);
        }
    }

    private int OpenRequired(int[][] tokens, Span<PostingGroup> groups, PostingCursor[] cursors, ref int used)
    {
        int count = 0;
        foreach (int[] ofAttribute in tokens)
        {
            PostingGroup group = PostingGroup.Open(_required, ofAttribute, cursors, ref used);
            if (group.Current != PostingGroup.AtEnd)
            {
                groups[count] = group;
                SortIn(groups, count++);
            }
        }

        return count;
    }

    // Whang et al. 2009, algorithm "Conjunction": with the groups in the order of their current postings, nothing below
    // the posting of the size-th group can be complete. Exclusions are asked only of what is.
    private void WalkGroups<TVisitor>(Span<PostingGroup> groups, PostingGroup excluded, PostingCursor[] cursors, ref TVisitor visitor)
        where TVisitor : struct, IConjunctionVisitor, allows ref struct
    {
        ref PostingGroup last = ref groups[size - 1];
        while (last.Current != PostingGroup.AtEnd)
        {
            int target = last.Current;
            if (_ranks[target] >= visitor.RankLimit)
            {
                return;
            }

            if (groups[0].Current != target)
            {
                Advance(groups, target, cursors);
                continue;
            }

            if (!IsExcluded(ref excluded, target, cursors))
            {
                visitor.Visit(_ranks[target], _needsCheck[target]);
            }

            Advance(groups, target + 1, cursors);
        }
    }

    private void WalkUnconstrained<TVisitor>(PostingGroup excluded, PostingCursor[] cursors, ref TVisitor visitor)
        where TVisitor : struct, IConjunctionVisitor, allows ref struct
    {
        for (int i = 0; i < _ranks.Length && _ranks[i] < visitor.RankLimit; i++)
        {
            if (!IsExcluded(ref excluded, i, cursors))
            {
                visitor.Visit(_ranks[i], _needsCheck[i]);
            }
        }
    }

    private bool IsExcluded(ref PostingGroup excluded, int conjunction, PostingCursor[] cursors)
    {
        if (excluded.Current < conjunction)
        {
            excluded.SkipTo(conjunction, _excluded.Postings, cursors);
        }

        return excluded.Current == conjunction;
    }

    // Moves all groups below the target, from the back so that each is sorted into what is in order already.
    private void Advance(Span<PostingGroup> groups, int target, PostingCursor[] cursors)
    {
        int behind = 0;
        while (behind < groups.Length && groups[behind].Current < target)
        {
            behind++;
        }

        for (int i = behind - 1; i >= 0; i--)
        {
            groups[i].SkipTo(target, _required.Postings, cursors);
            SortOut(groups, i);
        }
    }

    private static void SortIn(Span<PostingGroup> groups, int at)
    {
        PostingGroup moved = groups[at];
        for (; at > 0 && groups[at - 1].Current > moved.Current; at--)
        {
            groups[at] = groups[at - 1];
        }

        groups[at] = moved;
    }

    private static void SortOut(Span<PostingGroup> groups, int at)
    {
        PostingGroup moved = groups[at];
        for (; at + 1 < groups.Length && groups[at + 1].Current < moved.Current; at++)
        {
            groups[at] = groups[at + 1];
        }

        groups[at] = moved;
    }
}
