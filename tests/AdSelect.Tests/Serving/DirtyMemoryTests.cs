// A call's memory is not cleared: whatever it held before, the answer is the same.
using System.Runtime.CompilerServices;
using AdSelect.Internals;
using AdSelect.Matching.Full;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using AdSelect.Tests.Selection;

namespace AdSelect.Tests.Serving;

public sealed class DirtyMemoryTests
{
    private const int StackBytes = 160 * 1024;
    private const int Blocks = 8;

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x01)]
    [InlineData(0x5A)]
    [InlineData(0xFF)]
    public void TheAnswersAreTheOracles(byte before)
    {
        for (int seed = 1; seed <= 25; seed++)
        {
            World world = World.Generate(seed, 1 + (seed * 3), 6, Domain.FewCities);
            AssertAnswers(world, before);
            AssertAnswers(StorageWorlds.Widen(world), before);
        }
    }

    private static void AssertAnswers(World world, byte before)
    {
        OracleSelector oracle = world.Oracle();
        AdSelector whole = Engine.Of(world);
        AdSelector parts = DeltaCase.Of(world).Publish();
        Engine.Apply(world, parts);
        AdSelector prepared = MatchRun.Prepare(Engine.Of(world).Snapshot, MatchIndexShape.Default);
        foreach (PlainRequest request in world.Requests)
        {
            string[] matches = oracle.Match(request);
            OracleWinner[] winners = oracle.Select(request, 20);
            Same.Answer(matches, Dirty(before, () => Engine.Match(prepared, request)), request);
            foreach (AdSelector selector in (AdSelector[])[whole, parts])
            {
                Same.Answer(matches, Dirty(before, () => Engine.Match(selector, request)), request);
                Same.Answer(winners, Dirty(before, () => Engine.Select(selector, request, 20)), request);
                Same.Answer(winners, Dirty(before, () => SelectProfiled(selector, request)), request);
            }
        }
    }

    private static OracleWinner[] SelectProfiled(AdSelector selector, PlainRequest request)
    {
        AdRequest profiled = Profiled.Fill(selector.Snapshot, request);
        var winners = new AdSelection[request.Slots.Count == 1 ? 20 : request.Slots.Count];
        int count = Engine.Ask(selector, request, in profiled, winners, out AdSnapshot snapshot);
        return [.. winners.Take(count).Select(winner => Engine.Resolve(winner, snapshot))];
    }

    private static T Dirty<T>(byte paint, Func<T> call)
    {
        nint[] borrowed = [.. Enumerable.Range(0, Blocks).Select(static _ => NativeBlocks.Borrow())];
        foreach (nint block in borrowed)
        {
            NativeBlocks.Bytes(block)[..(256 * 1024)].Fill(paint);
            NativeBlocks.Return(block);
        }

        PaintStack(paint);
        return call();
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.NoInlining)]
    private static void PaintStack(byte paint)
    {
        Span<byte> stack = stackalloc byte[StackBytes];
        stack.Fill(paint);
    }
}
