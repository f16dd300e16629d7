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
    /// run. After a failure no range is begun, and of several failures the first range's is thrown: the one that a single
    /// thread would have met.
    /// </summary>
    public static void Run(int count, int grain, int threads, Action<int, int> body)
    {
        int ranges = (int)(((long)count + grain - 1) / grain);
        if (threads <= 1 || ranges <= 1)
        {
            for (int range = 0; range < ranges; range++)
            {
                body(range * grain, End(range));
            }

            return;
        }

        var failures = new Exception?[ranges];
        int next = 0;
        Parallel.For(0, Math.Min(threads, ranges), new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            // Ranges are taken in ascending order, so when one has failed, all before it are done or under way.
            for (int range = Interlocked.Increment(ref next) - 1; range < ranges; range = Interlocked.Increment(ref next) - 1)
            {
                try
                {
                    body(range * grain, End(range));
                }
                catch (Exception failure)
                {
                    failures[range] = failure;
                    Interlocked.Add(ref next, ranges);
                }
            }
        });
        if (Array.Find(failures, static failure => failure is not null) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        int End(int range) => (int)Math.Min(((long)range + 1) * grain, count);
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
