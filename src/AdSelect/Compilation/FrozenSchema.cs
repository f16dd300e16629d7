// Decides how each attribute's values are grouped into classes, and numbers values and tokens for good.
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>
/// A class is a group of values between which no targeting of the catalog distinguishes (or, for attributes with very
/// many values, which share a bucket). A request's value selects its class, and the class selects a bitmap row.
/// </summary>
internal sealed class FrozenSchema
{
    /// <summary>More listed values than this share buckets: a row of its own for each would cost too much memory.</summary>
    private const int MaxExactClasses = 256;

    private const int BucketCount = 64;

    /// <summary>Classes before the first value's: missing, and present but not listed.</summary>
    private const int FirstValueClass = 2;

    private readonly List<long> _cuts = [];

    public FrozenSchema(SchemaIntake schema, ValueDictionary values, int[] codeUses, CodePool codes, Crew crew)
    {
        Attributes = new AttributeRow[schema.Attributes.Length];
        RangeSurvey ranges = RangeSurvey.Of(codes, codeUses, values, Attributes.Length, crew);
        Order = values.FinalOrder();
        NewIds = new int[Order.Length];
        ValueBits = new long[Order.Length];
        ValueClasses = new ushort[Order.Length];
        for (int id = 0; id < Order.Length; id++)
        {
            NewIds[Order[id]] = id;
            ValueBits[id] = values.Values[Order[id]].Bits;
        }

        FreezeAttributes(schema, values, ranges);
        ValueTokens = AssignTokens(values);
    }

    public AttributeRow[] Attributes { get; }

    /// <summary>Classes of all attributes and one more per attribute: entries of a partition's row directory.</summary>
    public int DirectoryLength { get; private set; }

    public long[] Cuts => [.. _cuts];

    /// <summary>Provisional ids in final order.</summary>
    public int[] Order { get; }

    /// <summary>Final id of a provisional one.</summary>
    public int[] NewIds { get; }

    public long[] ValueBits { get; }

    public ushort[] ValueClasses { get; }

    public ushort[] ValueTokens { get; }

    public int TokenCount { get; private set; } = Tokens.First;

    /// <summary>Class of a number under <see cref="ClassMode.Intervals"/>: 1 + how many cuts are not above it.</summary>
    public int IntervalClass(in AttributeRow attribute, long key) =>
        IntervalClasses.ClassOf(CollectionsMarshal.AsSpan(_cuts).Slice(attribute.FirstCut, attribute.CutCount), key);

    private void FreezeAttributes(SchemaIntake schema, ValueDictionary values, RangeSurvey ranges)
    {
        int firstValue = 0;
        for (int i = 0; i < Attributes.Length; i++)
        {
            int valueCount = 0;
            while (firstValue + valueCount < Order.Length && values.Values[Order[firstValue + valueCount]].Attribute == i)
            {
                valueCount++;
            }

            ref AttributeRow row = ref Attributes[i];
            row = new AttributeRow
            {
                Key = schema.Attributes[i].Key,
                Kind = schema.Attributes[i].Kind,
                Personal = schema.Attributes[i].IsPersonal ? (byte)1 : (byte)0,
                FirstClass = DirectoryLength,
                FirstValue = firstValue,
                ValueCount = valueCount,
                FirstCut = _cuts.Count,
            };
            ChooseMode(ref row, ranges.CutsOf(i));
            DirectoryLength += row.ClassCount + 1;
            firstValue += valueCount;
        }
    }

    private void ChooseMode(ref AttributeRow row, SortedSet<long> rangeCuts)
    {
        if (rangeCuts.Count > 0)
        {
            AddValueCuts(row, rangeCuts);
            if (rangeCuts.Count + FirstValueClass <= MaxExactClasses)
            {
                row.Mode = ClassMode.Intervals;
                row.CutCount = rangeCuts.Count;
                row.ClassCount = rangeCuts.Count + FirstValueClass;
                _cuts.AddRange(rangeCuts);
                for (int id = row.FirstValue; id < row.FirstValue + row.ValueCount; id++)
                {
                    ValueClasses[id] = (ushort)IntervalClass(row, NumberKey.OfBits(row.Kind, ValueBits[id]));
                }

                return;
            }
        }

        bool isExact = rangeCuts.Count == 0 && row.ValueCount + FirstValueClass <= MaxExactClasses;
        int groups = isExact ? row.ValueCount : BucketCount;
        row.Mode = row.ValueCount == 0 && isExact ? ClassMode.Presence : isExact ? ClassMode.Values : ClassMode.Buckets;
        row.ClassCount = FirstValueClass + groups;

        // Values are ordered by popularity, so the most popular ones fall into different buckets.
        for (int i = 0; i < row.ValueCount; i++)
        {
            ValueClasses[row.FirstValue + i] = (ushort)(FirstValueClass + (i % groups));
        }
    }

    private void AddValueCuts(in AttributeRow row, SortedSet<long> cuts)
    {
        for (int id = row.FirstValue; id < row.FirstValue + row.ValueCount; id++)
        {
            RangeSurvey.AddCuts(cuts, NumberKey.OfBits(row.Kind, ValueBits[id]), NumberKey.OfBits(row.Kind, ValueBits[id]));
        }
    }

    // The most popular values first: the bitset's first cache lines are hot.
    private ushort[] AssignTokens(ValueDictionary values)
    {
        int[] byUses = [.. Enumerable.Range(0, Order.Length)];
        Array.Sort(byUses, (left, right) =>
        {
            int order = values.Uses(Order[right]).CompareTo(values.Uses(Order[left]));
            return order != 0 ? order : left.CompareTo(right);
        });

        var tokens = new ushort[Order.Length];
        foreach (int id in byUses.Take(Tokens.Limit - Tokens.First))
        {
            tokens[id] = (ushort)TokenCount++;
        }

        return tokens;
    }
}
