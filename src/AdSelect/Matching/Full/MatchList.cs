// The answer of a full match: counted in full, listed as far as there is room.
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AdSelect.Matching.Full;

/// <summary>Counts all matches and lists as many as there is room for.</summary>
internal ref struct MatchList(Span<int> room)
{
    private readonly Span<int> _room = room;

    public int Count { get; private set; }

    public void Add(int lineItem)
    {
        if ((uint)Count < (uint)_room.Length)
        {
            _room[Count] = lineItem;
        }

        Count++;
    }

    /// <summary>Adds the line items whose bits are set.</summary>
    public void AddAll(ref ulong bits, int words, int[] lineItems)
    {
        Debug.Assert(LastBit(ref bits, words) < lineItems.Length, "rows have no bits beyond the part's line items");
        if (Count >= _room.Length)
        {
            int all = 0;
            for (nint word = 0; word < words; word++)
            {
                all += BitOperations.PopCount(Unsafe.Add(ref bits, word));
            }

            Count += all;
        }
        else if (_room.Length - Count >= lineItems.Length)
        {
            Count += Write(ref bits, words, ref MemoryMarshal.GetArrayDataReference(lineItems), ref _room[Count]);
        }
        else
        {
            for (int word = 0; word < words; word++)
            {
                for (ulong rest = Unsafe.Add(ref bits, word); rest != 0; rest &= rest - 1)
                {
                    Add(lineItems[(word * 64) + BitOperations.TrailingZeroCount(rest)]);
                }
            }
        }
    }

    private static int LastBit(ref ulong bits, int words)
    {
        int last = -1;
        for (int word = 0; word < words; word++)
        {
            ulong own = Unsafe.Add(ref bits, word);
            last = own == 0 ? last : (word * 64) + BitOperations.Log2(own);
        }

        return last;
    }

    // There is room for every line item, so nothing is checked.
    private static int Write(ref ulong bits, int words, ref int lineItems, ref int to)
    {
        nint count = 0;
        for (nint word = 0; word < words; word++)
        {
            ref int own = ref Unsafe.Add(ref lineItems, word * 64);
            for (ulong rest = Unsafe.Add(ref bits, word); rest != 0; rest &= rest - 1)
            {
                Unsafe.Add(ref to, count++) = Unsafe.Add(ref own, BitOperations.TrailingZeroCount(rest));
            }
        }

        return (int)count;
    }
}
