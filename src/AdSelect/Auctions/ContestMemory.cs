// Memory for the contests of one call.
using AdSelect.Indexing;

namespace AdSelect.Auctions;

/// <summary>Used by one slot after another; nothing of it outlives the slot's answer.</summary>
internal ref struct ContestMemory
{
    /// <summary>As many as winners are wanted.</summary>
    public Span<RankedCandidate> Places;

    /// <summary>With dynamic allocation as many, otherwise none.</summary>
    public Span<RankedCandidate> ByPrice;

    /// <summary>With dynamic allocation as many, otherwise none.</summary>
    public Span<RankedCandidate> GivingWay;

    /// <summary>With dynamic allocation as many, otherwise none.</summary>
    public Span<RankedCandidate> Merged;

    /// <summary>One for each priority and one for the house if some line item has a share of voice or a weight, otherwise none.</summary>
    public Span<ShareOfTier> Shares;
}
