// The conjuncts that several programs have: each is written once, as a clause, where that is shorter.
using System.IO.Hashing;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal sealed class SharedClauses
{
    public const int NotShared = -1;

    /// <summary>Words of an element of the table of clauses.</summary>
    private const int TableWords = 2;

    private readonly TargetingFreezer _targeting;
    private readonly ProgramWriter _writer;

    // Conjuncts of code n stand at places _first[n] to _first[n + 1]. By place, the clause, or that it is not shared.
    private readonly int[] _first;
    private readonly int[] _clauseOf;

    public SharedClauses(TargetingFreezer targeting, Crew crew)
    {
        _targeting = targeting;
        _writer = new ProgramWriter(targeting.Schema);
        _first = FirstPlaces();
        FirstUse conjuncts = NumberConjuncts(crew);
        int[] clauses = Choose(conjuncts);
        _clauseOf = conjuncts.Numbers;
        crew.ForRanges(_clauseOf.Length, (from, to) =>
        {
            foreach (ref int place in _clauseOf.AsSpan(from..to))
            {
                place = clauses[place];
            }
        });
    }

    /// <summary>Where the clauses begin, the most used first.</summary>
    public List<int> Starts { get; } = [];

    /// <summary>The clauses, one after the other.</summary>
    public List<ushort> Words => _writer.Words;

    public static bool IsConjunction(ReadOnlySpan<uint> code) => new TargetingHead(code[0]).Op == TargetingOp.And;

    /// <summary>Where the first conjunct begins: all of the code is one unless it is an 'and'.</summary>
    public static int FirstConjunct(ReadOnlySpan<uint> code) => IsConjunction(code) ? 2 : 0;

    /// <summary>The clause of each of a code's conjuncts, or <see cref="NotShared"/>.</summary>
    public ReadOnlySpan<int> Of(int number) => _clauseOf.AsSpan(_first[number].._first[number + 1]);

    private int[] FirstPlaces()
    {
        int[] first = new int[_targeting.Count + 1];
        for (int number = 0; number < _targeting.Count; number++)
        {
            ReadOnlySpan<uint> code = _targeting[number];
            first[number + 1] = checked(first[number] + (IsConjunction(code) ? new TargetingHead(code[0]).Count : 1));
        }

        return first;
    }

    private FirstUse NumberConjuncts(Crew crew)
    {
        var hashes = new UInt128[_first[^1]];
        crew.ForRanges(_targeting.Count, (from, to) =>
        {
            for (int number = from; number < to; number++)
            {
                ReadOnlySpan<uint> code = _targeting[number];
                int position = FirstConjunct(code);
                foreach (ref UInt128 hash in hashes.AsSpan(_first[number].._first[number + 1]))
                {
                    int length = TargetingCode.NodeLength(code, position);
                    hash = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(code.Slice(position, length)));
                    position += length;
                }
            }
        });
        return FirstUse.Of(hashes.Length, place => hashes[place], crew);
    }

    // The most used first, as far as a reference and an element of the table are shorter than the clause at every place.
    private int[] Choose(FirstUse conjuncts)
    {
        int[] uses = new int[conjuncts.Firsts.Count];
        foreach (int number in conjuncts.Numbers)
        {
            uses[number]++;
        }

        int[] clauses = new int[uses.Length];
        Array.Fill(clauses, NotShared);
        int[] repeated = [.. Enumerable.Range(0, uses.Length).Where(number => uses[number] > 1)];
        Array.Sort(repeated, (left, right) =>
        {
            int byUses = uses[right].CompareTo(uses[left]);
            return byUses != 0 ? byUses : left.CompareTo(right);
        });
        foreach (int number in repeated)
        {
            int start = Words.Count;
            _writer.Write(At(conjuncts.Firsts[number]), 0);
            long length = Words.Count - start;
            int reference = Starts.Count <= ProgramHead.MaxCount ? 1 : 2;
            if (uses[number] * length <= ((long)uses[number] * reference) + length + TableWords)
            {
                Words.RemoveRange(start, (int)length);
                continue;
            }

            clauses[number] = Starts.Count;
            Starts.Add(start);
        }

        return clauses;
    }

    // The conjunct at a place.
    private ReadOnlySpan<uint> At(int place)
    {
        int found = Array.BinarySearch(_first, place);
        int number = found >= 0 ? found : ~found - 1;
        ReadOnlySpan<uint> code = _targeting[number];
        int position = FirstConjunct(code);
        for (int i = _first[number]; i < place; i++)
        {
            position += TargetingCode.NodeLength(code, position);
        }

        return code.Slice(position, TargetingCode.NodeLength(code, position));
    }
}
