// Hashes numbers that authors chose so that no choice makes a hash table slow.
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AdSelect.Compilation;

/// <summary>The framework's hash of a number is its halves combined: numbers whose halves are alike would all meet in one bucket.</summary>
internal sealed class NumberComparer : IEqualityComparer<long>
{
    public static readonly NumberComparer Instance = new();

    public bool Equals(long left, long right) => left == right;

    public int GetHashCode(long number) => HashOf(number, 0);

    public static int HashOf(long number, int salt) => unchecked((int)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in number)), salt));
}
