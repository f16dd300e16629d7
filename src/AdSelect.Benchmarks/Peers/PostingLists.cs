// Sorted lists of whole numbers by token, in two arrays.
namespace AdSelect.Benchmarks.Peers;

/// <summary>Collects postings in ascending order of what is posted, then freezes them.</summary>
internal sealed class PostingListsBuilder
{
    private readonly List<int> _tokens = [];
    private readonly List<int> _posted = [];

    public void Add(int token, int posted)
    {
        _tokens.Add(token);
        _posted.Add(posted);
    }

    /// <summary>A stable counting sort by token keeps each list ascending.</summary>
    public PostingLists Build(int tokenCount)
    {
        int[] starts = new int[tokenCount + 1];
        foreach (int token in _tokens)
        {
            starts[token + 1]++;
        }

        for (int token = 0; token < tokenCount; token++)
        {
            starts[token + 1] += starts[token];
        }

        int[] next = [.. starts];
        int[] postings = new int[_posted.Count];
        for (int i = 0; i < _tokens.Count; i++)
        {
            postings[next[_tokens[i]]++] = _posted[i];
        }

        return new PostingLists(starts, postings);
    }
}

/// <summary>Token t has the postings from Starts[t] to Starts[t + 1].</summary>
internal readonly record struct PostingLists(int[] Starts, int[] Postings)
{
    public bool Has(int token) => Starts[token] < Starts[token + 1];
}
