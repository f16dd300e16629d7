// Lays out all programs: clauses that several of them have stand once, and a word before a program says what rows and tokens leave undecided.
using System.Numerics;
using System.Runtime.InteropServices;
using AdSelect.Indexing;
using AdSelect.Snapshots;

namespace AdSelect.Compilation;

/// <summary>Programs are written share by share, on any thread: each share's words follow those of the share before it.</summary>
internal sealed class ProgramPacker
{
    /// <summary>Codes that are written in one go.</summary>
    private const int ShareCodes = 1 << 12;

    private readonly TargetingFreezer _targeting;
    private readonly SharedClauses _clauses;
    private readonly Crew _crew;
    private readonly int[] _starts;
    private readonly ushort[][] _words;
    private readonly int[] _firstWords;

    /// <param name="targeting">All targeting.</param>
    /// <param name="undecided">By number of code: bit n says that rows and tokens leave the n-th conjunct undecided.</param>
    /// <param name="crew">Who works.</param>
    public ProgramPacker(TargetingFreezer targeting, ulong[] undecided, Crew crew)
    {
        _targeting = targeting;
        _crew = crew;
        _clauses = new SharedClauses(targeting, crew);
        _starts = new int[targeting.Count];
        _words = new ushort[(targeting.Count + ShareCodes - 1) / ShareCodes][];
        crew.For(_words.Length, () => new ProgramWriter(targeting.Schema), (writer, share) =>
        {
            writer.Words.Clear();
            for (int number = share * ShareCodes; number < Math.Min(_starts.Length, (share + 1) * ShareCodes); number++)
            {
                WriteProgram(writer, number, undecided[number]);
            }

            _words[share] = [.. writer.Words];
        });
        _firstWords = FirstWords();
        crew.ForRanges(_starts.Length, (from, to) =>
        {
            // A program that is a shared clause has its place already.
            for (int number = from; number < to; number++)
            {
                _starts[number] = _starts[number] < 0 ? ~_starts[number] : _starts[number] + _firstWords[number / ShareCodes];
            }
        });
    }

    /// <summary>Adds the code.</summary>
    public void AddCode(SnapshotWriter writer) => writer.Add<ushort>(SectionId.TargetingCode, _firstWords[^1], target =>
    {
        CollectionsMarshal.AsSpan(_clauses.Words).CopyTo(target);
        for (int share = 0; share < _words.Length; share++)
        {
            _words[share].CopyTo(target[_firstWords[share]..]);
        }
    });

    /// <summary>Adds where the shared clauses begin.</summary>
    public void AddClauses(SnapshotWriter writer) => writer.Add(SectionId.TargetingClauses, CollectionsMarshal.AsSpan(_clauses.Starts));

    /// <summary>Puts the program's place where its number is.</summary>
    public EntryRecord[] Place(EntryRecord[] entries)
    {
        _crew.ForRanges(entries.Length, (from, to) =>
        {
            foreach (ref EntryRecord entry in entries.AsSpan(from..to))
            {
                int number = (int)(entry.Program & ~EntryRecord.NeedsProgramBit) - 1;
                entry.Program = (entry.Program & EntryRecord.NeedsProgramBit) | (number < 0 ? 0 : (uint)_starts[number] + 1);
            }
        });
        return entries;
    }

    /// <summary>Where the program of a code begins; −1 stays −1.</summary>
    public int StartOf(int number) => number < 0 ? -1 : _starts[number];

    // Where each share's words begin, behind those of the clauses; and the end.
    private int[] FirstWords()
    {
        int[] first = new int[_words.Length + 1];
        first[0] = _clauses.Words.Count;
        for (int share = 0; share < _words.Length; share++)
        {
            long next = (long)first[share] + _words[share].Length;
            if (next * sizeof(ushort) > AdSelectLimits.MaxSnapshotBytes)
            {
                throw Refusal.TooLarge(
                    $"The targeting programs take {next * sizeof(ushort)} bytes or more; a snapshot holds {AdSelectLimits.MaxSnapshotBytes}.");
            }

            first[share + 1] = (int)next;
        }

        return first;
    }

    private void WriteProgram(ProgramWriter writer, int number, ulong undecided)
    {
        ReadOnlySpan<uint> code = _targeting[number];
        ReadOnlySpan<int> shared = _clauses.Of(number);
        _starts[number] = writer.Words.Count;
        if (!SharedClauses.IsConjunction(code))
        {
            WriteSingle(writer, number, code, shared[0]);
            return;
        }

        int count = new TargetingHead(code[0]).Count;
        if (undecided != 0 && undecided < 1UL << Math.Min(count, ProgramCode.ResidualOperands) && BitOperations.PopCount(undecided) < count)
        {
            writer.Emit(ProgramHead.Of(ProgramOp.Residual, (int)undecided));
        }

        writer.Emit(ProgramHead.Of(ProgramOp.And, count));
        int operand = SharedClauses.FirstConjunct(code);
        foreach (int clause in shared)
        {
            if (clause == SharedClauses.NotShared)
            {
                writer.WriteOperand(code, operand);
            }
            else
            {
                writer.WriteShared(clause);
            }

            operand += TargetingCode.NodeLength(code, operand);
        }
    }

    // A program that is a shared clause as a whole is that clause.
    private void WriteSingle(ProgramWriter writer, int number, ReadOnlySpan<uint> code, int shared)
    {
        if (shared == SharedClauses.NotShared)
        {
            writer.Write(code, 0);
        }
        else
        {
            _starts[number] = ~_clauses.Starts[shared];
        }
    }
}
