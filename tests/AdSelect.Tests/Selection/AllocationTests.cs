// Answering allocates nothing, on every path.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Selection;

public sealed class AllocationTests
{
    private const int WarmUpRounds = 20;

    // The runtime itself now and then books something on a thread while it compiles; what a call allocates comes back each time.
    private const int Measurements = 5;
    private static readonly World World = World.Generate(31, 1_200, 40, Domain.FewCities);
    private static readonly AdSelector Selector = Selling(World);

    // Without draws the order of the catalog is the order of the ranking, which has a path of its own.
    private static readonly AdSelector InOrder = Selling(World with
    {
        Catalog = World.Catalog with { LineItems = [.. World.Catalog.LineItems.Select(item => item with { Weight = null, ShareOfVoice = null })] },
    });
    private static readonly AdSelector Paced = Engine.Of(World with { Events = [.. World.Events.Select(change => change with { Multiplier = 0.5 })] });

    private static readonly string HeldOut = ExperimentGenerator.Units.First(unit =>
        World.Catalog.Experiments.Any(experiment => experiment.HoldoutArm is { } held && OracleExperiments.ArmOf(experiment, unit) == held));
    private static readonly AdSelection[] Ghosts = new AdSelection[AdSelectLimits.MaxWinners];
    private static long _ghosts;

    private delegate void Call(AdSelector selector, in AdRequest request, Span<AdSelection> winners, Span<int> ordinals);

    public static TheoryData<string> Paths => [.. Variants.Keys];

