// Population and hash of every slot's row over all blocks, summed up as the blocks are built, in any order.
using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>
/// The hash of a row is the sum of its blocks' 128-bit hashes, each salted with the block's number; empty blocks count
/// nothing. Rows with equal hashes are taken as equal.
/// </summary>
internal sealed class SlotSums(int slots)
{
    private readonly Lock _gate = new();
    private readonly int[] _populations = new int[slots];
    private readonly UInt128[] _hashes = new UInt128[slots];

    public int Population(int slot) => _populations[slot];

    public UInt128 Hash(int slot) => _hashes[slot];

    /// <summary>Adds a block, which has all slots' rows side by side.</summary>
    public void Add(ReadOnlySpan<ulong> rows, int block)
    {
        int[] populations = new int[slots];
        UInt128[] hashes = new UInt128[slots];
        for (int slot = 0; slot < slots; slot++)
        {
            ReadOnlySpan<ulong> row = rows.Slice(slot * Blocks.Words, Blocks.Words);
            foreach (ulong word in row)
            {
                populations[slot] += BitOperations.PopCount(word);
            }

            hashes[slot] = populations[slot] == 0 ? 0 : XxHash128.HashToUInt128(MemoryMarshal.AsBytes(row), block);
        }

        lock (_gate)
        {
            for (int slot = 0; slot < slots; slot++)
            {
                _populations[slot] += populations[slot];
                _hashes[slot] = unchecked(_hashes[slot] + hashes[slot]);
            }
        }
    }
}
