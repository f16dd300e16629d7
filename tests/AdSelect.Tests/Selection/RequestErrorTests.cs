// Requests with errors are refused before any work, with the field's name.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Selection;

public sealed class RequestErrorTests
{
    private static readonly AdSelector Selector = new(Engine.Compile(World.Generate(51, 400, 1, Domain.FewCities).Catalog));

    [Fact]
    public void AnIdATimeAndASlotAreRequired()
    {
        AssertRefused(new AdRequest([]) { Time = Domain.Now, Slot = Slot.Audio() }, RequestErrorCode.Missing, "Id");
        AssertRefused(new AdRequest([]) { Id = 1, Slot = Slot.Audio() }, RequestErrorCode.Missing, "Time");
        AssertRefused(new AdRequest([]) { Id = 1, Time = Domain.Now }, RequestErrorCode.Missing, "Slot");
    }

    [Fact]
    public void OneSlotAndSeveralExcludeEachOther() =>
        AssertRefused(Valid() with { Slots = [Slot.Audio()] }, RequestErrorCode.Conflict, "Slot");

    [Fact]
    public void MoreSlotsThanTheLimitAreRefused() =>
        AssertRefused(
            new AdRequest([]) { Id = 1, Time = Domain.Now, Slots = new Slot[AdSelectLimits.MaxSlots + 1] },
            RequestErrorCode.TooManyValues,
            "Slots",
            AdSelectLimits.MaxWinners);

    [Fact]
    public void SeveralSlotsNeedAsManyWinners() =>
        AssertRefused(new AdRequest([]) { Id = 1, Time = Domain.Now, Slots = new Slot[2] }, RequestErrorCode.AnswerTooSmall, "winners");

    [Fact]
    public void AWrongKindIsRefusedByName()
    {
        var request = new AdRequest(new Term[3]) { Id = 1, Time = Domain.Now, Slot = Slot.Audio() };
        request.Add(Domain.Age, 20);
        request.Add(new KeywordAttribute("age"), "20");
        AssertRefused(request, RequestErrorCode.WrongKind, "age");
        var match = new AdRequest(new Term[1]);
        match.Add(new DecimalAttribute("country"), 1);
        AdRequestException exception = null!;
        try
        {
            Selector.CountMatches(in match);
        }
        catch (AdRequestException caught)
        {
            exception = caught;
        }

        Assert.Equal(new RequestError(RequestErrorCode.WrongKind, "country"), exception.Error);
    }

    [Fact]
    public void ContradictorySlotsAreRefused()
    {
        Slot both = Slot.Audio(maxSeconds: 30);
        both.RequireDuration(15_000);
        AssertRefused(With(both), RequestErrorCode.Conflict, "RequireDuration");
        var floors = new Slot { FloorPerSecondMicros = 1 };
        floors.AddDurationFloor(0, 1, 1);
        AssertRefused(With(floors), RequestErrorCode.Conflict, "FloorPerSecondMicros");
        AssertRefused(With(Slot.Audio(maxSeconds: 10, minSeconds: 11)), RequestErrorCode.OutOfRange, "DurationMilliseconds");
    }

    [Fact]
    public void MoneyOutOfRangeIsRefused()
    {
        AssertRefused(With(new Slot { FloorMicros = -1 }), RequestErrorCode.OutOfRange, "FloorMicros");
        AssertRefused(With(new Slot { FloorPerSecondMicros = AdSelectLimits.MaxMoneyMicros + 1 }), RequestErrorCode.OutOfRange, "FloorPerSecondMicros");
        AdRequest request = Valid();
        request.FloorMicros = AdSelectLimits.MaxMoneyMicros + 1;
        AssertRefused(request, RequestErrorCode.OutOfRange, "FloorMicros");
        request = Valid();
        request.PriceIncrementMicros = -1;
        AssertRefused(request, RequestErrorCode.OutOfRange, "PriceIncrementMicros");
    }

    [Fact]
    public void ThrowingAndTryingTellTheSame()
    {
        AdRequest request = Valid();
        request.Id = default;
        AdRequestException? exception = null;
        try
        {
            Selector.Select(in request, new AdSelection[1]);
        }
        catch (AdRequestException caught)
        {
            exception = caught;
        }

        Assert.False(Selector.TrySelect(in request, new AdSelection[1], out int count, out RequestError error));
        Assert.Equal(0, count);
        Assert.Equal(error, exception?.Error);
    }

    [Fact]
    public void AListOfOneSlotIsFilledOnce()
    {
        var winners = new AdSelection[5];
        var asList = new AdSelection[5];
        AdRequest request = Valid();
        var other = new AdRequest([]) { Id = request.Id, Time = request.Time, Slots = new Slot[] { request.Slot } };
        Assert.True(Selector.Select(in request, winners) > 1);
        Assert.Equal(1, Selector.Select(in other, asList));
        Assert.Equal(winners[0], asList[0]);
        Assert.Equal(default, asList[1]);
    }

    [Fact]
    public void NoRoomForWinnersIsRefused() => AssertRefused(Valid(), RequestErrorCode.AnswerTooSmall, "winners", room: 0);

    [Fact]
    public void AdComListsBeginAtOne()
    {
        var zero = new AdComSet(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => AdComSet.Of(0));
        AssertRefused(Valid() with { BlockedCreativeAttributes = zero }, RequestErrorCode.OutOfRange, nameof(AdRequest.BlockedCreativeAttributes));
        AssertRefused(With(new Slot { BlockedCreativeAttributes = zero }), RequestErrorCode.OutOfRange, nameof(Slot.BlockedCreativeAttributes));
        AssertRefused(With(new Slot { ApiFrameworks = zero }), RequestErrorCode.OutOfRange, nameof(Slot.ApiFrameworks));
        Slot beside = Slot.Display() with { ApiFrameworks = zero };
        AssertRefused(Valid() with { CompanionSlots = [beside] }, RequestErrorCode.OutOfRange, nameof(Slot.ApiFrameworks));
    }

    [Fact]
    public void MatchNeedsNeitherIdNorTimeNorSlotAndFillsWhatThereIs()
    {
        var request = new AdRequest([]);
        int count = Selector.CountMatches(in request);
        Assert.True(count > 2);
        int[] few = [-1, -1, -1];
        Assert.Equal(count, Selector.Match(in request, few.AsSpan(0, 2)));
        Assert.Equal(-1, few[2]);
        int[] all = new int[count];
        Selector.Match(in request, all);
        Assert.Equal(all[..2], few[..2]);
    }

    private static AdRequest Valid() => With(Slot.Audio());

    private static AdRequest With(Slot slot) => new(new Term[4]) { Id = 1, Time = Domain.Now, Slot = slot };

    private static void AssertRefused(AdRequest request, RequestErrorCode code, string field, int room = 1)
    {
        Assert.False(Selector.TrySelect(in request, new AdSelection[room], out int count, out RequestError error));
        Assert.Equal(0, count);
        Assert.Equal(code, error.Code);
        Assert.Contains(field, error.Field, StringComparison.OrdinalIgnoreCase);
    }
}
