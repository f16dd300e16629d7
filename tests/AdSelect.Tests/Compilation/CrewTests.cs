// The threads of a compilation: every piece of work is done once, in turn where turns matter, and failures come out as they are.
using AdSelect.Compilation;
using FsCheck.Xunit;

namespace AdSelect.Tests.Compilation;

public sealed class CrewTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Every_piece_is_done_once(int size)
    {
        int[] done = new int[10_000];
        var crew = new Crew(size, default);
        crew.For(done.Length, i => Interlocked.Increment(ref done[i]));
        crew.ForRanges(done.Length, (from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                Interlocked.Increment(ref done[i]);
            }
        });
        Assert.All(done, times => Assert.Equal(2, times));
    }

    [Fact]
    public void No_more_threads_work_than_are_allowed_however_work_is_nested()
    {
        const int Size = 3;
        int working = 0;
        int most = 0;
        var crew = new Crew(Size, default);
        crew.For(20, _ => crew.For(20, _ =>
        {
            int now = Interlocked.Increment(ref working);
            InterlockedMax(ref most, now);
            Thread.SpinWait(2_000);
            Interlocked.Decrement(ref working);
        }));
        Assert.InRange(most, 1, Size);
    }

    [Fact]
    public void Of_several_failures_the_first_comes_out()
    {
        var crew = new Crew(4, default);
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => crew.For(100, i => throw new InvalidOperationException($"{i}")));
        Assert.Equal("0", failure.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Batches_are_taken_over_in_order_one_at_a_time(int size)
    {
        List<int> taken = [];
        int inside = 0;
        var line = new BatchLine<int[]>(new Crew(size, default), batch => Thread.SpinWait(100 * (batch[0] % 17)), batch =>
        {
            Assert.Equal(1, Interlocked.Increment(ref inside));
            taken.Add(batch[0]);
            Interlocked.Decrement(ref inside);
        });
        for (int i = 0; i < 2_000; i++)
        {
            line.Post([i]);
        }

        line.Complete();
        Assert.Equal(Enumerable.Range(0, 2_000), taken);
    }

    // A source that produces faster than anybody can work must not fill the memory.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Only_a_few_batches_ever_wait(int size)
    {
        int begun = 0;
        var line = new BatchLine<object>(
            new Crew(size, default),
            _ =>
            {
                Interlocked.Increment(ref begun);
                Thread.SpinWait(5_000);
            },
            static _ => { });
        for (int posted = 1; posted <= 1_000; posted++)
        {
            line.Post(new object());
            // Twice as many as there are helpers wait, one more for a helper that is just being called, and each helper
            // may have taken one that it has not begun.
            Assert.InRange(posted - Volatile.Read(ref begun), 0, 4 * (size - 1));
        }

        line.Complete();
        Assert.Equal(1_000, begun);
    }

    [Property(MaxTest = 30)]
    public void Sorting_on_several_threads_is_sorting(int seed, byte size)
    {
        long[] items = [.. Enumerable.Range(0, 70_000)];
        new Random(seed).Shuffle(items);
        items = items[..new Random(seed).Next(items.Length)];
        long[] expected = [.. items.Order()];
        ParallelSort.Sort(items, new Crew(1 + (size % 9), default));
        Assert.Equal(expected, items);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (seen < value && Interlocked.CompareExchange(ref target, value, seen) is int other && other != seen)
        {
            seen = other;
        }
    }
}
