// Lists of attached creatives with their weights, each kept once: an advertiser's line items often share theirs.
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AdSelect.Compilation;

internal sealed class AttachedPool
{
    private readonly Dictionary<UInt128, int> _starts = [];
    private readonly XxHash128 _hash = new();

    /// <summary>List after list.</summary>
    public List<int> Creatives { get; } = [];

    /// <summary>Beside <see cref="Creatives"/>.</summary>
    public List<int> Weights { get; } = [];

    /// <summary>Where the list begins.</summary>
    public int Add(ReadOnlySpan<int> creatives, ReadOnlySpan<int> weights)
    {
        _hash.Append(MemoryMarshal.AsBytes(creatives));
        _hash.Append(MemoryMarshal.AsBytes(weights));
        UInt128 hash = _hash.GetCurrentHashAsUInt128();
        _hash.Reset();
        ref int start = ref CollectionsMarshal.GetValueRefOrAddDefault(_starts, hash, out bool exists);
        if (!exists)
        {
            start = Creatives.Count;
            Creatives.AddRange(creatives);
            Weights.AddRange(weights);
        }

        return start;
    }
}
