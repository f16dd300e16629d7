// What explanations want to know of the auctions of a call.
namespace AdSelect.Auctions;

/// <summary>Shown every auction of a call when it is settled. Selections that nobody explains have none.</summary>
/// <param name="slots">Slots of the request.</param>
internal sealed class AuctionWatch(int slots)
{
    private readonly SeenAuction?[] _closed = new SeenAuction?[slots];
    private readonly SeenAuction?[] _open = new SeenAuction?[slots];
    private readonly bool[] _isClosed = new bool[slots];

    /// <param name="slot">The slot.</param>
    /// <param name="isClosed">Whether it was the round of a private auction without open bids.</param>
    /// <param name="auction">The auction, settled.</param>
    public void See(int slot, bool isClosed, in Auction auction) => (isClosed ? _closed : _open)[slot] = auction.Seen();

    /// <summary>Tells that a slot was decided without open bids, whatever other rounds were shown.</summary>
    public void Close(int slot) => _isClosed[slot] = true;

    /// <summary>Whether a slot was decided without open bids.</summary>
    public bool IsClosed(int slot) => _isClosed[slot];

    /// <summary>The round with open bids, or the closed one for somebody who takes part in that.</summary>
    public SeenAuction Of(int slot, bool isClosed) => (isClosed ? _closed[slot] : null) ?? _open[slot] ?? _closed[slot]!;
}

/// <summary>A settled auction.</summary>
/// <param name="First">The first by rank.</param>
/// <param name="FirstByPrice">With dynamic allocation the first of those that compete by price.</param>
/// <param name="FirstGivingWay">With dynamic allocation the first of the guaranteed line items that have an opportunity cost.</param>
/// <param name="IsDynamic">Whether prices may go before promises.</param>
internal sealed record SeenAuction(RankedCandidate? First, RankedCandidate? FirstByPrice, RankedCandidate? FirstGivingWay, bool IsDynamic);
