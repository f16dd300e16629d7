// The texts of which a snapshot otherwise keeps only the hash: domains, categories, labels, MIME types and salts.
using System.Collections.Concurrent;
using AdSelect.Internals;

namespace AdSelect.Compilation;

/// <summary>Any thread may add. Selecting never reads them: they turn a snapshot back into a catalog, and into words for people.</summary>
internal sealed class HashedTexts
{
    private readonly ConcurrentDictionary<ulong, string> _texts = [];

    /// <summary>Keeps a text; returns its hash.</summary>
    public ulong Add(string text)
    {
        ulong key = StableHash.Text(text);
        _texts.TryAdd(key, text);
        return key;
    }

    /// <summary>All of them, each once, in ordinal order: whoever came first.</summary>
    public TextPool Freeze()
    {
        var pool = new TextPool(_texts.Count);
        foreach (string text in _texts.Values.Order(StringComparer.Ordinal))
        {
            pool.Add(text);
        }

        return pool;
    }
}
