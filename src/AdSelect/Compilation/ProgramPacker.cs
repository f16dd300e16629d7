// Lays out all programs: clauses that several of them have stand once, and a word before a program says what rows and tokens leave undecided.
using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal sealed class ProgramPacker
{
    private const int NotShared = -1;

    /// <summary>Words of an element of the table of clauses.</summary>
    private const int TableWords = 2;

    private readonly TargetingFreezer _targeting;
    private readonly ProgramWriter _writer;
    private readonly Dictionary<UInt128, int> _numbers = [];
    private readonly List<Clause> _clauses = [];
    private readonly List<int> _shared = [];
    private readonly int[] _starts;
    private int[] _sharedOf = [];

    /// <param name="targeting">All targeting.</param>
    /// <param name="undecided">By number of code: bit n says that rows and tokens leave the n-th conjunct undecided.</param>
    public ProgramPacker(TargetingFreezer targeting, ulong[] undecided)
    {
        _targeting = targeting;
        _writer = new ProgramWriter(targeting.Schema);
        int[] conjuncts = NumberConjuncts();
        ShareClauses();
        _starts = new int[targeting.Count];
        int next = 0;
        for (int number = 0; number < _starts.Length; number++)
        {
            next += WriteProgram(number, undecided[number], conjuncts.AsSpan(next));
        }

        Code = [.. _writer.Words];
    }

    public ushort[] Code { get; }

    /// <summary>Where the shared clauses begin.</summary>
    public int[] Clauses => [.. _shared];

    /// <summary>Puts the program's place where its number is.</summary>
    public EntryRecord[] Place(EntryRecord[] entries)
    {
        foreach (ref EntryRecord entry in entries.AsSpan())
        {
            int number = (int)(entry.Program & ~EntryRecord.NeedsProgramBit) - 1;
            entry.Program = (entry.Program & EntryRecord.NeedsProgramBit) | (number < 0 ? 0 : (uint)_starts[number] + 1);
        }

        return entries;
    }

    /// <summary>Where the program of a code begins; −1 stays −1.</summary>
    public int StartOf(int number) => number < 0 ? -1 : _starts[number];

    // The clause of every conjunct, program after program.
    private int[] NumberConjuncts()
    {
        List<int> conjuncts = [];
        for (int number = 0; number < _targeting.Count; number++)
        {
            ReadOnlySpan<uint> code = _targeting[number];
            int position = IsConjunction(code) ? 2 : 0;
            while (position < code.Length)
            {
                int length = TargetingCode.NodeLength(code, position);
                conjuncts.Add(NumberOf(new Clause(number, position, length, 0)));
                position += length;
            }
        }

        return [.. conjuncts];
    }

    private int NumberOf(Clause clause)
    {
        UInt128 hash = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(clause.In(_targeting)));
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, hash, out bool isKnown);
        if (!isKnown)
        {
            number = _clauses.Count;
            _clauses.Add(clause);
        }

        CollectionsMarshal.AsSpan(_clauses)[number].Uses++;
        return number;
    }

    // The most used first, as far as a reference and an element of the table are shorter than the clause at every place.
    private void ShareClauses()
    {
        _sharedOf = new int[_clauses.Count];
        Array.Fill(_sharedOf, NotShared);
        List<int> repeated = [];
        for (int number = 0; number < _clauses.Count; number++)
        {
            if (_clauses[number].Uses > 1)
            {
                repeated.Add(number);
            }
        }

        repeated.Sort((left, right) =>
        {
            int byUses = _clauses[right].Uses.CompareTo(_clauses[left].Uses);
            return byUses != 0 ? byUses : left.CompareTo(right);
        });
        foreach (int number in repeated)
        {
            int start = _writer.Words.Count;
            _writer.Write(_clauses[number].In(_targeting), 0);
            long length = _writer.Words.Count - start;
            int reference = _shared.Count <= ProgramHead.MaxCount ? 1 : 2;
            if (_clauses[number].Uses * length <= (_clauses[number].Uses * reference) + length + TableWords)
            {
                _writer.Words.RemoveRange(start, (int)length);
                continue;
            }

            _sharedOf[number] = _shared.Count;
            _shared.Add(start);
        }
    }

    // Returns how many conjuncts it has.
    private int WriteProgram(int number, ulong undecided, ReadOnlySpan<int> conjuncts)
    {
        ReadOnlySpan<uint> code = _targeting[number];
        _starts[number] = _writer.Words.Count;
        if (!IsConjunction(code))
        {
            WriteSingle(number, code, _sharedOf[conjuncts[0]]);
            return 1;
        }

        List<int> operands = ProgramWriter.Operands(code, 0);
        if (undecided != 0 && undecided < 1UL << Math.Min(operands.Count, ProgramCode.ResidualOperands) && BitOperations.PopCount(undecided) < operands.Count)
        {
            _writer.Emit(ProgramHead.Of(ProgramOp.Residual, (int)undecided));
        }

        _writer.Emit(ProgramHead.Of(ProgramOp.And, operands.Count));
        for (int i = 0; i < operands.Count; i++)
        {
            WriteConjunct(code, operands[i], _sharedOf[conjuncts[i]]);
        }

        return operands.Count;
    }

    // A program that is a shared clause as a whole is that clause.
    private void WriteSingle(int number, ReadOnlySpan<uint> code, int shared)
    {
        if (shared != NotShared)
        {
            _starts[number] = _shared[shared];
            return;
        }

        _writer.Write(code, 0);
    }

    private void WriteConjunct(ReadOnlySpan<uint> code, int operand, int shared)
    {
        if (shared != NotShared)
        {
            _writer.WriteShared(shared);
        }
        else
        {
            _writer.WriteOperand(code, operand);
        }
    }

    private static bool IsConjunction(ReadOnlySpan<uint> code) => new TargetingHead(code[0]).Op == TargetingOp.And;

    private record struct Clause(int Code, int Position, int Length, int Uses)
    {
        public readonly ReadOnlySpan<uint> In(TargetingFreezer targeting) => targeting[Code].Slice(Position, Length);
    }
}
