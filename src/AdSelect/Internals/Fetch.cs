// Asks for memory before it is needed.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AdSelect.Internals;

internal static unsafe class Fetch
{
    /// <summary>Brings what lies at a place into the nearest cache, without waiting for it. The place need not exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Near<T>(ref T place)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref place));
        }
    }
}
