// Which of a winner's eligible creatives is played.
using System.Numerics;
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Auctions;

internal static class CreativeChoice
{
    // The 53 bits that a double holds, as a number from 0 to below 1.
    private const int DroppedBits = 11;
    private const double UnitOfDraw = 1.0 / (1L << 53);

    /// <summary>Ordinal of the chosen creative: of those in question by the rotation, evenly where that is the best predicted.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="lineItem">The winner.</param>
    /// <param name="eligible">Bit n: its n-th attached creative may serve, and none is predicted to be better. Not zero.</param>
    /// <param name="requestId">What a draw depends on, with the line item's key.</param>
    /// <param name="latest">Of a sequence: key of the creative the listener met last, 0 for none, null where that cannot be known.</param>
    public static int Choose(FrozenCatalog catalog, int lineItem, ulong eligible, ulong requestId, ulong? latest)
    {
        ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
        int chosen = BitOperations.IsPow2(eligible) ? BitOperations.TrailingZeroCount(eligible)
            : latest is { } met ? After(catalog, row, eligible, met)
            : Draw(catalog, row, eligible, StableHash.Draw(requestId, catalog.LineItemKeys[lineItem], HashPurpose.Creative));
        return catalog.LineItemCreatives[row.FirstCreative + chosen];
    }

    /// <summary>Whether a request explores: all eligible creatives are in question, whatever is predicted of them.</summary>
    public static bool Explores(float share, ulong requestId, ulong lineItemKey) =>
        (StableHash.Draw(requestId, lineItemKey, HashPurpose.Exploration) >> DroppedBits) * UnitOfDraw < share;

    // The next eligible one in order, around the end; the first of all when the latest is not attached any more, or there is none.
    private static int After(FrozenCatalog catalog, in LineItemRow row, ulong eligible, ulong latest)
    {
        for (int i = 0; latest != 0 && i < row.CreativeCount; i++)
        {
            if (catalog.Creatives[catalog.LineItemCreatives[row.FirstCreative + i]].Key == latest)
            {
                // Shifted twice: one shift by all 64 bits would be none.
                ulong later = eligible & (ulong.MaxValue << i << 1);
                return BitOperations.TrailingZeroCount(later != 0 ? later : eligible);
            }
        }

        return BitOperations.TrailingZeroCount(eligible);
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
