// Decides by program the few line items that rows and channels leave open, a batch at a time.
using System.Numerics;
using System.Runtime.CompilerServices;
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

internal static class ProgramQueue
{
    /// <summary>Line items decided at a time: what they need is fetched together before the first is decided.</summary>
    private const int BatchSize = 64;

    /// <summary>Words of code in a cache line.</summary>
    private const int LineWords = 32;

    /// <param name="catalog">The catalog.</param>
    /// <param name="request">The resolved request.</param>
    /// <param name="part">The part.</param>
    /// <param name="bits">A row: the line items to decide.</param>
    /// <param name="wholePrograms">True when the rows of several values left more open than for single values.</param>
    /// <param name="list">Receives the matches.</param>
    [SkipLocalsInit]
    public static void Decide(FrozenCatalog catalog, scoped in ResolvedRequest request, MatchPart part, ref ulong bits, bool wholePrograms, ref MatchList list)
    {
        Span<int> positions = stackalloc int[BatchSize];
        int count = 0;
        for (int word = 0; word < part.Stride; word++)
        {
            for (ulong rest = Unsafe.Add(ref bits, word); rest != 0; rest &= rest - 1)
            {
                positions[count++] = (word * 64) + BitOperations.TrailingZeroCount(rest);
                if (count == BatchSize)
                {
                    DecideBatch(catalog, request, part, positions, wholePrograms, ref list);
                    count = 0;
                }
            }
        }

        DecideBatch(catalog, request, part, positions[..count], wholePrograms, ref list);
    }

    [SkipLocalsInit]
    private static void DecideBatch(FrozenCatalog catalog, scoped in ResolvedRequest request, MatchPart part, scoped ReadOnlySpan<int> positions, bool wholePrograms, ref MatchList list)
    {
        Span<OpenTargeting> open = stackalloc OpenTargeting[BatchSize];
        Span<int> left = stackalloc int[BatchSize];
        int count = 0;
        foreach (int position in positions)
        {
            ref readonly OpenTargeting own = ref part.OpenTargetings[part.Open.Find(position, out _)];
            if (wholePrograms)
            {
                open[count] = new OpenTargeting { Rest = own.Program, Attribute = OpenTargeting.IsCode };
                left[count++] = position;
            }
            else if (own.Attribute < 0 || !IsOutside(request, own))
            {
                open[count] = own;
                left[count++] = position;
            }
        }

        open = open[..count];
        if (!Touch(catalog, open))
        {
            return;
        }

        for (int i = 0; i < open.Length; i++)
        {
            if (Matches(catalog, request, open[i]))
            {
                list.Add(part.LineItems[left[i]]);
            }
        }
    }

    private static bool IsOutside(scoped in ResolvedRequest request, in OpenTargeting open)
    {
        foreach (ref Place place in request.PlacesOf(open.Attribute))
        {
            if (!open.IsOutside(ref place))
            {
                return false;
            }
        }

        return true;
    }

    // Reads that do not depend on each other, so that their cache misses overlap. Always true, which the compiler cannot know.
    private static bool Touch(FrozenCatalog catalog, ReadOnlySpan<OpenTargeting> open)
    {
        ulong touched = 0;
        foreach (ref readonly OpenTargeting own in open)
        {
            touched |= own.Attribute < 0
                ? (uint)(catalog.Code[own.Rest] | catalog.Code[Math.Min(own.Rest + LineWords, catalog.Code.Length - 1)])
                : (uint)BitConverter.DoubleToInt64Bits(catalog.Circles[own.Rest].X);
        }

        return touched <= uint.MaxValue;
    }

    private static bool Matches(FrozenCatalog catalog, scoped in ResolvedRequest request, in OpenTargeting open)
    {
        if (open.Attribute == OpenTargeting.IsCode)
        {
            return TargetingEvaluator.Evaluate(catalog, request, open.Rest);
        }

        foreach (ref Place place in request.PlacesOf(open.Attribute))
        {
            if (GreatCircle.Contains(catalog.Circles[open.Rest], ref place))
            {
                return true;
            }
        }

        return false;
    }
}
