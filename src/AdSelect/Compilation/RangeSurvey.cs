// Walks targeting code: counts the uses of values and collects where ranges begin and end.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>Every thread surveys some of the code; the sums of what they found do not depend on who found it.</summary>
internal sealed class RangeSurvey
{
    private readonly HashSet<long>[] _cuts;
    private readonly int[] _uses;

    private RangeSurvey(int attributeCount, int valueCount)
    {
        _cuts = new HashSet<long>[attributeCount];
        for (int i = 0; i < attributeCount; i++)
        {
            _cuts[i] = new HashSet<long>(NumberComparer.Instance);
        }

        _uses = new int[valueCount];
    }

    /// <summary>Surveys all code.</summary>
    /// <param name="codes">The code.</param>
    /// <param name="codeUses">How many line items have each code.</param>
    /// <param name="values">Is told the uses of each value.</param>
    /// <param name="attributeCount">How many attributes there are.</param>
    /// <param name="crew">Who works.</param>
    public static RangeSurvey Of(CodePool codes, int[] codeUses, ValueDictionary values, int attributeCount, Crew crew)
    {
        var sum = new RangeSurvey(attributeCount, values.Count);
        List<RangeSurvey> parts = [];
        const int Share = 1_024;
        crew.For(
            (codes.Count + Share - 1) / Share,
            () =>
            {
                var part = new RangeSurvey(attributeCount, values.Count);
                lock (parts)
                {
                    parts.Add(part);
                }

                return part;
            },
            (part, share) =>
            {
                for (int i = share * Share; i < Math.Min(codes.Count, (share + 1) * Share); i++)
                {
                    part.Read(codes[i], codeUses[i]);
                }
            });
        parts.ForEach(sum.Add);
        values.SetUses(sum._uses);
        return sum;
    }

    /// <summary>Where the classes of an attribute's numbers begin, as far as ranges tell.</summary>
    public SortedSet<long> CutsOf(int attribute) => [.. _cuts[attribute]];

    public static void AddCuts(ISet<long> cuts, long low, long high)
    {
        if (low > long.MinValue)
        {
            cuts.Add(low);
        }

        if (high < long.MaxValue)
        {
            cuts.Add(high + 1);
        }
    }

    private void Add(RangeSurvey part)
    {
        for (int i = 0; i < _cuts.Length; i++)
        {
            _cuts[i].UnionWith(part._cuts[i]);
        }

        for (int i = 0; i < _uses.Length; i++)
        {
            _uses[i] += part._uses[i];
        }
    }

    private void Read(ReadOnlySpan<uint> code, int uses)
    {
        for (int position = 0; position < code.Length;)
        {
            var head = new TargetingHead(code[position]);
            switch (head.Op)
            {
                case TargetingOp.And or TargetingOp.Or:
                    position += 2;
                    break;
                case TargetingOp.AnyOf or TargetingOp.AllOf:
                    for (int i = 1; i <= head.Count; i++)
                    {
                        _uses[code[position + i]] += uses;
                    }

                    position += 1 + head.Count;
                    break;
                case TargetingOp.Range:
                    ReadRange(code, position, head.Attribute);
                    position += TargetingCode.RangeWords;
                    break;
                default:
                    position += head.Op == TargetingOp.Near ? 2 : 1;
                    break;
            }
        }
    }

    private void ReadRange(ReadOnlySpan<uint> code, int position, int attribute)
    {
        long low = TargetingCode.ReadLong(code, position + 1);
        long high = TargetingCode.ReadLong(code, position + 3);
        if (low <= high)
        {
            AddCuts(_cuts[attribute], low, high);
        }
    }
}
