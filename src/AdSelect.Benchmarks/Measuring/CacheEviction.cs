// Throws everything out of the processor's caches, as the rest of a host's work does between two ad requests.
using System.Runtime.CompilerServices;

namespace AdSelect.Benchmarks.Measuring;

/// <summary>
/// Writes one byte of every line of 64 MB, twice the last-level cache that two cores of a server usually share. Data, the engine's machine
/// code and, because the buffer has many pages, address translations are displaced alike.
/// </summary>
internal sealed class CacheEviction
{
    private const int LineBytes = 64;
    private const int BufferBytes = 64 << 20;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Evict()
    {
        byte[] buffer = _buffer;
        for (int i = 0; i < buffer.Length; i += LineBytes)
        {
            buffer[i]++;
        }
    }
}
