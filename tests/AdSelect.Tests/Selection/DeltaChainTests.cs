// Deltas that follow each other: how they are joined, in which order, up to how many, and what is refused.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class DeltaChainTests
{
    private static readonly PlainRequest Request = new();
    private static readonly Catalog Base = SmallCatalog.Of(SmallCatalog.Item("a", 3), SmallCatalog.Item("b", 2), SmallCatalog.Item("c", 1)) with { Generation = 1 };

    [Fact]
    public void EachDeltaIsAddedToTheOnesBefore()
    {
        AdSelector selector = new(Engine.Compile(Base));
        selector.Publish(Delta(selector.Snapshot, 2, [SmallCatalog.Item("d", 9)], "a"));
        AdSnapshot first = selector.Snapshot;
        selector.Publish(Delta(selector.Snapshot, 3, [SmallCatalog.Item("b", 12), SmallCatalog.Item("d", 8)]));
        selector.Publish(Delta(selector.Snapshot, 4, [SmallCatalog.Item("a", 20)], "d"));
        AdSnapshot all = selector.Snapshot;
        Assert.Equal(["a", "b", "c"], Winners(selector));
        Assert.Equal([2, 3, 4], all.Deltas.Select(delta => delta.Generation));
        Assert.Equal((4, 7), (all.Generation, all.LineItemCount));
        Assert.Same(first.Base, all.Base);
        Assert.Equal(all.Base.ContentHash, all.Deltas[0].BaseContentHash);
        Assert.Equal(first.ContentHash, all.Deltas[1].BaseContentHash);
        Assert.False(all.TryFindLineItem("d", out _));
        Assert.True(all.TryFindLineItem("a", out LineItemRef again));
        Assert.Equal(6, again.Ordinal);
        Assert.Equal(all.SizeBytes, all.Base.SizeBytes + all.Deltas.Sum(delta => delta.SizeBytes));
    }

    [Fact]
    public void ADeltaOfAnEarlierPrefixTakesThePlaceOfAllLaterOnes()
    {
        AdSnapshot[] prefixes = Chain(4);
        AdSelector selector = new(prefixes[4]);
        selector.Publish(Delta(prefixes[2], 9, [SmallCatalog.Item("x", 50)]));
        Assert.Equal(["x", "d2", "d1", "a", "b", "c"], Winners(selector));
        Assert.Equal(3, selector.Snapshot.Deltas.Count);
        selector.Publish(Delta(prefixes[0], 10, []));
        Assert.Equal(["a", "b", "c"], Winners(selector));
        Assert.Single(selector.Snapshot.Deltas);
    }

    [Fact]
    public void AnEarlierPrefixIsPublishedAsAnySnapshot()
    {
        AdSnapshot[] prefixes = Chain(3);
        AdSelector selector = new(prefixes[3]);
        Assert.Equal(SnapshotError.Older, Assert.Throws<SnapshotException>(() => selector.Publish(prefixes[1], refuseOlder: true)).Error);
        Assert.Same(prefixes[3], selector.Publish(prefixes[1]));
        Assert.Same(prefixes[1], selector.Snapshot);
        Assert.Equal(["d1", "a", "b", "c"], Winners(selector));
    }

    [Fact]
    public void DeltasJoinInTheirOrderOnly()
    {
        AdSnapshot[] prefixes = Chain(3);
        IReadOnlyList<AdSnapshot> deltas = prefixes[3].Deltas;
        AssertOtherBase(() => prefixes[0].WithDelta(deltas[1]));
        AssertOtherBase(() => prefixes[1].WithDelta(deltas[2]));
        AssertOtherBase(() => prefixes[1].WithDelta(deltas[1]).WithDelta(Delta(Engine.Compile(Base with { Generation = 5 }), 6, [])));

        // The same delta once more is a delta of the prefix before it, and takes its own place.
        Assert.Equal(prefixes[3].Key, prefixes[3].WithDelta(deltas[2]).Key);
        Assert.Equal(prefixes[1].Key, prefixes[3].WithDelta(deltas[0]).Key);

        // What followed another delta of the same base does not follow this one.
        AdSnapshot other = prefixes[0].WithDelta(Delta(prefixes[0], 2, [SmallCatalog.Item("x", 50)]));
        AssertOtherBase(() => other.WithDelta(deltas[1]));
        AssertOtherBase(() => prefixes[0].WithDelta(prefixes[1]));
        AssertOtherBase(() => prefixes[0].WithDelta(prefixes[0]));
        AssertOtherBase(() => deltas[0].WithDelta(deltas[1]));
    }

    [Fact]
    public void OneMoreThanTheLimitIsRefusedAndNothingIsLost()
    {
        AdSnapshot[] prefixes = Chain(AdSelectLimits.MaxDeltas);
        AdSnapshot full = prefixes[^1];
        CompileResult result = SnapshotCompiler.CompileDelta(SmallCatalog.Of(SmallCatalog.Item("x")), [], full);
        Assert.Equal(("too-many", "deltas"), (Assert.Single(result.Errors).Code, result.Errors[0].Path));
        Assert.Null(result.Snapshot);
        Assert.Contains("a", Winners(new AdSelector(full)));
        Assert.Equal(AdSelectLimits.MaxDeltas, prefixes[^2].WithDelta(Delta(prefixes[^2], 50, [])).Deltas.Count);
    }

    [Fact]
    public void AChainIsRestoredFromItsFiles()
    {
        AdSnapshot chain = Chain(AdSelectLimits.MaxDeltas)[^1];
        Assert.Throws<InvalidOperationException>(() => Engine.Bytes(chain));
        byte[][] files = [Engine.Bytes(chain.Base), .. chain.Deltas.Select(Engine.Bytes)];
        AdSnapshot restored = files.Skip(1).Aggregate(AdSnapshot.Load(files[0]), (joined, file) => joined.WithDelta(AdSnapshot.Load(file)));
        Assert.Equal((chain.Key, chain.ContentHash), (restored.Key, restored.ContentHash));
        Assert.Equal(Winners(new AdSelector(chain)), Winners(new AdSelector(restored)));
    }

    [Fact]
    public void EachPrefixIsAnotherSnapshot()
    {
        AdSnapshot[] prefixes = Chain(AdSelectLimits.MaxDeltas);
        Assert.Equal(prefixes.Length, prefixes.Select(prefix => prefix.Key).Distinct().Count());
        for (int chooser = 0; chooser < prefixes.Length; chooser++)
        {
            var winners = new AdSelection[1];
            var request = new AdRequest(new Term[Request.TermCount]);
            Request.Fill(ref request);
            new AdSelector(prefixes[chooser]).Select(in request, winners);
            for (int other = 0; other < prefixes.Length; other++)
            {
                if (other == chooser)
                {
                    Assert.Equal(chooser == 0 ? "a" : $"d{chooser}", prefixes[other].Describe(winners[0]).LineItemId);
                }
                else
                {
                    Assert.Throws<ArgumentException>(() => prefixes[other].Describe(winners[0]));
                }
            }

            Assert.All(prefixes[^1].Deltas, delta => Assert.Throws<ArgumentException>(() => delta.Describe(winners[0])));
        }
    }

    [Fact]
    public void ADeltaMustAgreeWithEveryEarlierPart()
    {
        AdSnapshot[] prefixes = Chain(3);
        Advertiser named = new("d2") { Name = "Another name" };
        foreach (Catalog changes in (Catalog[])
        [
            SmallCatalog.Of(SmallCatalog.Item("d2", 5)) with { Advertisers = [named] },
            SmallCatalog.Of(SmallCatalog.Item("d2", 5)) with { Campaigns = [new Campaign("d2", "d2") { Budget = new Money(1) }] },
            SmallCatalog.Of(SmallCatalog.Item("d2", 5)) with { Creatives = [SmallCatalog.Creative("d2") with { Language = "sv" }] },
        ])
        {
            Assert.Empty(SnapshotCompiler.CompileDelta(changes, [], prefixes[1]).Errors);
            CompileResult result = SnapshotCompiler.CompileDelta(changes, [], prefixes[3]);
            Assert.Null(result.Snapshot);
            Assert.All(result.Errors, error => Assert.Equal("differs-from-base", error.Code));
            Assert.All(result.Errors, error => Assert.EndsWith("['d2']", error.Path, StringComparison.Ordinal));
            Assert.NotEmpty(result.Errors);
        }
    }

    [Fact]
    public void WhatAnEarlierDeltaAddedMayBeRemovedOnce()
    {
        AdSnapshot[] prefixes = Chain(2);
        AdSnapshot without = prefixes[2].WithDelta(Delta(prefixes[2], 9, [], "d1"));
        Assert.Equal(["d2", "a", "b", "c"], Winners(new AdSelector(without)));
        Assert.Equal("unknown-line-item", Assert.Single(SnapshotCompiler.CompileDelta(new Catalog(), ["d1"], without).Errors).Code);
        Assert.Equal("unknown-line-item", Assert.Single(SnapshotCompiler.CompileDelta(new Catalog(), ["d2"], prefixes[1]).Errors).Code);
        AdSnapshot again = without.WithDelta(Delta(without, 10, [SmallCatalog.Item("d1", 99)]));
        Assert.Equal(["d1", "d2", "a", "b", "c"], Winners(new AdSelector(again)));
    }

    // A base of three, to which each delta adds a line item that outbids all before it.
    private static AdSnapshot[] Chain(int deltas)
    {
        List<AdSnapshot> prefixes = [Engine.Compile(Base)];
        for (int i = 1; i <= deltas; i++)
        {
            prefixes.Add(prefixes[^1].WithDelta(Delta(prefixes[^1], i + 1, [SmallCatalog.Item($"d{i}", 10 + i)])));
        }

        return [.. prefixes];
    }

    private static AdSnapshot Delta(AdSnapshot of, int generation, LineItem[] items, params string[] removed) =>
        DeltaCase.Compile(new DeltaStep(SmallCatalog.Of(items) with { Generation = generation }, removed), of);

    private static string[] Winners(AdSelector selector) => [.. Engine.Select(selector, Request, 20).Select(winner => winner.LineItemId)];

    private static void AssertOtherBase(Func<object> join) => Assert.Equal(SnapshotError.OtherBase, Assert.Throws<SnapshotException>(join).Error);
}
