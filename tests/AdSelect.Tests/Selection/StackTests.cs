// What a call takes of the stack: measured at every limit, and refused where there is too little.
using System.Runtime.CompilerServices;
using AdSelect.Internals;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using Xunit.Abstractions;

namespace AdSelect.Tests.Selection;

public sealed class StackTests(ITestOutputHelper output)
{
    /// <summary>What the documents say that a call takes at most, and what it asks for before it begins.</summary>
    private const int MostBytes = 96 * 1024;
    private const int SmallStack = 256 * 1024;
    private const int Painted = 768 * 1024;
    private const int Slack = 4 * 1024;
    private const byte Paint = 0xA5;

    private static readonly World World = World.Generate(31, 1_200, 60, Domain.FewCities);
    private static readonly AdSelector Whole = Prepared(Engine.Of(World));
    private static readonly AdSelector WithDeltas = DeltaCase.Of(World, AdSelectLimits.MaxDeltas).Publish();
    private static readonly byte[] Profile = FullRequests.Profile(Whole.Snapshot);
    private static readonly byte[] ProfileOfBase = FullRequests.Profile(WithDeltas.Snapshot);

    private static readonly Dictionary<string, Func<RequestError>> Calls = new()
    {
        ["select"] = () => Select(Whole, Profile, new AdSelection[AdSelectLimits.MaxWinners]),
        ["select with deltas"] = () => Select(WithDeltas, ProfileOfBase, new AdSelection[AdSelectLimits.MaxWinners]),
        ["ghosts with deltas"] = () => Ghosts(WithDeltas, ProfileOfBase, new AdSelection[AdSelectLimits.MaxWinners], new AdSelection[AdSelectLimits.MaxWinners]),
        ["predicted rates with deltas"] = () => Predicted(WithDeltas, ProfileOfBase, new AdSelection[AdSelectLimits.MaxWinners]),
        ["a break"] = () => FillBreak(Whole, Profile, new AdSelection[AdSelectLimits.MaxBreakAds]),
        ["a break with deltas"] = () => FillBreak(WithDeltas, ProfileOfBase, new AdSelection[AdSelectLimits.MaxBreakAds]),
        ["match, prepared"] = () => Match(Whole, Profile),
        ["match with deltas"] = () => Match(WithDeltas, ProfileOfBase),
    };

