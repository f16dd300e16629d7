// Which of a winner's eligible creatives is played.
using System.Numerics;
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Auctions;

internal static class CreativeChoice
{
    /// <summary>Ordinal of the chosen creative. Sequential and best-predicted rotation fall back to even; compiling warns of it.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="lineItem">The winner.</param>
    /// <param name="eligible">Bit n: its n-th attached creative may serve. Not zero.</param>
    /// <param name="requestId">What the draw depends on, with the line item's key.</param>
    public static int Choose(FrozenCatalog catalog, int lineItem, ulong eligible, ulong requestId)
    {
        ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
        int only = BitOperations.TrailingZeroCount(eligible);
        int chosen = BitOperations.IsPow2(eligible) ? only : Draw(catalog, row, eligible, StableHash.Draw(requestId, catalog.LineItemKeys[lineItem], HashPurpose.Creative));
        return catalog.LineItemCreatives[row.FirstCreative + chosen];
    }

    private static int Draw(FrozenCatalog catalog, in LineItemRow row, ulong eligible, ulong draw)
    {
        bool isWeighted = row.Rotation == CreativeRotation.Weighted;
        ulong total = 0;
        for (ulong rest = eligible; rest != 0; rest &= rest - 1)
        {
            total += WeightOf(catalog, row, rest, isWeighted);
        }

        // The high half of a 64 × 64 bit product maps the draw evenly onto 0 .. total − 1.
        ulong point = Math.BigMul(draw, total, out _);
        ulong left = eligible;
        while (true)
        {
            ulong weight = WeightOf(catalog, row, left, isWeighted);
            if (point < weight || (left & (left - 1)) == 0)
            {
                return BitOperations.TrailingZeroCount(left);
            }

            point -= weight;
            left &= left - 1;
        }
    }

    private static ulong WeightOf(FrozenCatalog catalog, in LineItemRow row, ulong rest, bool isWeighted) =>
        isWeighted ? (ulong)catalog.LineItemCreativeWeights[row.FirstCreative + BitOperations.TrailingZeroCount(rest)] : 1;
}
