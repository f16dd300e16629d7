// Worlds for FsCheck: made from a seed, made smaller by leaving elements out.
using FsCheck;
using FsCheck.Fluent;

namespace AdSelect.Tests.Oracle.Generators;

public static class WorldArbitrary
{
    private const int RequestsPerWorld = 4;

    public static Arbitrary<World> Worlds() =>
        Arb.From(Gen.Sized(size => Gen.Choose(0, int.MaxValue).Select(seed => Make(seed, 1 + (seed % (1 + (size * 2)))))), Shrink);

    // Every other world is widened, by a bit of the seed that the number of line items does not depend on.
    private static World Make(int seed, int lineItemCount)
    {
        World world = World.Generate(seed, lineItemCount, RequestsPerWorld, Domain.FewCities);
        return (seed >> 16) % 2 == 0 ? world : StorageWorlds.Widen(world);
    }

    private static IEnumerable<World> Shrink(World world) =>
        [.. Requests(world), .. LineItems(world), .. Events(world), .. Targeting(world)];

    private static IEnumerable<World> Requests(World world) => world.Requests.Count == 1
        ? SmallerRequests(world.Requests[0]).Select(request => world with { Requests = [request] })
        : world.Requests.Select(request => world with { Requests = [request] });

    private static IEnumerable<PlainRequest> SmallerRequests(PlainRequest request) =>
    [
        .. request.Slots.Count > 1 ? request.Slots.Select(slot => request with { Slots = [slot] }) : [],
        .. request.Values.Select(value => request with { Values = [.. request.Values.Where(other => other != value)] }),
    ];

    private static IEnumerable<World> LineItems(World world)
    {
        LineItem[] items = [.. world.Catalog.LineItems];
        for (int length = items.Length / 2; length > 0; length /= 2)
        {
            for (int start = 0; start < items.Length; start += length)
            {
                LineItem[] rest = [.. items[..start], .. items[Math.Min(items.Length, start + length)..]];
                if (rest.Length > 0)
                {
                    yield return WithLineItems(world, rest);
                }
            }
        }
    }

    private static IEnumerable<World> Events(World world) =>
        world.Events.Select(change => world with { Events = [.. world.Events.Where(other => other != change)] });

    private static IEnumerable<World> Targeting(World world)
    {
        LineItem[] items = [.. world.Catalog.LineItems];
        return items.Length > 8
            ? []
            : items.SelectMany(item =>
                Parts(item.Targeting).Select(part => WithLineItems(world, [.. items.Select(other => other == item ? item with { Targeting = part } : other)])));
    }

    private static IEnumerable<TargetingExpression> Parts(TargetingExpression? expression) => expression switch
    {
        NotExpression not => [not.Operand, .. Parts(not.Operand).Select(part => !part)],
        AndExpression and => and.Operands,
        OrExpression or => or.Operands,
        _ => [],
    };

    private static World WithLineItems(World world, LineItem[] items)
    {
        HashSet<string> kept = [.. items.Select(item => item.Id)];
        return world with { Catalog = world.Catalog with { LineItems = items }, Events = [.. world.Events.Where(change => kept.Contains(change.LineItemId))] };
    }
}
