// Rewrites all targeting code with final value and circle numbers, in the order in which line items first use it.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>The code is rewritten share by share, on any thread; what one share would need of another is mended afterwards.</summary>
internal sealed class TargetingFreezer
{
    private readonly int[] _places;
    private readonly FrozenCodes[] _shares;
    private readonly int[] _shareStarts;

    public TargetingFreezer(SchemaIntake schema, LineItemTable lineItems, int[] order, Crew crew, ProgressReporter progress)
    {
        CodePool pool = lineItems.Codes;
        int[] uses = new int[pool.Count];
        var codes = new Renumbering(pool.Count);
        foreach (int lineItem in order)
        {
            int code = lineItems.Row(lineItem).Program;
            if (code >= 0)
            {
                uses[code]++;
                codes.Of(code);
            }
        }

        Schema = new FrozenSchema(schema, lineItems.Pools.Values, uses, pool, crew);
        _places = new int[pool.Count];
        _shares = new FrozenCodes[(codes.Order.Count + FrozenCodes.Count - 1) / FrozenCodes.Count];
        crew.For(_shares.Length, share =>
        {
            int first = share * FrozenCodes.Count;
            int end = Math.Min(codes.Order.Count, first + FrozenCodes.Count);
            var frozen = new FrozenCodes(Schema);
            for (int place = first; place < end; place++)
            {
                _places[codes.Order[place]] = place;
                frozen.Add(pool[codes.Order[place]]);
            }

            frozen.End();
            _shares[share] = frozen;
            progress.Advance(end - first);
        });

        _shareStarts = new int[_shares.Length + 1];
        IReadOnlyList<CircleRow> circles = lineItems.Pools.Circles.Circles;
        var circleNumbers = new Renumbering(circles.Count);
        for (int share = 0; share < _shares.Length; share++)
        {
            _shares[share].NumberCircles(circleNumbers);
            _shareStarts[share + 1] = Add(_shareStarts[share], _shares[share].Length);
        }

        Circles = [.. circleNumbers.Order.Select(circle => circles[circle])];
    }

    public FrozenSchema Schema { get; }

    public CircleRow[] Circles { get; }

    /// <summary>Words of all code.</summary>
    public int Length => _shareStarts[^1];

    public int CodeCount => _places.Length;

    /// <summary>The final form of a code of the pool; of −1, none.</summary>
    public ReadOnlySpan<uint> this[int code] => code < 0 ? [] : ShareOf(code, out int within)[within];

    /// <summary>First word of a code in the final order; −1 stays −1.</summary>
    public int StartOf(int code) => code < 0 ? -1 : _shareStarts[_places[code] / FrozenCodes.Count] + ShareOf(code, out int within).StartOf(within);

    /// <summary>Writes all code in its final order.</summary>
    public void CopyTo(Span<uint> target)
    {
        for (int share = 0; share < _shares.Length; share++)
        {
            _shares[share].Words.CopyTo(target[_shareStarts[share]..]);
        }
    }

    private static int Add(int words, int more) => words <= AdSelectLimits.MaxSnapshotBytes / sizeof(uint) - more
        ? words + more
        : throw new SnapshotException(SnapshotError.TooLarge, $"The targeting takes more than the {AdSelectLimits.MaxSnapshotBytes} bytes that a snapshot holds.");

    private FrozenCodes ShareOf(int code, out int within)
    {
        (int share, within) = Math.DivRem(_places[code], FrozenCodes.Count);
        return _shares[share];
    }
}
