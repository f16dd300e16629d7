// Worked cases of filling a break.
namespace AdSelect.Tests.Breaks;

public sealed class BreakExamples
{
    private const long Unit = 1_000_000;

    private static readonly BreakItem[] Five = [Item("A", 30, 20), Item("B", 30, 18), Item("C", 15, 12), Item("D", 15, 9), Item("E", 60, 35)];

    [Theory]
    [InlineData(60, 8, "ACD", 41)]
    [InlineData(60, 2, "AB", 38)]
    [InlineData(45, 8, "AC", 32)]
    public void Five_candidates(int seconds, int mostAds, string names, long total)
    {
        BreakFilling filling = new BreakCase(seconds, mostAds, Five).Solve();
        Assert.Equal(names, filling.Names);
        Assert.Equal(total * Unit, filling.Answer.ScoreMicros);
        Assert.True(filling.Answer.IsProven);
    }

    [Fact]
    public void Worth_beats_density() =>
        Assert.Equal("Y", new BreakCase(60, 8, [Item("X", 15, 10), Item("Y", 60, 36)]).Solve().Names);

    [Fact]
    public void The_strongest_tier_comes_first_unless_one_total_counts()
    {
        BreakCase problem = new(60, 8, [Item("H", 60, 99) with { Tier = 6 }, Item("S", 30, 1) with { Tier = 4 }, Item("P", 30, 5) with { Tier = 12 }]);
        Assert.Equal("SP", problem.Solve().Names);
        Assert.Equal("H", (problem with { IsOneTotal = true }).Solve().Names);
    }

    [Fact]
    public void Of_equal_breaks_the_fuller_wins_then_that_of_fewer_ads_then_the_draw()
    {
        Assert.Equal("L", new BreakCase(30, 8, [Item("S", 15, 10), Item("L", 30, 10)]).Solve().Names[..1]);
        Assert.Equal("L", new BreakCase(30, 8, [Item("S", 15, 5), Item("T", 15, 5), Item("L", 30, 10)]).Solve().Names);
        Assert.Equal("N", new BreakCase(30, 8, [Item("M", 30, 5) with { Draw = 9UL << 50 }, Item("N", 30, 5) with { Draw = 8UL << 50 }]).Solve().Names);
    }

    [Theory]
    [InlineData(10, 6, "A")]
    [InlineData(10, 12, "BC")]
    public void Protection_groups_block_both_ways(long scoreOfA, long scoreOfOthers, string names)
    {
        // {A} against {B, C}: a label for each pair.
        BreakItem[] items =
        [
            Item("A", 15, scoreOfA * 2) with { Exclusions = [1, 2] },
            Item("B", 15, scoreOfOthers) with { Exclusions = [1] },
            Item("C", 15, scoreOfOthers) with { Exclusions = [2] },
        ];
        Assert.Equal(names, new BreakCase(60, 8, items).Solve().Names);
    }

    [Fact]
    public void Hybrid_slot_and_free_part_are_both_filled()
    {
        BreakItem[] items =
        [
            Item("F", 15, 9_270) with { MayBeFree = true },
            Item("S", 15, 20_270) with { Spots = [0] },
            Item("G", 15, 10_270) with { MayBeFree = true },
        ];
        BreakFilling filling = new BreakCase(60, 4, items) { Spots = [false], SpotsBeforeFreePart = 1 }.Solve();
        Assert.Equal("SGF", filling.Names);
        Assert.Equal([0, -1, -1], filling.Ads!.Select(ad => ad.Spot));
        Assert.Equal(45_000, filling.Answer.Milliseconds);
    }

    [Theory]
    [InlineData(true, "none")]
    [InlineData(false, "A")]
    public void A_required_spot_that_stays_empty_drops_the_break_and_an_optional_one_only_itself(bool isRequired, string names)
    {
        BreakItem[] items = [Item("A", 15, 10) with { Spots = [0], MayBeFree = false }];
        BreakFilling filling = new BreakCase(0, 0, items) { Spots = [true, isRequired] }.Solve();
        Assert.Equal(names, filling.Names);
        Assert.Equal(!isRequired, filling.Answer.IsFeasible);
        Assert.True(filling.Answer.IsProven);
    }

    [Fact]
    public void A_required_spot_is_filled_whatever_it_costs()
    {
        BreakItem[] items =
        [
            Item("A", 15, 90) with { Spots = [0], MayBeFree = false, Advertiser = 1 },
            Item("B", 15, 1) with { Spots = [1], MayBeFree = false, Advertiser = 1 },
        ];
        Assert.Equal("B", new BreakCase(0, 0, items) { Spots = [false, true] }.Solve().Names);
    }

    [Fact]
    public void Positions_and_neighbours_are_kept()
    {
        BreakItem[] items =
        [
            Item("L", 15, 40) with { Position = BreakPosition.Last },
            Item("A", 15, 30) with { Spacings = [7] },
            Item("B", 15, 20) with { Spacings = [7] },
            Item("F", 15, 10) with { Position = BreakPosition.First },
        ];
        Assert.Equal("FAL", new BreakCase(45, 8, [items[0], items[1], items[3]]).Solve().Names);
        Assert.Equal("FL", string.Concat(new BreakCase(60, 8, items).Solve().Names.Where(name => name is 'F' or 'L')));
        Assert.Equal("AFL".Length, new BreakCase(60, 8, items).Solve().Ads!.Length);
        Assert.Equal("ALB", new BreakCase(60, 8, [items[1], items[2], items[0] with { Position = BreakPosition.Any }]).Solve().Names);
    }

    [Fact]
    public void Two_tiers_of_a_category_are_compared_as_far_as_both_have_them()
    {
        BreakItem car = Item("C", 15, 30) with { Categories = [(2, 5)] };
        Assert.Equal("CO", new BreakCase(60, 8, [car, Item("O", 15, 20) with { Categories = [(2, 6)] }]).Solve().Names);
        Assert.Equal("C", new BreakCase(60, 8, [car, Item("O", 15, 20) with { Categories = [(2, 5)] }]).Solve().Names);
        Assert.Equal("C", new BreakCase(60, 8, [car, Item("O", 15, 20) with { Categories = [(2, 0)] }]).Solve().Names);
        Assert.Equal("CO", new BreakCase(60, 8, [car, Item("O", 15, 20) with { Categories = [(3, 5)] }]).Solve().Names);
    }

    [Fact]
    public void Caps_count_what_the_break_holds_already()
    {
        BreakItem[] items = [.. "ABCD".Select((name, index) => Item(name.ToString(), 15, 40 - index) with { Caps = [0] })];
        Assert.Equal("AB", new BreakCase(60, 8, items) { CapsLeft = [2] }.Solve().Names);
        Assert.Equal("", new BreakCase(60, 8, items) { CapsLeft = [0] }.Solve().Names);
    }

    private static BreakItem Item(string name, int seconds, long units) => new(name, seconds, units * Unit);
}
