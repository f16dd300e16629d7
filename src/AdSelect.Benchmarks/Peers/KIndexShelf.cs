// The conjunctions of one format and one size, with their posting lists.
namespace AdSelect.Benchmarks.Peers;

/// <summary>What a walk over a shelf does with a conjunction that holds.</summary>
internal interface IConjunctionVisitor
{
    void Visit(int rank, bool needsCheck);
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

    // The walk under way: one request at a time.
    private PostingCursor[] _cursors = [];
    private PostingGroup[] _groups = [];
    private PostingGroup _excludedGroup;
    private int _groupCount;
    private int _next;

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

    /// <summary>Takes memory for walks over the given numbers of attributes and tokens.</summary>
    public void Reserve(int attributes, int tokens)
    {
        _groups = new PostingGroup[attributes];
        _cursors = new PostingCursor[2 * tokens];
    }

    /// <summary>Begins the walk of a request: opens the lists of its tokens.</summary>
    public void Open(int[][] tokens, int[] allTokens)
    {
        int used = 0;
        _next = 0;
        _groupCount = 0;
        foreach (int[] ofAttribute in tokens)
        {
            PostingGroup group = PostingGroup.Open(_required, ofAttribute, _cursors, ref used);
            if (group.Current != PostingGroup.AtEnd)
            {
                _groups[_groupCount] = group;
                SortIn(_groups, _groupCount++);
            }
        }

        _excludedGroup = PostingGroup.Open(_excluded, allTokens, _cursors, ref used);
    }

    /// <summary>
    /// Goes on with the walk: visits the conjunctions that hold, in rank order, up to the first whose rank is not below
    /// the limit. False when none is left.
    /// </summary>
    public bool Walk<TVisitor>(int rankLimit, ref TVisitor visitor)
        where TVisitor : struct, IConjunctionVisitor, allows ref struct =>
        size == 0 ? WalkUnconstrained(rankLimit, ref visitor) : _groupCount >= size && WalkGroups(rankLimit, ref visitor);

    // Whang et al. 2009, algorithm "Conjunction": with the groups in the order of their current postings, nothing below
    // the posting of the size-th group can be complete. Exclusions are asked only of what is.
    private bool WalkGroups<TVisitor>(int rankLimit, ref TVisitor visitor)
        where TVisitor : struct, IConjunctionVisitor, allows ref struct
    {
        Span<PostingGroup> groups = _groups.AsSpan(0, _groupCount);
        ref PostingGroup last = ref groups[size - 1];
        while (last.Current != PostingGroup.AtEnd)
        {
            int target = last.Current;
            if (_ranks[target] >= rankLimit)
            {
                return true;
            }

            if (groups[0].Current != target)
            {
                Advance(groups, target);
                continue;
            }

            if (!IsExcluded(target))
            {
                visitor.Visit(_ranks[target], _needsCheck[target]);
            }

            Advance(groups, target + 1);
        }

        return false;
    }

    private bool WalkUnconstrained<TVisitor>(int rankLimit, ref TVisitor visitor)
        where TVisitor : struct, IConjunctionVisitor, allows ref struct
    {
        for (; _next < _ranks.Length && _ranks[_next] < rankLimit; _next++)
        {
            if (!IsExcluded(_next))
            {
                visitor.Visit(_ranks[_next], _needsCheck[_next]);
            }
        }

        return _next < _ranks.Length;
    }

    private bool IsExcluded(int conjunction)
    {
        if (_excludedGroup.Current < conjunction)
        {
            _excludedGroup.SkipTo(conjunction, _excluded.Postings, _cursors);
        }

        return _excludedGroup.Current == conjunction;
    }

    // Moves all groups below the target, from the back so that each is sorted into what is in order already.
    private void Advance(Span<PostingGroup> groups, int target)
    {
        int behind = 0;
        while (behind < groups.Length && groups[behind].Current < target)
        {
            behind++;
        }

        for (int i = behind - 1; i >= 0; i--)
        {
            groups[i].SkipTo(target, _required.Postings, _cursors);
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
