// A file image in one pinned array, which the garbage collector frees when nothing refers to it.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AdSelect.Snapshots;

internal sealed unsafe class AlignedBlock : SnapshotMemory
{
    private readonly byte[] _array;

    public AlignedBlock(int length)
        : this(GC.AllocateUninitializedArray<byte>(length + Alignment - 1, pinned: true), length)
    {
    }

    private AlignedBlock(byte[] array, int length)
        : base(Align(array), length)
    {
        _array = array;
        HugePages.Advise(Align(array), length);
    }

    /// <summary>The same bytes, to be filled.</summary>
    public Span<byte> Target => _array.AsSpan((int)(Align(_array) - Address(_array)), Length);

    public override void Dispose()
    {
    }

    private static byte* Address(byte[] array) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));

    private static byte* Align(byte[] array) => (byte*)(((nint)Address(array) + Alignment - 1) & -Alignment);
}
