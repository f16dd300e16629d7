// The worlds of a long run: one for every seed, small ones and large ones, stored in every way.
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.LongRun;

public static class LongRunWorlds
{
    /// <summary>So many worlds there are.</summary>
    private const uint Count = 1u << 31;

    /// <summary>Odd, so that its multiples pass through all seeds before one comes again.</summary>
    private const uint Step = 0x9E37_79B1;

    /// <summary>The seed of the n-th world of a run: none twice, and other ones for another run.</summary>
    public static int SeedOf(int run, int n) => (int)((unchecked(((uint)run * 0x85EB_CA6B) + ((uint)n * Step))) % Count);

    public static World Make(int seed)
    {
        var draw = new Draw(~seed);
        int lineItems = draw.Between(0, 19) switch
        {
            < 8 => draw.Between(1, 12),
            < 14 => draw.Between(13, 60),
            < 19 => draw.Between(61, 250),
            _ => draw.Pick(511, 512, 513, 700, 1_100, 2_500),
        };
        World world = World.Generate(seed, lineItems, draw.Between(2, lineItems > 250 ? 20 : 8), draw.Chance(80) ? Domain.FewCities : Domain.ManyCities);
        return draw.Between(0, 199) switch
        {
            0 =>
                StorageWorlds.Widen(
                    world,
                    [new StoredAttribute(Domain.Stored[1], AttributeStorage.BeyondTokens), new StoredAttribute(Domain.Position, AttributeStorage.Places)]),
            < 130 => StorageWorlds.Widen(world),
            _ => world,
        };
    }

    /// <summary>A world of breaks, small enough to look at all of them.</summary>
    public static BreakWorld MakeBreaks(int seed)
    {
        BreakWorld world = BreakWorld.Generate(seed);
        return new Draw(~seed).Chance(70) ? world : new BreakWorld(StorageWorlds.Widen(BreakWorld.Generate(seed, 14).World));
    }
}