    public static TheoryData<string> Names => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ACallAtEveryLimitTakesLittleStack(string name)
    {
        int most = 0;
        OnThread(2 * Painted, () =>
        {
            for (int round = 0; round < 40; round++)
            {
                Cover();
                Assert.Equal(RequestErrorCode.None, Calls[name]().Code);
                most = round == 0 ? 0 : Math.Max(most, Uncovered());
            }
        });
        output.WriteLine($"{name}: {most:N0} bytes");
        Assert.InRange(most, 1, MostBytes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ASmallThreadAnswersAtEveryLimit(string name)
    {
        Assert.Equal(RequestErrorCode.None, Calls[name]().Code);
        OnThread(SmallStack, () => Assert.Equal(RequestErrorCode.None, Calls[name]().Code));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TooLittleStackIsRefusedAndTheLastThatIsEnoughAnswers(string name)
    {
        Assert.Equal(RequestErrorCode.None, Calls[name]().Code);
        List<RequestErrorCode> codes = [];
        OnThread(2 * SmallStack, () => Descend(Calls[name], codes));
        int refused = codes.IndexOf(RequestErrorCode.None);
        Assert.InRange(refused, 1, codes.Count - 1);
        Assert.Equal([.. Enumerable.Repeat(RequestErrorCode.StackTooSmall, refused), .. Enumerable.Repeat(RequestErrorCode.None, codes.Count - refused)], codes);
    }

    [Fact]
    public void TheExceptionNamesTheThread()
    {
        string message = string.Empty;
        OnThread(2 * SmallStack, () => Deepest(() => message = Assert.Throws<AdRequestException>(() => Whole.CountMatches(new AdRequest([]))).Message));
        Assert.Contains("thread", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ABlockHoldsWhatACallTakesAtEveryLimit()
    {
        // 256 attributes and 65,536 tokens, in base and deltas, beside what these calls take.
        const int Rest = 2 * ((AdSelectLimits.MaxAttributes * 64) + (65_536 / 8));
        long touched = 0;
        foreach (string name in Calls.Keys)
        {
            nint block = NativeBlocks.Borrow();
            NativeBlocks.Bytes(block).Fill(Paint);
            NativeBlocks.Return(block);
            Assert.Equal(RequestErrorCode.None, Calls[name]().Code);
            nint same = NativeBlocks.Borrow();
            touched = same == block ? Math.Max(touched, NativeBlocks.Bytes(same).LastIndexOfAnyExcept(Paint)) : touched;
            NativeBlocks.Return(same);
        }

        output.WriteLine($"{touched:N0} bytes of a block");
        Assert.InRange(touched, 100_000, NativeBlocks.BlockBytes - Rest);
    }

    [Fact]
    public void ABlockIsGivenBackWhenAPredictorThrows()
    {
        var winners = new AdSelection[AdSelectLimits.MaxWinners];
        HashSet<nint> before = Borrowed();
        for (int round = 0; round < 100; round++)
        {
            Assert.Throws<InvalidOperationException>(() => Select(Whole, new Throwing(), winners));
        }

        // The same few blocks served all of them.
        Assert.True(Borrowed().Intersect(before).Any());
    }

    private static HashSet<nint> Borrowed()
    {
        nint[] blocks = [.. Enumerable.Range(0, 8).Select(_ => NativeBlocks.Borrow())];
        Array.ForEach(blocks, NativeBlocks.Return);
        return [.. blocks];
    }

    private static AdSelector Prepared(AdSelector selector)
    {
        selector.Snapshot.PrepareMatching();
        return selector;
    }

    private static RequestError Select(AdSelector selector, byte[] profile, AdSelection[] winners)
    {
        selector.TrySelect(FullRequests.Of(World, new Term[AdSelectLimits.MaxRequestTerms], profile, FullRequests.History(), AdFormat.Audio), winners, out int _, out RequestError error);
        return error;
    }

    private static RequestError Ghosts(AdSelector selector, byte[] profile, AdSelection[] winners, AdSelection[] ghosts)
    {
        AdRequest request = FullRequests.Of(World, new Term[AdSelectLimits.MaxRequestTerms], profile, FullRequests.History(), AdFormat.Audio);
        request.ExperimentUnit = ExperimentGenerator.Units.First(unit => World.Catalog.Experiments.Any(experiment => experiment.HoldoutArm is { } held && OracleExperiments.ArmOf(experiment, unit) == held));
        selector.TrySelect(request, winners, ghosts, out int _, out int _, out RequestError error, out AdSnapshot _);
        return error;
    }

    private static RequestError Predicted(AdSelector selector, byte[] profile, AdSelection[] winners)
    {
        selector.Select(FullRequests.Of(World, new Term[AdSelectLimits.MaxRequestTerms], profile, FullRequests.History(), AdFormat.Audio), new Halves(), winners);
        return default;
    }

    private static int Select(AdSelector selector, Throwing predictor, AdSelection[] winners) =>
        selector.Select(FullRequests.Of(World, new Term[AdSelectLimits.MaxRequestTerms], Profile, [], AdFormat.Audio), predictor, winners);

    private static RequestError FillBreak(AdSelector selector, byte[] profile, AdSelection[] ads)
    {
        const int Spots = 16;
        AdRequest request = FullRequests.Of(World, new Term[AdSelectLimits.MaxRequestTerms], profile, FullRequests.History(), AdFormat.Audio);
        request.DynamicAllocation = false;
        request.Break = new AdBreak
        {
            Spots = Enumerable.Repeat(new BreakSpot(Slot.Audio()), Spots).ToArray(),
            DurationMilliseconds = 600_000,
            MaxAds = AdSelectLimits.MaxBreakAds - Spots,
            Separation = SeparationScope.Session,
            Objective = BreakObjective.Value,
        };
        selector.TrySelectBreak(request, ads, out BreakResult _, out RequestError error);
        return error;
    }

    private static RequestError Match(AdSelector selector, byte[] profile)
    {
        selector.Match(FullRequests.Of(World, new Term[AdSelectLimits.MaxRequestTerms], profile, [], AdFormat.Audio), []);
        return default;
    }

    private static void OnThread(int stackBytes, Action action)
    {
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
            },
            stackBytes);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    // The first call with too little stack, then ever more on the way back.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Descend(Func<RequestError> call, List<RequestErrorCode> codes)
    {
        Span<byte> step = stackalloc byte[1_024];
        step.Clear();
        if (RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Descend(call, codes);
        }

        if (codes.Count < 12)
        {
            codes.Add(Code(call));
        }
    }

    private static RequestErrorCode Code(Func<RequestError> call)
    {
        try
        {
            return call().Code;
        }
        catch (AdRequestException exception)
        {
            return exception.Error.Code;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Deepest(Action action)
    {
        if (RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Deepest(action);
        }
        else
        {
            action();
        }
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.NoInlining)]
    private static void Cover()
    {
        Span<byte> stack = stackalloc byte[Painted];
        stack.Fill(Paint);
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.NoInlining)]
    private static int Uncovered()
    {
        Span<byte> stack = stackalloc byte[Painted];

        // The two frames need not begin at the same place.
        return Painted - Slack - stack[Slack..].IndexOfAnyExcept(Paint);
    }

    private readonly struct Halves : IRatePredictor
    {
        public static int BatchSize => AdSelectLimits.MaxPredictionBatch;

        public void Predict(AdSnapshot snapshot, scoped ReadOnlySpan<RateQuestion> questions, scoped Span<double> rates) => rates[..questions.Length].Fill(0.5);
    }

    private readonly struct Throwing : IRatePredictor
    {
        public static int BatchSize => AdSelectLimits.MaxPredictionBatch;

        public void Predict(AdSnapshot snapshot, scoped ReadOnlySpan<RateQuestion> questions, scoped Span<double> rates) => throw new InvalidOperationException("The model is away.");
    }
}
