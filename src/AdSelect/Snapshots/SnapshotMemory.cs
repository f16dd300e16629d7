// The memory that a snapshot lives in: a file image whose byte 0 has an address that is a multiple of 64 and does not move.
using System.Diagnostics;

namespace AdSelect.Snapshots;

/// <summary>
/// What stands at a multiple of 64 in the file is aligned in memory too. Every section but the last two is followed by at
/// least 64 bytes of the file, so that a vector may read past its end; the last two hold texts.
/// </summary>
internal abstract unsafe class SnapshotMemory : IDisposable
{
    public const int Alignment = 64;

    private readonly byte* _start;

    protected SnapshotMemory(byte* start, int length)
    {
        Debug.Assert((nint)start % Alignment == 0 && length >= 0, "arrays are taken from their first aligned byte, and files are mapped by pages");
        _start = start;
        Length = length;
    }

    public int Length { get; }

    /// <summary>The bytes, which are there as long as this object is reachable.</summary>
    public ReadOnlySpan<byte> Image => new(_start, Length);

    /// <summary>Gives the memory back before the garbage collector would. For memory that nothing refers to any more.</summary>
    public abstract void Dispose();
}
