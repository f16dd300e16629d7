// Turns the bits that survive a block into a list of places.
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Matching;

internal static class SurvivorList
{
    /// <summary>Places that may be written beyond those that are counted.</summary>
    public const int Overrun = Step;

    // A word of a usual block has two or three survivors: the first step nearly always suffices, and is foreseen.
    private const int Step = 4;

    /// <summary>
    /// Lists the set bits of eight words in ascending order; returns how many. Writes whole steps and counts what was
    /// there (as simdjson flattens bits: Langdale, Lemire 2019), so that no branch waits for a single bit.
    /// </summary>
    public static int Fill(ref ulong words, Span<ushort> places)
    {
        Debug.Assert(places.Length >= Blocks.Size + Overrun, "callers have room for every place of a block, and for a step beyond");
        ref ushort first = ref MemoryMarshal.GetReference(places);
        int count = 0;
        for (int word = 0; word < Blocks.Words; word++)
        {
            ulong bits = Unsafe.Add(ref words, word);
            int start = word * 64;
            ref ushort next = ref Unsafe.Add(ref first, count);
            count += BitOperations.PopCount(bits);
            do
            {
                for (int i = 0; i < Step; i++)
                {
                    Unsafe.Add(ref next, i) = (ushort)(start + BitOperations.TrailingZeroCount(bits));
                    bits &= unchecked(bits - 1);
                }

                next = ref Unsafe.Add(ref next, Step);
            }
            while (bits != 0);
        }

        return count;
    }
}
