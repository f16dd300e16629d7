// Rewrites all targeting code with final value and circle numbers, in the order in which line items first use it.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>The code is rewritten share by share, on any thread; what one share would need of another is mended afterwards.</summary>
internal sealed class TargetingFreezer
{
    private readonly Renumbering _codes;
    private readonly FrozenCodes[] _shares;

    public TargetingFreezer(SchemaIntake schema, LineItemTable lineItems, int[] order, Crew crew, ProgressReporter progress)
    {
        CodePool pool = lineItems.Codes;
        int[] uses = new int[pool.Count];
        _codes = new Renumbering(pool.Count);
        int[] codeOf = new int[order.Length];
        crew.ForRanges(order.Length, (from, to) =>
        {
            for (int ordinal = from; ordinal < to; ordinal++)
            {
                codeOf[ordinal] = lineItems.Row(order[ordinal]).Program;
            }
        });
        foreach (int code in codeOf)
        {
            if (code >= 0)
            {
                uses[code]++;
                _codes.Of(code);
            }
        }

        Schema = new FrozenSchema(schema, lineItems.Pools.Values, uses, pool, crew);
        _shares = new FrozenCodes[(Count + FrozenCodes.Count - 1) / FrozenCodes.Count];
        crew.For(_shares.Length, share =>
        {
            int first = share * FrozenCodes.Count;
            int end = Math.Min(Count, first + FrozenCodes.Count);
            var frozen = new FrozenCodes(Schema);
            for (int number = first; number < end; number++)
            {
                frozen.Add(pool[_codes.Order[number]]);
            }

            frozen.End();
            _shares[share] = frozen;
            progress.Advance(end - first);
        });

        IReadOnlyList<CircleRow> circles = lineItems.Pools.Circles.Circles;
        var circleNumbers = new Renumbering(circles.Count);
        foreach (FrozenCodes share in _shares)
        {
            share.NumberCircles(circleNumbers);
        }

        Circles = [.. circleNumbers.Order.Select(circle => circles[circle])];
    }

    public FrozenSchema Schema { get; }

    public CircleRow[] Circles { get; }

    /// <summary>How many codes line items use.</summary>
    public int Count => _codes.Order.Count;

    /// <summary>The number of a code in the order of first use; −1 stays −1.</summary>
    public int NumberOf(int code) => code < 0 ? -1 : _codes.Of(code);

    public ReadOnlySpan<uint> this[int number] => _shares[number / FrozenCodes.Count][number % FrozenCodes.Count];
}
