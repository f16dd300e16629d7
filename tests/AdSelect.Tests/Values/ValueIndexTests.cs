// The perfect hash of listed values: whatever they are, there is a table, and it finds them and nothing else.
using System.Runtime.InteropServices;
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Tests.Values;

public sealed class ValueIndexTests
{
    private static readonly int[] s_small = [.. Enumerable.Range(0, 70), 100, 127, 128, 204, 205, 255, 256, 257];
    private static readonly int[] s_large = [1_000, 1_638, 4_096, 26_214, 65_536, 100_000];

    public static TheoryData<string> Families => [.. ValueFamilies.All.Keys];

    [Theory]
    [MemberData(nameof(Families))]
    public void EveryFamilyAndSizeHasATable(string family)
    {
        foreach (int size in s_small.Concat(s_large))
        {
            AssertTable(ValueFamilies.Take(family, size), $"{size} of {family}");
        }
    }

    [Fact]
    public void ValuesThatDifferInAFewBitsHaveATable()
    {
        var random = new Random(20270114);
        for (int i = 0; i < 2_000; i++)
        {
            AssertTable(ValueFamilies.OfFewBits(random, random.Next(i % 50 == 0 ? 20_000 : 300)), $"draw {i}");
        }
    }

    // Whoever knows how the table hashes can list values that meet under one factor; the factor is another for other values.
    [Fact]
    public void ValuesChosenAgainstAFactorHaveATable()
    {
        long[] values = ValueFamilies.Take("counting up", 5_000);
        for (int round = 0; round < 5; round++)
        {
            ulong factor = Build([Attribute(0, values.Length)], values).Factor;
            values = [.. values.Select((_, i) => unchecked((long)((ulong)i * ValueFamilies.Inverse(factor))))];
            AssertTable(values, $"round {round}");
        }
    }

    [Fact]
    public void ManyAttributesShareATable()
    {
        AttributeRow[] attributes = new AttributeRow[AdSelectLimits.MaxAttributes];
        var values = new List<long>();
        string[] families = [.. ValueFamilies.All.Keys];
        for (int i = 0; i < attributes.Length; i++)
        {
            // Keys in steps too: a name's hash is not under an attacker's control, but nothing rests on that.
            long[] own = ValueFamilies.Take(families[i % families.Length], i);
            attributes[i] = Attribute(values.Count, own.Length) with { Key = (ulong)(i + 1) << 40 };
            values.AddRange(own);
        }

        AssertTable(attributes, [.. values], "all attributes");
    }

    private static void AssertTable(long[] values, string what) => AssertTable([Attribute(0, values.Length)], values, what);

    private static unsafe void AssertTable(AttributeRow[] attributes, long[] values, string what)
    {
        (ValueSlot[] slots, ushort[] pilots, ulong factor) = Build(attributes, values);
        fixed (void* pinnedSlots = slots)
        {
            fixed (void* pinnedPilots = pilots)
            {
                var index = new ValueIndex(
                    new Column<ValueSlot>(slots, MemoryMarshal.AsBytes<ValueSlot>(slots)),
                    new Column<ushort>(pilots, MemoryMarshal.AsBytes<ushort>(pilots)),
                    factor);
                foreach (ref readonly AttributeRow attribute in attributes.AsSpan())
                {
                    ValueIndex.Finder finder = index.Of(attribute);
                    var listed = new SortedSet<long>(values.Skip(attribute.FirstValue).Take(attribute.ValueCount));
                    for (int id = attribute.FirstValue; id < attribute.FirstValue + attribute.ValueCount; id++)
                    {
                        ref ValueSlot found = ref finder.Find(values[id], out int isListed);
                        Assert.True(isListed == -1 && found.Number == id + 1, what);
                        Assert.Equal(listed.Contains(values[id] ^ 1) ? -1 : 0, Listed(finder, values[id] ^ 1));
                        Assert.Equal(listed.Contains(values[id] ^ long.MinValue) ? -1 : 0, Listed(finder, values[id] ^ long.MinValue));
                    }
                }
            }
        }
    }

    private static int Listed(ValueIndex.Finder finder, long bits)
    {
        finder.Find(bits, out int listed);
        return listed;
    }

    private static (ValueSlot[] Slots, ushort[] Pilots, ulong Factor) Build(AttributeRow[] attributes, long[] values) =>
        ValueIndex.Build(attributes, values, new ushort[values.Length], new ushort[values.Length]);

    private static AttributeRow Attribute(int firstValue, int count) => new() { Key = 0x1234_5678_9ABC_DEF1, FirstValue = firstValue, ValueCount = count };
}
