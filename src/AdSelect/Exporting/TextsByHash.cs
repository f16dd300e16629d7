// From hashes back to texts: domains, categories, labels, MIME types and salts.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Exporting;

internal sealed class TextsByHash
{
    private readonly Dictionary<ulong, string> _texts = [];
    private readonly Dictionary<ulong, ulong> _parents = [];

    public TextsByHash(FrozenCatalog catalog)
    {
        for (int i = 0; i < catalog.HashedTexts.Count; i++)
        {
            _texts.TryAdd(StableHash.Utf8(catalog.HashedTexts.Utf8(i)), catalog.HashedTexts[i]);
        }

        for (int i = 0; i < catalog.CategoryParents.Length; i++)
        {
            _parents.TryAdd(catalog.CategoryTiers.Rows[i].Key, catalog.CategoryParents[i]);
        }
    }

    /// <summary>The categories that are below others, with those, and the tops of the tree that they name; by id.</summary>
    public IReadOnlyList<Category> Categories()
    {
        var categories = new SortedDictionary<string, Category>(StringComparer.Ordinal);
        foreach ((ulong key, ulong parent) in _parents)
        {
            categories[this[key]] = new Category(this[key], this[parent]);
            if (!_parents.ContainsKey(parent))
            {
                categories.TryAdd(this[parent], new Category(this[parent]));
            }
        }

        return [.. categories.Values];
    }

    /// <summary>The text of a hash; the hash itself in digits where the snapshot lacks the text.</summary>
    public string this[ulong key] => _texts.TryGetValue(key, out string? text) ? text : $"#{key:x16}";

    /// <summary>The texts of a set, in ordinal order.</summary>
    public IReadOnlyList<string> All(ReadOnlySpan<ulong> keys)
    {
        var texts = new List<string>(keys.Length);
        foreach (ulong key in keys)
        {
            texts.Add(this[key]);
        }

        texts.Sort(StringComparer.Ordinal);
        return texts;
    }

    /// <summary>The categories of a set that has all above them too: those that are above no other.</summary>
    public IReadOnlyList<string> Leaves(ReadOnlySpan<ulong> keys)
    {
        var above = new HashSet<ulong>();
        foreach (ulong key in keys)
        {
            if (_parents.TryGetValue(key, out ulong parent))
            {
                above.Add(parent);
            }
        }

        return [.. All(keys.ToArray().Where(key => !above.Contains(key)).ToArray())];
    }

    /// <summary>The domains of a set that has all above them too. Of a domain above, which nobody named, there is no text.</summary>
    public IReadOnlyList<string> Domains(ReadOnlySpan<ulong> keys) =>
        [.. keys.ToArray().Where(_texts.ContainsKey).Select(key => _texts[key]).Order(StringComparer.Ordinal)];

    /// <summary>A text that an experiment's hash goes on from; null when it is the experiment's own id.</summary>
    public string? Salt(uint hash, string experimentId) => BucketHash.Append(BucketHash.Empty, experimentId) == hash
        ? null
        : _texts.Values.Order(StringComparer.Ordinal).FirstOrDefault(text => BucketHash.Append(BucketHash.Empty, text) == hash);
}
