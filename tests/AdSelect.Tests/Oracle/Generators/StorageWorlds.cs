// Worlds widened by attributes that are stored in every way there is, with targeting of every kind over them.
namespace AdSelect.Tests.Oracle.Generators;

/// <summary>What a line item of a widened world says of one attribute.</summary>
public readonly record struct StoredConjunct(string LineItemId, StoredAttribute Attribute, ConjunctKind Kind);

public static class StorageWorlds
{
    /// <summary>The world with such attributes; the same seed widens it the same way.</summary>
    public static World Widen(World world) => Widen(world, Storage(new Draw(world.Seed ^ 0x570_4A6E)));

    /// <summary>The world with attributes stored in given ways.</summary>
    public static World Widen(World world, IReadOnlyList<StoredAttribute> attributes)
    {
        var draw = new Draw(world.Seed ^ 0x3AB1E);
        var targeting = new Widening(draw, attributes);
        LineItem[] items = [.. world.Catalog.LineItems.Select(item => draw.Chance(15) ? item : item with { Targeting = targeting.Of(item) })];
        LineItem[] fillers = [.. attributes.SelectMany(attribute => attribute.FillUp()).Select((filler, i) => draw.Pick(items) with { Id = $"filler-{i}", Targeting = filler })];
        return world with
        {
            Catalog = world.Catalog with { Attributes = [.. world.Catalog.Attributes, .. attributes.Select(stored => stored.Attribute).Except(world.Catalog.Attributes)], LineItems = [.. items, .. fillers] },
            Requests = [.. world.Requests.Select(request => request with { Values = Values(draw, attributes, request) })],
            Stored = targeting.Conjuncts,
            IsWidened = true,
        };
    }

    private static StoredAttribute[] Storage(Draw draw) => [.. Domain.Stored.Select(attribute => new StoredAttribute(attribute, draw.Pick(StoredAttribute.Of(attribute.Kind))))];

    private static PlainValue[] Values(Draw draw, IReadOnlyList<StoredAttribute> attributes, PlainRequest request)
    {
        AdAttribute[] own = [.. attributes.Select(stored => stored.Attribute)];
        PlainValue[] all = [.. request.Values.Where(value => !own.Contains(value.Attribute)), .. attributes.SelectMany(attribute => Values(draw, attribute))];
        return draw.Chance(30) ? draw.Some(all, all.Length, all.Length) : all;
    }

    private static IEnumerable<PlainValue> Values(Draw draw, StoredAttribute attribute)
    {
        int count = draw.Pick(0, 1, 1, 1, 2, 2, 3, 4, 6, 8, 9, 12, 40);
        int strays = draw.Pick(0, 15, 15, 90);
        int[] pool = draw.Some([.. Enumerable.Range(0, StoredAttribute.Pool)], count, count);
        IEnumerable<int> numbers = Enumerable.Range(0, count).Select(i => i >= pool.Length || draw.Chance(strays) ? attribute.Stray(draw) : pool[i]);
        IEnumerable<PlainValue> values = numbers.Select(attribute.Plain);
        return draw.Chance(5) ? values.Concat(values.Take(1)) : values;
    }

    // Writes the targeting of one world's line items.
    private sealed class Widening(Draw draw, IReadOnlyList<StoredAttribute> attributes)
    {
        /// <summary>Operands beyond those that a residual and the analysis have bits for.</summary>
        private static readonly int[] s_manyOperands = [12, 13, 70];

        private static readonly ConjunctKind[] s_wanting = [ConjunctKind.AnyOf, ConjunctKind.AllOfOne, ConjunctKind.TwoLists, ConjunctKind.OverlappingLists, ConjunctKind.ListAndNone, ConjunctKind.AllAndList, ConjunctKind.KnownAndList];

        private readonly ConjunctGenerator _generator = new(draw);
        private readonly List<TargetingExpression> _shared = [];

        // At times all line items want values of one attribute, so that those divide them.
        private readonly StoredAttribute[] _dividing = draw.Maybe(30, [.. attributes.Where(attribute => attribute.HasLists)], 1);

        public List<StoredConjunct> Conjuncts { get; } = [];

        public TargetingExpression Of(LineItem item)
        {
            List<TargetingExpression> operands = [.. _dividing.SelectMany(attribute => Of(item, attribute, s_wanting))];
            for (int left = draw.Pick(1, 1, 1, 1, 2, 3) - (operands.Count > 0 ? 1 : 0); left > 0; left--)
            {
                StoredAttribute attribute = draw.Pick(attributes);
                operands.AddRange(Of(item, attribute, [.. ConjunctGenerator.KindsOf(attribute)]));
            }

            // What several programs have stands once in the code.
            operands.AddRange(_shared.Count > 0 ? draw.Maybe(15, _shared, 1) : []);
            _shared.AddRange(draw.Maybe(20, operands, 1));
            if (draw.Chance(4))
            {
                operands.AddRange(Enumerable.Repeat(Domain.Country.Known() | !Domain.Country.Known(), draw.Pick(s_manyOperands)));
            }

            if (item.Targeting is { } original && draw.Chance(10))
            {
                operands.Insert(draw.Between(0, operands.Count), original);
            }

            return Join(operands);
        }

        private TargetingExpression[] Of(LineItem item, StoredAttribute attribute, IReadOnlyList<ConjunctKind> kinds)
        {
            ConjunctKind kind = draw.Pick(kinds);
            StoredAttribute another = draw.Pick(attributes);
            TargetingExpression other = another.HasLists ? another.In(draw.Between(0, StoredAttribute.Pool - 1)) : Domain.Country.In(draw.Pick(Domain.Countries));
            Conjuncts.Add(new StoredConjunct(item.Id, attribute, kind));
            return _generator.Next(kind, attribute, other);
        }

        // Nearly always one 'and'; at times one within the other.
        private TargetingExpression Join(List<TargetingExpression> operands) =>
            operands.Count == 1 ? operands[0]
            : operands.Count > 2 && draw.Chance(15) ? new AndExpression(operands[0], new AndExpression(operands[1..]))
            : new AndExpression(operands);
    }
}
