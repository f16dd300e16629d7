// Where the bytes of a block come from when they are not there yet: a file, read at any place by any thread.
using Microsoft.Win32.SafeHandles;

namespace AdSelect.Snapshots;

internal sealed class SnapshotSource(SafeFileHandle file, AlignedBlock block)
{
    /// <summary>Fills the block from one position to another.</summary>
    public void Fill(int from, int to)
    {
        Span<byte> rest = block.Target[from..to];
        while (!rest.IsEmpty)
        {
            int read = RandomAccess.Read(file, rest, to - rest.Length);
            if (read == 0)
            {
                throw Refusal.Truncated($"The snapshot is truncated: the file stated {block.Length} bytes and ended after {to - rest.Length}.");
            }

            rest = rest[read..];
        }
    }
}
