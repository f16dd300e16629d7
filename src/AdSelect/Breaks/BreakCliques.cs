// Groups of options of which a break has at most one, and what a bound has counted of each.
using System.Runtime.CompilerServices;

namespace AdSelect.Breaks;

/// <summary>What a bound has counted of one group: only valid with the stamp of that bound.</summary>
internal struct CountedClique
{
    public long Stamp;

    /// <summary>The most that a counted member adds above the price of a place.</summary>
    public long Gain;

    public long Rest;

    /// <summary>The shortest counted member.</summary>
    public int Shortest;

    public int Level;

    /// <summary>The density of the last counted member.</summary>
    public double Density;
}

/// <summary>Where the options begin that are as dense as the one that fills the time, and what was counted before them.</summary>
internal struct TiedOptions
{
    public int First;
    public double Density;
    public int Milliseconds;
    public int Taken;
    public long Rest;
}

/// <summary>
/// The options are divided greedily into groups whose members all exclude each other (cliques of the conflicts). The bound
/// then is that of a multiple-choice knapsack: of a group only the most dense member counts in full, and longer ones that
/// are worth more count with the difference, as if it were as dense as they are.
/// </summary>
internal ref struct BreakCliques
{
    /// <summary>The group of each option.</summary>
    public Span<byte> Of;

    public Span<CountedClique> Counted;

    private long _stamp;

    public void Fill(in BreakTables tables)
    {
        int words = tables.Words;
        OptionSet open = default;
        for (int i = 0; i < tables.Count; i++)
        {
            open.Add(i);
        }

        int count = 0;
        for (int first = tables.Count == 0 ? -1 : 0; first >= 0; first = open.Next(first, words))
        {
            OptionSet rest = open;
            for (int member = first; member >= 0; member = rest.Next(member, words))
            {
                Of[member] = (byte)count;
                open.Remove(member);
                rest.Keep(tables.Conflicts[member], words);
            }

            Counted[count++].Stamp = 0;
        }

        _stamp = 0;
    }

    /// <summary>Begins a bound: nothing is counted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin() => _stamp++;

    /// <summary>What the bound has counted of an option's group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref CountedClique CountedOf(int option) => ref Counted[Of[option]];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsCounted(in CountedClique clique) => clique.Stamp == _stamp;

    /// <summary>Counts an option as the first of its group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Count(ref CountedClique clique, in BreakTables tables, int option, int level, long gain)
    {
        clique.Stamp = _stamp;
        clique.Gain = gain;
        clique.Rest = tables.Rests[option];
        clique.Shortest = tables.Durations[option];
        clique.Level = level;
        clique.Density = tables.Densities[option];
    }
}
