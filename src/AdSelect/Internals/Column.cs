// A typed view of one section of the snapshot's memory: struct-of-arrays data without copying.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AdSelect.Internals;

/// <summary>
/// One column: <see cref="Length"/> elements of <typeparamref name="T"/> at an offset of a shared block. The block is
/// one pinned array whose columns begin at multiples of 64 bytes, so whole cache lines and vectors load aligned.
/// </summary>
internal readonly struct Column<T>
    where T : unmanaged
{
    private readonly byte[] _block;
    private readonly int _offset;

    public Column(byte[] block, int offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)offset + ((long)length * Unsafe.SizeOf<T>()), block.Length);
        _block = block;
        _offset = offset;
        Length = length;
    }

    public int Length { get; }

    public ReadOnlySpan<T> Span => MemoryMarshal.CreateReadOnlySpan(ref First, Length);

    /// <summary>The first element, for kernels that walk by themselves. Valid also when the column is empty, then not to be read.</summary>
    public ref T First => ref Unsafe.As<byte, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_block), _offset));

    public ref readonly T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)Length)
            {
                ThrowIndex(index);
            }

            return ref Unsafe.Add(ref First, (nint)(uint)index);
        }
    }

    private void ThrowIndex(int index) => throw new ArgumentOutOfRangeException(nameof(index), index, $"The column has {Length} elements.");
}
