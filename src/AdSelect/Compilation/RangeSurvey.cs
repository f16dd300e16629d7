// Walks all targeting code once: counts the uses of values and collects where ranges begin and end.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal sealed class RangeSurvey
{
    private readonly SortedSet<long>[] _cuts;

    public RangeSurvey(int attributeCount)
    {
        _cuts = new SortedSet<long>[attributeCount];
        for (int i = 0; i < attributeCount; i++)
        {
            _cuts[i] = [];
        }
    }

    public SortedSet<long> CutsOf(int attribute) => _cuts[attribute];

    public static void AddCuts(SortedSet<long> cuts, long low, long high)
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

    public void Read(ReadOnlySpan<uint> code, int uses, ValueDictionary values)
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
                        values.CountUses((int)code[position + i], uses);
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
