// Tables of numbers by value say what the perfect hash says, whatever the numbers; and which attributes have one.
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;
using AttributeValues = AdSelect.Indexing.AttributeValues;

namespace AdSelect.Tests.Values;

public sealed class DirectTableTests
{
    private const int Many = AttributeRow.MaxClasses + 80;

    private static readonly IntegerAttribute s_numbers = new("n");
    private static readonly IntegerAttribute s_others = new("others");

    // Each with few values, whose rows decide, and with so many that they share buckets.
    private static readonly Dictionary<string, Func<int, long>> s_close = new()
    {
        ["from 1"] = static i => i + 1,
        ["around 0"] = static i => i - 150,
        ["below 0"] = static i => -1 - i,
        ["from the smallest"] = static i => long.MinValue + i,
        ["to the largest"] = static i => long.MaxValue - i,
        ["every seventh"] = static i => 7L * i,
    };

    public static TheoryData<string, int> Close
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string name in s_close.Keys)
            {
                foreach (int count in (int[])[1, 2, 9, 100, Many, 3_000])
                {
                    data.Add(name, count);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Close))]
    public void CloseNumbersHaveATableThatAgreesWithTheHash(string name, int count)
    {
        long[] values = [.. Enumerable.Range(0, count).Select(s_close[name])];
        AssertAgrees(Compile(s_numbers.In(values)), ValueTable.Direct, values);
    }

    [Theory]
    [InlineData(new long[] { 0, DirectTables.AlwaysPlaces - 1 }, true)]
    [InlineData(new long[] { 0, DirectTables.AlwaysPlaces }, false)]
    [InlineData(new long[] { -DirectTables.AlwaysPlaces + 5, 4 }, true)]
    [InlineData(new long[] { -DirectTables.AlwaysPlaces + 4, 4 }, false)]
    [InlineData(new long[] { long.MinValue, long.MaxValue }, false)]
    [InlineData(new long[] { long.MinValue, 0, long.MaxValue }, false)]
    [InlineData(new long[] { long.MaxValue }, true)]
    [InlineData(new long[] { long.MinValue }, true)]
    public void FewNumbersHaveATableIfTheyAreInAShortRange(long[] values, bool hasTable) =>
        AssertAgrees(Compile(s_numbers.In(values)), hasTable ? ValueTable.Direct : ValueTable.Hashed, values);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void ManyNumbersHaveATableIfItIsNotMuchLongerThanTheirList(int tooFar, bool hasTable)
    {
        const int Count = 1_000;
        long[] values = [.. Enumerable.Range(0, Count - 1).Select(static i => (long)i), (Count * DirectTables.MaxPlacesPerValue) - 1 + tooFar];
        AssertAgrees(Compile(s_numbers.In(values)), hasTable ? ValueTable.Direct : ValueTable.Hashed, values);
    }

    [Theory]
    [InlineData("n >= 18", new long[] { 18 }, true)]
    [InlineData("n in 18..34 or n in 25..64", new long[] { 18, 25, 34, 35, 64, 65 }, true)]
    [InlineData("n in 18..34 or n in (-3, 20, 40)", new long[] { 18, 34, 35, -3, 20, 40 }, true)]
    [InlineData("n < 0 or n > 1000000", new long[] { 0, 1_000_001 }, false)]
    [InlineData("n < 0 or n in (1000000, 1000001)", new long[] { 0, 1_000_000, 1_000_001 }, false)]
    public void BoundsHaveATableToo(string targeting, long[] near, bool hasTable)
    {
        AdSnapshot snapshot = Compile(TargetingExpression.Parse(targeting));
        bool hasValues = snapshot.Catalog.Attributes[0].ValueCount > 0;
        Assert.Equal(ClassMode.Intervals, snapshot.Catalog.Attributes[0].Mode);
        AssertAgrees(snapshot, hasTable ? ValueTable.Direct : hasValues ? ValueTable.Hashed : ValueTable.None, near);
    }

    [Fact]
    public void AttributesWithoutListedNumbersHaveNone()
    {
        AssertAgrees(Compile(TargetingExpression.Parse("n known")), ValueTable.None, [0, 1]);
        AssertAgrees(Compile(s_others.In(4)), ValueTable.None, [0, 1]);
    }

    [Fact]
    public void AllTablesTogetherAreBoundedAndTheLongestListComesFirst()
    {
        const int ListLength = AdSelectLimits.MaxPredicateValues;
        const int Lists = (DirectTables.MaxPlaces / ListLength) - 1;
        LineItem[] items =
        [
            .. Enumerable.Range(0, Lists).Select(list => SmallCatalog.Item($"long{list}") with { Targeting = s_others.In(List(list)) }),
            .. Enumerable.Range(0, 2).Select(list => SmallCatalog.Item($"short{list}") with { Targeting = s_numbers.In(List(list)) }),
        ];
        AdSnapshot snapshot = Engine.Compile(SmallCatalog.Of(items) with { Attributes = [s_numbers, s_others] });
        Assert.Equal(ValueTable.Direct, snapshot.Lookup.EntryOf(s_others.Key).Table);
        Assert.Equal(ValueTable.Hashed, snapshot.Lookup.EntryOf(s_numbers.Key).Table);
        Assert.InRange(snapshot.Lookup.Tables.Length, Lists * ListLength, DirectTables.MaxPlaces);
        AssertAgrees(snapshot, ValueTable.Hashed, [0, ListLength - 1, (2 * ListLength) - 1]);

        static IEnumerable<long> List(int list) => Enumerable.Range(list * ListLength, ListLength).Select(static i => (long)i);
    }

    [Fact]
    public void IdsAreLookedUpWhenSomebodyAsks()
    {
        AdSnapshot snapshot = Compile(s_numbers.In(Enumerable.Range(0, 3_000).Select(static i => (long)i)));
        Term[] terms = [.. ((long[])[5, -1, 2_999, 5, long.MaxValue, 3_000, 0]).Select(static value => Term.Of(s_numbers, value))];
        FrozenCatalog catalog = snapshot.Catalog;
        int attribute = snapshot.Lookup.Find(s_numbers.Key);
        ResolvedRequest resolved = Resolve(snapshot, terms, default);
        Assert.Equal(AttributeValues.NotLookedUp, resolved.Attributes[attribute].Ids);
        Assert.Equal([5, 2_999, 5, 0], resolved.IdsOf(catalog, attribute).ToArray().Select(id => catalog.ValueBits[id]));
        Assert.Equal(4, resolved.Attributes[attribute].Ids);
        Assert.Equal(terms.Length, resolved.Attributes[attribute].Count);

        Assert.Equal(RequestErrorCode.None, ProfileBytes.Open(ListenerProfile.Create(snapshot, terms), catalog, out ProfileBytes profile));
        resolved = Resolve(snapshot, [], profile);
        Assert.Equal([5, 2_999, 5, 0], resolved.IdsOf(catalog, attribute).ToArray().Select(id => catalog.ValueBits[id]));
        Assert.Equal(terms.Length, resolved.Attributes[attribute].Count);
        Assert.Equal(0, Resolve(snapshot, [], default).IdsOf(catalog, attribute).Length);
    }

    private static AdSnapshot Compile(TargetingExpression targeting) =>
        Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("one") with { Targeting = targeting }) with { Attributes = [s_numbers, s_others] });

    // Every value alone, several together, and so many that they take part by tokens.
    private static void AssertAgrees(AdSnapshot snapshot, ValueTable expected, long[] values)
    {
        Assert.Equal(expected, snapshot.Lookup.EntryOf(s_numbers.Key).Table);
        IEnumerable<long> near = values.SelectMany(static value => (long[])[value, value - 1, value + 1, value ^ long.MinValue, -value]);
        long[] probes = [.. near, 0, 1, -1, long.MinValue, long.MaxValue, long.MaxValue - 1];
        for (int i = 0; i < probes.Length; i += 1 + (probes.Length / 2_000))
        {
            AssertAgrees(snapshot, probes.AsSpan(i, 1));
        }

        for (int length = 2; length <= Math.Min(probes.Length, 40); length += 3)
        {
            AssertAgrees(snapshot, probes.AsSpan(0, length));
            AssertAgrees(snapshot, probes.AsSpan(probes.Length - length));
        }

        AssertAgrees(snapshot, Enumerable.Repeat(values[0], 12).ToArray());
    }

    private static void AssertAgrees(AdSnapshot snapshot, ReadOnlySpan<long> values)
    {
        FrozenCatalog catalog = snapshot.Catalog;
        int attribute = snapshot.Lookup.Find(s_numbers.Key);
        AttributeRow row = catalog.Attributes[attribute];
        ValueIndex.Finder finder = catalog.Values.Of(row);
        var tokens = new SortedSet<int> { Tokens.Always };
        var classes = new SortedSet<int>();
        var terms = new Term[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            terms[i] = Term.Of(s_numbers, values[i]);
            ref readonly ValueSlot slot = ref finder.Find(values[i], out int listed);
            if (listed != 0 && slot.Token != Tokens.Never)
            {
                tokens.Add(slot.Token);
            }

            int listedClass = listed != 0 ? slot.Class : 1;
            ReadOnlySpan<long> cuts = catalog.Cuts.Span.Slice(row.FirstCut, row.CutCount);
            classes.Add(row.FirstClass + (row.Mode == ClassMode.Intervals ? IntervalClasses.ClassOf(cuts, values[i]) : listedClass));
        }

        if (RequestResolver.IsByTokensAlone(row.Mode, values.Length))
        {
            classes.Clear();
        }

        Assert.Equal(RequestErrorCode.None, ProfileBytes.Open(ListenerProfile.Create(snapshot, terms), catalog, out ProfileBytes profile));
        AssertResolved(Resolve(snapshot, terms, default), attribute, classes, tokens);
        AssertResolved(Resolve(snapshot, [], profile), attribute, classes, tokens);
    }

    private static void AssertResolved(ResolvedRequest resolved, int attribute, SortedSet<int> classes, SortedSet<int> tokens)
    {
        Assert.Equal(classes, resolved.ClassesOf(attribute).ToArray().Order());
        ulong[] words = resolved.Tokens.ToArray();
        Assert.Equal(tokens, Enumerable.Range(0, words.Length * 64).Where(token => ((words[token >> 6] >> (token & 63)) & 1) != 0));
    }

    private static ResolvedRequest Resolve(AdSnapshot snapshot, Term[] terms, ProfileBytes profile)
    {
        var size = new RequestMemory(snapshot.Catalog, terms.Length, profile.ValueCount);
        CallMemory room = size.Allocate();
        ResolvedRequest resolved = default;
        size.LayRequest(ref room, ref resolved);
        RequestError error = RequestResolver.Resolve(snapshot.Catalog, snapshot.Lookup, terms, profile, size.LayTerms(ref room), ref resolved);
        Assert.Equal(RequestErrorCode.None, error.Code);
        return resolved;
    }
}
