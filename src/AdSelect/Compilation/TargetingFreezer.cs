// Rewrites all targeting code with final value and circle numbers, in the order in which line items first use it.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal sealed class TargetingFreezer
{
    private readonly Renumbering _codes;
    private readonly int[] _starts;
    private readonly List<uint> _code = [];
    private readonly Renumbering _circles;
    private readonly List<CircleRow> _sourceCircles;

    public TargetingFreezer(SchemaIntake schema, ValueDictionary values, LineItemIntake lineItems, int[] order)
    {
        CodePool pool = lineItems.Codes;
        int[] uses = new int[pool.Count];
        _codes = new Renumbering(pool.Count);
        foreach (int lineItem in order)
        {
            int code = lineItems.Rows[lineItem].Program;
            if (code >= 0)
            {
                uses[code]++;
                _codes.Of(code);
            }
        }

        Schema = new FrozenSchema(schema, values, uses, pool);
        _sourceCircles = lineItems.Circles;
        _circles = new Renumbering(_sourceCircles.Count);
        _starts = new int[_codes.Order.Count + 1];
        for (int number = 0; number < _codes.Order.Count; number++)
        {
            Rewrite(pool[_codes.Order[number]]);
            _starts[number + 1] = _code.Count;
        }

        Code = [.. _code];
        Circles = [.. _circles.Order.Select(circle => _sourceCircles[circle])];
    }

    public FrozenSchema Schema { get; }

    private uint[] Code { get; }

    public CircleRow[] Circles { get; }

    /// <summary>How many codes line items use.</summary>
    public int Count => _codes.Order.Count;

    /// <summary>The number of a code in the order of first use; −1 stays −1.</summary>
    public int NumberOf(int code) => code < 0 ? -1 : _codes.Of(code);

    public ReadOnlySpan<uint> this[int number] => Code.AsSpan(_starts[number].._starts[number + 1]);

    private void Rewrite(ReadOnlySpan<uint> code)
    {
        List<uint> ids = [];
        for (int position = 0; position < code.Length;)
        {
            var head = new TargetingHead(code[position]);
            _code.Add(head.Word);
            switch (head.Op)
            {
                case TargetingOp.AnyOf or TargetingOp.AllOf:
                    ids.Clear();
                    foreach (uint id in code.Slice(position + 1, head.Count))
                    {
                        ids.Add((uint)Schema.NewIds[id]);
                    }

                    ids.Sort();
                    _code.AddRange(ids);
                    position += 1 + head.Count;
                    break;
                case TargetingOp.Near:
                    _code.Add((uint)_circles.Of((int)code[position + 1]));
                    position += 2;
                    break;
                default:
                    int words = head.Op is TargetingOp.And or TargetingOp.Or ? 2 : head.Op == TargetingOp.Range ? TargetingCode.RangeWords : 1;
                    _code.AddRange(code.Slice(position + 1, words - 1));
                    position += words;
                    break;
            }
        }
    }
}
