// One pass over many elements, cut into ranges that a bounded number of threads work on.
using System.Runtime.ExceptionServices;

namespace AdSelect.Internals;

internal static class Ranges
{
    /// <summary>Threads of a pass unless told otherwise: with more, memory is the limit. On fewer processors fewer run.</summary>
    public const int DefaultThreads = 4;

    /// <summary>
    /// Calls <paramref name="body"/> for the ranges [from, to) that <paramref name="count"/> elements fall into, each of
    /// <paramref name="grain"/> elements but the last. The calling thread takes part; at most <paramref name="threads"/>
    /// run. Ranges after one that failed may be left out, and of several failures the first range's is thrown: the one
    /// that a single thread would have met.
    /// </summary>
    public static void Run(int count, int grain, int threads, Action<int, int> body)
    {
        int ranges = (int)(((long)count + grain - 1) / grain);
        if (threads <= 1 || ranges <= 1)
        {
            for (int from = 0; from < count; from = End(from))
            {
                body(from, End(from));
            }

            return;
        }

        var failures = new Exception?[ranges];
        Parallel.For(0, ranges, new ParallelOptions { MaxDegreeOfParallelism = threads }, (range, loop) =>
        {
            try
            {
                body(range * grain, End(range * grain));
            }
            catch (Exception failure)
            {
                // Break, unlike Stop, lets all earlier ranges run, so that the first failure is known.
                failures[range] = failure;
                loop.Break();
            }
        });
        if (Array.Find(failures, static failure => failure is not null) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        int End(int from) => (int)Math.Min((long)from + grain, count);
    }

    /// <summary>True when the pass is true for every range.</summary>
    public static bool All(int count, int grain, int threads, Func<int, int, bool> pass)
    {
        bool all = true;
        Run(count, grain, threads, (from, to) =>
        {
            if (!pass(from, to))
            {
                Volatile.Write(ref all, false);
            }
        });
        return all;
    }
}
