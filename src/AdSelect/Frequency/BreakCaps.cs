// The caps that ads of one break may reach together.
namespace AdSelect.Frequency;

/// <summary>A cap with what is left of it before the break.</summary>
internal struct BreakCap
{
    public CapOwner Owner;

    /// <summary>The owner's ordinal as answers state it; −1 for the break's own load, toward which every ad counts.</summary>
    public int Number;

    /// <summary>Which of the owner's caps it is.</summary>
    public int Index;

    /// <summary>The category that it counts; 0 where it counts what is the owner's.</summary>
    public ulong Category;

    /// <summary>An ad that carries it may be played if fewer others that count toward it are.</summary>
    public int Left;
}

/// <summary>Each cap once; bit n stands for the n-th.</summary>
/// <param name="room">Room for <see cref="AdSelectLimits.MaxBreakCaps"/> caps.</param>
internal ref struct BreakCaps(Span<BreakCap> room)
{
    private readonly Span<BreakCap> _room = room;

    public int Count { get; private set; }

    public readonly ReadOnlySpan<BreakCap> All => _room[..Count];

    public void Clear() => Count = 0;

    /// <summary>The number of a cap; −1 when there is no room.</summary>
    public int Add(in BreakCap cap)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_room[i].Owner == cap.Owner && _room[i].Number == cap.Number && _room[i].Index == cap.Index)
            {
                return i;
            }
        }

        if (Count == _room.Length)
        {
            return -1;
        }

        _room[Count] = cap;
        return Count++;
    }
}
