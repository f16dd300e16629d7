// The most rank score from a place in the rank order on, whatever is predicted: it tells a selection when to stop.
using System.Runtime.CompilerServices;
using AdSelect.Internals;

namespace AdSelect.Indexing;

/// <summary>Line items in rank order with the most rank score that a prediction can give each.</summary>
internal interface IRankOrder
{
    int Count { get; }

    int TierOf(int lineItem);

    UInt128 MostScoreOf(int lineItem);
}

/// <summary>
/// For every 64 line items in rank order, the most rank score that any prediction gives to one of them or of those after
/// them, in the tier of the first of the 64. (Ding and Suel, "Faster top-k document retrieval using block-max indexes",
/// 2011, keep the most of each block; lists here are in rank order, so the most of the rest ends a search.)
/// </summary>
internal readonly struct ScoreCeilings(Column<UInt128> ceilings)
{
    public const int LineItemsPerCeiling = 64;

    public Column<UInt128> Ceilings { get; } = ceilings;

    public static int CountFor(int lineItems) => (lineItems + LineItemsPerCeiling - 1) / LineItemsPerCeiling;

    /// <summary>Fills one ceiling for every 64 line items.</summary>
    public static void Build<TOrder>(TOrder order, Span<UInt128> ceilings)
        where TOrder : IRankOrder
    {
        UInt128 next = 0;
        for (int i = ceilings.Length - 1; i >= 0; i--)
        {
            next = ceilings[i] = Ceiling(order, i, next);
        }
    }

    /// <summary>The ceiling that belongs at an index, by the ceiling after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static UInt128 Ceiling<TOrder>(TOrder order, int index, UInt128 next)
        where TOrder : IRankOrder
    {
        int first = index * LineItemsPerCeiling;
        int end = Math.Min(first + LineItemsPerCeiling, order.Count);
        int tier = order.TierOf(first);
        UInt128 most = 0;
        for (int i = first; i < end; i++)
        {
            if (order.TierOf(i) != tier)
            {
                return most;
            }

            most = UInt128.Max(most, order.MostScoreOf(i));
        }

        return end < order.Count && order.TierOf(end) == tier ? UInt128.Max(most, next) : most;
    }

    /// <summary>The most of a line item and all after it in its tier; more than any score where the tier begins among these 64.</summary>
    public UInt128 From(FrozenCatalog catalog, int lineItem, int tier)
    {
        int index = lineItem / LineItemsPerCeiling;
        return catalog.LineItems[index * LineItemsPerCeiling].Tier == tier ? Ceilings[index] : UInt128.MaxValue;
    }
}
