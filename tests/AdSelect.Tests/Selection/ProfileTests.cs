// A profile gives the answers that its values would give, belongs to one snapshot, and is never trusted.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

public sealed class ProfileTests
{
    private static readonly World World = World.Generate(57, 600, 60, Domain.FewCities);
    private static readonly AdSelector Selector = Engine.Of(World);

    [Property(Arbitrary = [typeof(WorldArbitrary)], MaxTest = 400, QuietOnSuccess = true)]
    public void AProfileAnswersLikeItsValues(World world, int seed)
    {
        AdSelector engine = Engine.Of(world);
        OracleSelector oracle = world.Oracle();
        foreach (PlainRequest plain in world.Requests)
        {
            var whole = new AdRequest(new Term[plain.TermCount]);
            plain.Fill(ref whole);

            // Some attributes by profile, the others by terms.
            var random = new Random(seed);
            AdRequest request = Profiled.Fill(engine.Snapshot, plain, _ => random.Next(2) == 0);
            int[] ordinals = new int[engine.Snapshot.LineItemCount];
            int matches = engine.Match(request, ordinals);
            Same.Answer(oracle.Match(plain), [.. ordinals.Take(matches).Select(engine.Snapshot.LineItemId).Order(StringComparer.Ordinal)], plain);
            var winners = new AdSelection[plain.Slots.Count == 1 ? 5 : plain.Slots.Count];
            int count = Engine.Ask(engine, plain, in request, winners, out _);
            Same.Answer(oracle.Select(plain, 5), [.. winners.Take(count).Select(winner => Engine.Resolve(winner, engine.Snapshot))], plain);
            string id = world.Catalog.LineItems.First().Id;
            Explanation expected = engine.Explain(whole, id);
            Explanation explained = engine.Explain(request, id);
            Assert.Equal(expected.Steps, explained.Steps);
            Assert.Equal((expected.Rank, expected.Reason), (explained.Rank, explained.Reason));
            Assert.Equal(expected.FailedTargeting, explained.FailedTargeting);
        }
    }

    [Fact]
    public void AnotherSnapshotRefusesTheProfile()
    {
        byte[] profile = ListenerProfile.Create(Selector.Snapshot, [Term.Of(Domain.Country, "SE")]);
        AdSelector other = Engine.Of(World.Generate(58, 20, 1, Domain.FewCities));
        Assert.True(ListenerProfile.IsCurrent(Selector.Snapshot, profile));
        Assert.False(ListenerProfile.IsCurrent(other.Snapshot, profile));
        Assert.Equal(new RequestError(RequestErrorCode.StaleProfile, "Profile"), Refusal(other, profile));
    }

    [Fact]
    public void AnAttributeHasItsValuesFromOneSide()
    {
        byte[] profile = ListenerProfile.Create(Selector.Snapshot, [Term.Of(Domain.Country, "SE")]);
        Assert.Equal(new RequestError(RequestErrorCode.Conflict, Domain.Country.Name), Refusal(Selector, profile, Term.Of(Domain.Country, "NO")));
    }

    [Fact]
    public void WhatIsNoValueIsNotTaken()
    {
        var request = new AdRequest(new Term[4]);
        request.Add(Domain.Position, 59.3, 18.1);
        Term[] location = request.Terms.ToArray();
        request = new AdRequest(new Term[4]);
        request.BlockDomain("example.com");
        Term[] block = request.Terms.ToArray();
        Assert.Equal(RequestErrorCode.WrongKind, Assert.Throws<AdRequestException>(() => ListenerProfile.Create(Selector.Snapshot, location)).Error.Code);
        Assert.Equal(RequestErrorCode.WrongKind, Assert.Throws<AdRequestException>(() => ListenerProfile.Create(Selector.Snapshot, block)).Error.Code);
        Assert.Equal(
            RequestErrorCode.TooManyValues,
            Assert.Throws<AdRequestException>(() => ListenerProfile.Create(Selector.Snapshot, new Term[AdSelectLimits.MaxRequestTerms + 1])).Error.Code);
    }

    [Fact]
    public void DamagedBytesAreRefusedOrHarmless()
    {
        byte[] whole = Busy();
        for (int length = 1; length < whole.Length; length++)
        {
            Assert.NotEqual(RequestErrorCode.None, Refusal(Selector, whole[..length]).Code);
        }

        var random = new Random(3);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = [.. whole];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            // Another value may be a value too; anything else is named. Nothing else may happen.
            RequestErrorCode code = Refusal(Selector, damaged).Code;
            Assert.True(code is RequestErrorCode.None or RequestErrorCode.BadProfile or RequestErrorCode.StaleProfile, $"{code}");
        }
    }

    [Fact]
    public void SelectingWithAProfileAllocatesNothing()
    {
        byte[] profile = Busy();
        var winners = new AdSelection[5];
        for (int round = 0; round < 200; round++)
        {
            Select(profile, winners);
        }

        long least = long.MaxValue;
        for (int measurement = 0; measurement < 5; measurement++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Select(profile, winners);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static void Select(byte[] profile, AdSelection[] winners)
    {
        var request = new AdRequest(default) { Id = new RequestId(7), Time = DateTimeOffset.UnixEpoch.AddYears(55), Slot = Slot.Audio(), Profile = profile };
        Selector.Select(request, winners);
    }

    // All values of every attribute, and some that nobody lists.
    private static byte[] Busy() => ListenerProfile.Create(Selector.Snapshot,
    [
        .. Domain.Countries.Select(value => Term.Of(Domain.Country, value)),
        .. Domain.FewCities.Select(value => Term.Of(Domain.City, value)),
        .. Enumerable.Range(0, 100).Select(value => Term.Of(Domain.Segments, value)),
        .. Domain.Scores.Select(value => Term.Of(Domain.Score, value)),
        .. Enumerable.Range(0, 20).Select(value => Term.Of(Domain.Genre, $"unheard of {value}")),
    ]);

    private static RequestError Refusal(AdSelector selector, byte[] profile, params Term[] terms)
    {
        var request = new AdRequest(new Term[8])
        {
            Id = new RequestId(7),
            Time = DateTimeOffset.UnixEpoch.AddYears(55),
            Slot = Slot.Audio(),
            Profile = profile,
        };
        request.Add(terms);
        selector.TrySelect(request, new AdSelection[5], out _, out RequestError error);
        return error;
    }
}
