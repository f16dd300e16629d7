// The one family of hashes in the library: XxHash3-64, stable across processes, hosts and versions of a major format.
using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AdSelect.Internals;

/// <summary>What a stable hash decides. The salt keeps, say, ties and throttles of one request independent.</summary>
internal enum HashPurpose : ulong
{
    Tie = 1,
    Creative = 2,
    Throttle = 3,
    Lottery = 4,
    ShareOfVoice = 5,
    Exploration = 6,
}

internal static class StableHash
{
    private const int StackBytes = 512;

    /// <summary>Key of an attribute: the hash of its name, its kind in the two lowest bits.</summary>
    public static ulong AttributeKey(string name, AttributeKind kind) => (Text(name) & ~3UL) | (ulong)kind;

    /// <summary>
    /// Hash of the UTF-8 form of a text. A text with half of a surrogate pair has none: it is hashed as it lies, so that it equals no id
    /// and no value that a catalog may hold, and no other text.
    /// </summary>
    [SkipLocalsInit]
    public static ulong Text(ReadOnlySpan<char> text)
    {
        // One UTF-16 unit never needs more than three UTF-8 bytes.
        if (text.Length * 3 <= StackBytes)
        {
            Span<byte> utf8 = stackalloc byte[StackBytes];
            return Encoded(text, utf8);
        }

        return LongText(text);
    }

    /// <summary>Hash of a text that is UTF-8 already; equals <see cref="Text"/> of the same text.</summary>
    public static ulong Utf8(ReadOnlySpan<byte> utf8) => XxHash3.HashToUInt64(utf8);

    /// <summary>The stable draw behind ties and rotations: equal inputs give equal draws on every host.</summary>
    public static ulong Draw(ulong requestId, ulong elementKey, HashPurpose purpose)
    {
        Span<ulong> input = [ToLittleEndian(requestId), ToLittleEndian(elementKey), ToLittleEndian((ulong)purpose)];
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(input));
    }

    private static ulong ToLittleEndian(ulong value) => BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);

    // Long values are rare in requests; they are bounded by MaxKeywordBytes, so the stack still holds them.
    [SkipLocalsInit, MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong LongText(ReadOnlySpan<char> text)
    {
        if (text.Length <= AdSelectLimits.MaxKeywordBytes)
        {
            Span<byte> utf8 = stackalloc byte[AdSelectLimits.MaxKeywordBytes * 3];
            return Encoded(text, utf8);
        }

        // Longer than any id or value that a catalog may hold: hashed as it lies, so that nothing is allocated.
        return AsItLies(text);
    }

    private static ulong Encoded(ReadOnlySpan<char> text, Span<byte> room) =>
        System.Text.Unicode.Utf8.FromUtf16(text, room, out _, out int length, replaceInvalidSequences: false) == OperationStatus.Done
            ? Utf8(room[..length])
            : AsItLies(text);

    private static ulong AsItLies(ReadOnlySpan<char> text) => Utf8(MemoryMarshal.AsBytes(text));
}
