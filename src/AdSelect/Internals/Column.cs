// A typed view of one section of the snapshot's memory: struct-of-arrays data without copying.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AdSelect.Internals;

/// <summary>
/// One column: <see cref="Length"/> elements of <typeparamref name="T"/> at an address that does not move. Columns begin at
/// multiples of 64 bytes, so whole cache lines and vectors load aligned.
/// </summary>
/// <remarks>
/// The memory lives as long as its owner, which the column holds. A span or reference taken from the column may not: that
/// of a mapped file is no object that the garbage collector knows. Whoever works with one keeps the snapshot reachable
/// until the work is done, as every public entry of the library does.
/// </remarks>
internal readonly unsafe struct Column<T>
    where T : unmanaged
{
    private readonly object _owner;
    private readonly T* _first;

    public Column(object owner, ReadOnlySpan<byte> section)
    {
        Debug.Assert(section.Length % sizeof(T) == 0, "a section holds whole elements");
        _owner = owner;
        _first = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(section));
        Length = section.Length / sizeof(T);
    }

    public int Length { get; }

    public ReadOnlySpan<T> Span => new(_first, Length);

    /// <summary>The first element, for kernels that walk by themselves. Valid also when the column is empty, then not to be read.</summary>
    public ref T First => ref *_first;

    public ref readonly T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)Length)
            {
                ThrowIndex(index);
            }

            Debug.Assert(_first != null, "a column with elements has memory");
            return ref _first[(nint)(uint)index];
        }
    }

    private void ThrowIndex(int index) => throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Length}, numbered from 0.");
}
