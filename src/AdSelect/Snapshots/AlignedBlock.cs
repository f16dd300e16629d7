// The memory that a snapshot lives in: one pinned array, the file image placed at a multiple of 64 bytes.
using System.Runtime.InteropServices;

namespace AdSelect.Snapshots;

/// <summary>
/// Holds a file image so that file offset 0 has an address that is a multiple of 64; what stands at such an offset in
/// the file is aligned in memory too. A cache line of zeros follows the image, so that a vector may read past its end.
/// </summary>
internal sealed class AlignedBlock
{
    public const int Alignment = 64;

    private readonly int _length;

    public AlignedBlock(int length)
    {
        _length = length;
        Array = GC.AllocateUninitializedArray<byte>(length + (2 * Alignment) - 1, pinned: true);
        Start = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(Array, 0) & (Alignment - 1));
        Array.AsSpan(0, Start).Clear();
        Array.AsSpan(Start + length).Clear();
    }

    public byte[] Array { get; }

    /// <summary>Index of file offset 0 in <see cref="Array"/>.</summary>
    public int Start { get; }

    public Span<byte> Image => Array.AsSpan(Start, _length);
}
