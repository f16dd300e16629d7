// Some consecutive targeting codes in their final form.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal sealed class FrozenCodes(FrozenSchema schema)
{
    /// <summary>Codes of a share: a power of two, so that finding one is cheap.</summary>
    public const int Count = 1_024;

    private readonly List<int> _starts = new(Count + 1) { 0 };
    private readonly List<int> _circlePlaces = [];
    private readonly List<uint> _code = new(Count * 16);
    private readonly List<uint> _ids = [];
    private uint[] _words = [];

    public ReadOnlySpan<uint> this[int index] => _words.AsSpan(_starts[index].._starts[index + 1]);

    /// <summary>Rewrites the next code.</summary>
    public void Add(ReadOnlySpan<uint> code)
    {
        for (int position = 0; position < code.Length;)
        {
            var head = new TargetingHead(code[position]);
            _code.Add(head.Word);
            switch (head.Op)
            {
                case TargetingOp.AnyOf or TargetingOp.AllOf:
                    AddIds(code.Slice(position + 1, head.Count));
                    position += 1 + head.Count;
                    break;
                case TargetingOp.Near:
                    _circlePlaces.Add(_code.Count);
                    _code.Add(code[position + 1]);
                    position += 2;
                    break;
                default:
                    int words = head.Op is TargetingOp.And or TargetingOp.Or ? 2 : head.Op == TargetingOp.Range ? TargetingCode.RangeWords : 1;
                    _code.AddRange(code.Slice(position + 1, words - 1));
                    position += words;
                    break;
            }
        }

        _starts.Add(_code.Count);
    }

    /// <summary>Nothing follows.</summary>
    public void End()
    {
        _words = [.. _code];
        _code.Clear();
        _code.Capacity = 0;
    }

    /// <summary>Numbers the circles, which are in the order of the first use of all code: one share after the other.</summary>
    public void NumberCircles(Renumbering numbers)
    {
        foreach (int place in _circlePlaces)
        {
            _words[place] = (uint)numbers.Of((int)_words[place]);
        }
    }

    private void AddIds(ReadOnlySpan<uint> provisional)
    {
        _ids.Clear();
        foreach (uint id in provisional)
        {
            _ids.Add((uint)schema.NewIds[id]);
        }

        _ids.Sort();
        _code.AddRange(_ids);
    }
}
