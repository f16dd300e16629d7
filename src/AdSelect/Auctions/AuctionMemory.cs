// Memory for the auctions of one call.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Auctions;

/// <summary>Used by one slot after another; nothing of it outlives the slot's answer.</summary>
internal ref struct AuctionMemory
{
    /// <summary>As many as winners are wanted, and two more for who sets prices.</summary>
    public Span<RankedCandidate> Places;

    /// <summary>With dynamic allocation as many, otherwise none.</summary>
    public Span<RankedCandidate> ByPrice;

    /// <summary>With dynamic allocation as many, otherwise none.</summary>
    public Span<RankedCandidate> GivingWay;

    /// <summary>With dynamic allocation as many as winners are wanted, otherwise none.</summary>
    public Span<RankedCandidate> Merged;

    /// <summary>One for each priority and one for the house if some line item has a share of voice or a weight, otherwise none.</summary>
    public Span<ShareOfTier> Shares;

    /// <summary>What <see cref="Lay"/> takes.</summary>
    /// <param name="places">Winners wanted.</param>
    /// <param name="isDynamic">Whether prices are weighed against guaranteed line items.</param>
    /// <param name="hasDraws">Whether some line item has a share of voice or a weight.</param>
    public static int BytesFor(int places, bool isDynamic, bool hasDraws) =>
        ((isDynamic ? 3 : 1) * CallMemory.SizeOf<RankedCandidate>(places + Ranking.PriceSetters)) + CallMemory.SizeOf<RankedCandidate>(isDynamic ? places : 0) + (hasDraws ? CallMemory.SizeOf<ShareOfTier>(Auction.Shares) : 0);

    /// <summary>Lays the memory out in place.</summary>
    public void Lay(scoped ref CallMemory memory, int places, bool isDynamic, bool hasDraws)
    {
        Places = memory.Take<RankedCandidate>(places + Ranking.PriceSetters);
        if (isDynamic)
        {
            ByPrice = memory.Take<RankedCandidate>(places + Ranking.PriceSetters);
            GivingWay = memory.Take<RankedCandidate>(places + Ranking.PriceSetters);
            Merged = memory.Take<RankedCandidate>(places);
        }

        if (hasDraws)
        {
            Shares = memory.Take<ShareOfTier>(Auction.Shares);
        }
    }
}
