// The first round of a private auction, in which open bids take no part.
namespace AdSelect.Auctions;

internal static class PrivateAuction
{
    /// <summary>Whether the first round's answer stands: a holder of a listed deal got a place. Otherwise the auction is opened to all.</summary>
    public static bool Stands(ReadOnlySpan<AdSelection> winners)
    {
        foreach (ref readonly AdSelection winner in winners)
        {
            if (winner.DealOrdinal >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
