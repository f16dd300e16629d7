// The distinct classes of a request's values of one attribute, as a bit set on the stack.
using System.Numerics;
using System.Runtime.CompilerServices;
using AdSelect.Indexing;

namespace AdSelect.Matching;

/// <summary>The distinct classes of one attribute's values.</summary>
[InlineArray(AttributeRow.MaxClasses / 64)]
internal struct ClassesSeen
{
    private ulong _word;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int c) => this[c >> 6] |= 1UL << c;

    public readonly int CopyTo(Span<int> classes, int firstClass)
    {
        int count = 0;
        for (int word = 0; word < AttributeRow.MaxClasses / 64; word++)
        {
            for (ulong bits = this[word]; bits != 0; bits &= bits - 1)
            {
                classes[count++] = firstClass + (word * 64) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return count;
    }
}
