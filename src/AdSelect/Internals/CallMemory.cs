// The memory of one call, handed out piece by piece.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AdSelect.Internals;

/// <summary>
/// One run of bytes that a call lays its arrays into, one after the other. Not cleared: whoever takes a piece writes it
/// before reading. <see cref="SizeOf{T}"/> says beforehand what a piece takes, so that the sum is known before the first.
/// </summary>
/// <param name="memory">The bytes, aligned to <see cref="Alignment"/>.</param>
internal ref struct CallMemory(Span<byte> memory)
{
    /// <summary>Pieces begin at multiples of this many bytes: enough for every type that is laid out.</summary>
    public const int Alignment = 8;

    /// <summary>What a call takes of the stack at most; more is borrowed from <see cref="NativeBlocks"/>.</summary>
    public const int MaxOnStack = 16 * 1024;

    private Span<byte> _rest = memory;

    /// <summary>What a piece of so many elements takes, in bytes.</summary>
    public static int SizeOf<T>(int count)
        where T : unmanaged => ((count * Unsafe.SizeOf<T>()) + Alignment - 1) & -Alignment;

    /// <summary>The next piece.</summary>
    public Span<T> Take<T>(int count)
        where T : unmanaged
    {
        Debug.Assert(count >= 0 && (long)count * Unsafe.SizeOf<T>() <= _rest.Length, "the sum of the pieces is known before the first");
        Span<T> piece = MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetReference(_rest)), count);
        _rest = _rest[SizeOf<T>(count)..];
        return piece;
    }
}