    private static readonly Dictionary<string, Func<PlainRequest, PlainRequest>> Variants = new()
    {
        ["as generated"] = request => request,
        ["one slot"] = request => request with { Slots = [new PlainSlot(AdFormat.Audio)] },
        ["several slots"] = request => request with { Slots = [new PlainSlot(AdFormat.Audio), new PlainSlot(AdFormat.Video), new PlainSlot(AdFormat.Audio)] },
        ["second price"] = request => request with { PriceRule = PriceRule.Second, PriceIncrementMicros = 10_000 },
        ["prices against promises"] = request => request with { PriceRule = PriceRule.Second, PriceIncrementMicros = 10_000, DynamicAllocation = true },
        ["a private auction"] = request =>
            request with { DealsOnly = false, DealsFirst = true, Deals = [new PlainDeal("deal-1"), new PlainDeal("deal-2", 1_000_000)] },
        ["deals"] = request =>
            request with { DealsOnly = true, Deals = [new PlainDeal("deal-1"), new PlainDeal("deal-2", 1_000_000), new PlainDeal("deal-3")] },
        ["VCG"] = request => request with { DynamicAllocation = false, PriceRule = PriceRule.Vcg, PlaceWeights = [] },
        ["blocks"] = request =>
            request with
            {
                BlockedDomains = ["other.org"],
                BlockedCategories = ["fruit", "vans"],
                BlockedLineItems = ["item-1", "item-2"],
                BlockedCreativeAttributes = [1],
            },
        ["all values of every attribute"] = request => request with
        {
            Values =
            [
                .. Domain.Countries.Select(value => PlainValue.Of(Domain.Country, value)),
                .. Domain.Genres.Select(value => PlainValue.Of(Domain.Genre, value)),
                .. Domain.FewCities.Select(value => PlainValue.Of(Domain.City, value)),
                .. Domain.Ages.Select(value => PlainValue.Of(Domain.Age, value)),
                .. Enumerable.Range(0, 1_000).Select(value => PlainValue.Of(Domain.Segments, value)),
                .. Domain.Scores.Select(value => PlainValue.Of(Domain.Score, value)),
                .. Domain.Points.Select(value => PlainValue.Of(Domain.Position, value.Latitude, value.Longitude)),
                PlainValue.Of(Domain.Weather, "rain"),
            ],
        },
        ["a unit that is held out"] = request => request with { ExperimentUnit = HeldOut },
        ["no values"] = request => request with { Values = [] },
        ["floors by duration"] = request =>
            request with { Slots = [new PlainSlot(AdFormat.Audio) { DurationFloors = [new(0, 15_000, 1_000_000), new(15_000, 30_000, 2_000_000)] }] },
        ["child-directed without consent"] = request => request with { IsChildDirected = true, Consent = default },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public void SelectAllocatesNothing(string path) =>
        AssertNoAllocation(
            path,
            static (AdSelector selector, in AdRequest request, Span<AdSelection> winners, Span<int> _) => selector.Select(in request, winners));

    [Theory]
    [MemberData(nameof(Paths))]
    public void SelectAtPredictedRatesAllocatesNothing(string path) =>
        AssertNoAllocation(
            path,
            static (AdSelector selector, in AdRequest request, Span<AdSelection> winners, Span<int> _) =>
                selector.Select(in request, new EveryOther(), winners));

    [Theory]
    [MemberData(nameof(Paths))]
    public void SelectPacedAllocatesNothing(string path) =>
        AssertNoAllocation(path, static (AdSelector _, in AdRequest request, Span<AdSelection> winners, Span<int> _) => Paced.Select(in request, winners));

    [Theory]
    [MemberData(nameof(Paths))]
    public void SelectInTheOrderOfTheCatalogAllocatesNothing(string path) =>
        AssertNoAllocation(path, static (AdSelector _, in AdRequest request, Span<AdSelection> winners, Span<int> _) => InOrder.Select(in request, winners));

    [Fact]
    public void TheseAuctionsDecideSomething()
    {
        Assert.Contains(
            World.Requests,
            request => Winners("a private auction", request) != Winners("a private auction", request, change => change with { DealsFirst = false }));
        Assert.Contains(
            World.Requests,
            request =>
                Winners("prices against promises", request) != Winners(
                    "prices against promises",
                    request,
                    change => change with { DynamicAllocation = false }));
        HashSet<string> lots = [.. World.Catalog.LineItems.Where(item => item.Weight is not null).Select(item => item.Id)];
        HashSet<string> shares = [.. World.Catalog.LineItems.Where(item => item.ShareOfVoice is not null).Select(item => item.Id)];
        Assert.All([lots, shares], drawn => Assert.Contains(World.Requests, request => drawn.Overlaps(Winners("one slot", request).Split(' '))));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void SelectWithGhostsAllocatesNothing(string path) =>
        AssertNoAllocation(
            path,
            static (AdSelector selector, in AdRequest request, Span<AdSelection> winners, Span<int> _) =>
                _ghosts += selector.Select(in request, winners, Ghosts, out int count) >= 0 ? count : 0);

    [Fact]
    public void ThereWereGhostsToAllocateFor()
    {
        SelectWithGhostsAllocatesNothing("one slot");
        Assert.True(_ghosts > 0);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void TrySelectAllocatesNothing(string path) =>
        AssertNoAllocation(
            path,
            static (AdSelector selector, in AdRequest request, Span<AdSelection> winners, Span<int> _) =>
                selector.TrySelect(in request, winners, out int _, out RequestError _));

    [Theory]
    [MemberData(nameof(Paths))]
    public void MatchAllocatesNothing(string path) =>
        AssertNoAllocation(
            path,
            static (AdSelector selector, in AdRequest request, Span<AdSelection> _, Span<int> ordinals) => selector.Match(in request, ordinals));

    [Theory]
    [MemberData(nameof(Paths))]
    public void CountMatchesAllocatesNothing(string path) =>
        AssertNoAllocation(path, static (AdSelector selector, in AdRequest request, Span<AdSelection> _, Span<int> _) => selector.CountMatches(in request));

    [Theory]
    [InlineData(RequestErrorCode.Missing)]
    [InlineData(RequestErrorCode.WrongKind)]
    [InlineData(RequestErrorCode.Conflict)]
    [InlineData(RequestErrorCode.OutOfRange)]
    public void RefusingARequestAllocatesNothing(RequestErrorCode code)
    {
        var request = new AdRequest(new Term[4]) { Id = 1, Time = Domain.Now, Slot = Slot.Audio() };
        if (code == RequestErrorCode.Missing)
        {
            request.Id = default;
        }
        else if (code == RequestErrorCode.WrongKind)
        {
            request.Add(new IntegerAttribute("country"), 5);
        }
        else if (code == RequestErrorCode.Conflict)
        {
            request.Slots = new Slot[] { Slot.Audio() };
        }
        else
        {
            request.FloorMicros = -1;
        }

        var winners = new AdSelection[1];
        RequestError error = default;
        for (int round = 0; round < WarmUpRounds; round++)
        {
            Assert.False(Selector.TrySelect(in request, winners, out _, out error));
        }

        Assert.Equal(code, error.Code);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Selector.TrySelect(in request, winners, out _, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private readonly struct EveryOther : IRatePredictor
    {
        public static int BatchSize => 4;

        public void Predict(AdSnapshot snapshot, scoped ReadOnlySpan<RateQuestion> questions, scoped Span<double> rates)
        {
            for (int i = 0; i < questions.Length; i++)
            {
                rates[i] = questions[i].LineItem.Ordinal % 2 == 0 ? 0.02 : double.NaN;
            }
        }
    }

    // Every promise gives way to what is worth more, where the request allows it.
    private static AdSelector Selling(World world)
    {
        AdSelector selector = Engine.Of(world with { Events = [.. world.Events.Select(change => change with { Multiplier = 1 })] });
        Assert.All(world.Catalog.LineItems.Where(item => item.Kind == LineItemKind.Guaranteed), item => selector.Delivery.SetOpportunityCost(item.Id, 500_000));
        return selector;
    }

    private static string Winners(string path, PlainRequest request, Func<PlainRequest, PlainRequest>? change = null)
    {
        PlainRequest asked = Variants[path](request);
        return string.Join(' ', Engine.Select(Selector, change is null ? asked : change(asked), 20).Select(winner => winner.LineItemId));
    }

    private static void AssertNoAllocation(string path, Call call)
    {
        var winners = new AdSelection[AdSelectLimits.MaxWinners];
        int[] ordinals = new int[World.Catalog.LineItems.Count()];
        foreach (PlainRequest plain in World.Requests.Select(Variants[path]))
        {
            var request = new AdRequest(new Term[plain.TermCount]);
            plain.Fill(ref request);
            for (int round = 0; round < WarmUpRounds; round++)
            {
                call(Selector, in request, winners, ordinals);
            }

            long allocated = long.MaxValue;
            for (int measurement = 0; measurement < Measurements && allocated > 0; measurement++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                call(Selector, in request, winners, ordinals);
                allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            Assert.True(allocated == 0, $"{allocated} bytes for {plain}");
        }
    }
}
