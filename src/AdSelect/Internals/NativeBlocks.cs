// Native memory for calls that need more than a small stack holds, kept for the next one.
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AdSelect.Internals;

/// <summary>
/// A block is borrowed by one call and given back at its end; a few wait for the next call, near the core that gave them
/// back. Only pages that a call touched take memory. Nothing is on the managed heap. Thread-safe.
/// </summary>
internal static unsafe class NativeBlocks
{
    /// <summary>The bytes of a block: what a call takes at every limit at once, with deltas and a break, and some room.</summary>
    public const int BlockBytes = 4 * 1024 * 1024;

    // Blocks that wait at most, and how many places of a full or empty row are looked at before the system is asked.
    private const int Places = 64;
    private const int Tries = 4;
    private const int Alignment = 64;

    private static readonly nint[] Waiting = new nint[Places];

    /// <summary>A block for the caller alone, not cleared, until it is given to <see cref="Return"/>.</summary>
    public static nint Borrow()
    {
        int first = Thread.GetCurrentProcessorId();
        for (int i = 0; i < Tries; i++)
        {
            nint block = Interlocked.Exchange(ref Waiting[(first + i) & (Places - 1)], 0);
            if (block != 0)
            {
                return block;
            }
        }

        return (nint)NativeMemory.AlignedAlloc(BlockBytes, Alignment);
    }

    /// <summary>The bytes of a borrowed block.</summary>
    public static Span<byte> Bytes(nint block)
    {
        Debug.Assert(block != 0 && block % Alignment == 0, "the block was borrowed");
        return new((void*)block, BlockBytes);
    }

    /// <summary>Ends the caller's use of a block.</summary>
    public static void Return(nint block)
    {
        int first = Thread.GetCurrentProcessorId();
        for (int i = 0; i < Tries; i++)
        {
            if (Interlocked.CompareExchange(ref Waiting[(first + i) & (Places - 1)], block, 0) == 0)
            {
                return;
            }
        }

        NativeMemory.AlignedFree((void*)block);
    }
}
