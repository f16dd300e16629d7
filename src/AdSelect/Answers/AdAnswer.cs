// What a selecting call gives back, in the caller's memory.
namespace AdSelect;

/// <summary>Why a slot stayed empty.</summary>
public enum EmptySlotReason : byte
{
    /// <summary>It is filled, or nothing was selected for it.</summary>
    None = 0,

    /// <summary>No line item of its format is live and has targeting that matches.</summary>
    NoCandidate = 1,

    /// <summary>
    /// Some line item was kept out by a rule beside its targeting, whose targeting was then not always asked to the end;
    /// <see cref="AdSelector.Explain(in AdRequest, string)"/> says which rule, line item by line item.
    /// </summary>
    NoneEligible = 2,
}

/// <summary>
/// The answer to a request: a view over memory of the caller, which may be used for one call after another. Filled by
/// <see cref="AdSelector.TrySelect(in AdRequest, ref AdAnswer)"/> and <see cref="AdSelector.TrySelectBreak(in AdRequest, ref AdAnswer)"/>.
/// </summary>
/// <remarks>
/// An answer over an array, to a request whose terms are on the stack, is declared <c>scoped var answer</c>: the compiler assumes that
/// the answer might keep what the request refers to (CS8350, CS8352).
/// </remarks>
public ref struct AdAnswer
{
    private readonly Span<AdSelection> _winners;
    private readonly Span<AdSelection> _ghosts;
    private AdSnapshot? _snapshot;
    private int _winnerCount;
    private int _ghostCount;

    /// <summary>An answer without room for ghosts.</summary>
    /// <param name="winners">
    /// Room for the winners: as many as are wanted of a slot's ranking, one for each of several slots, or all spots and ads of a break.
    /// </param>
    public AdAnswer(Span<AdSelection> winners) => _winners = winners;

    /// <summary>An answer that also tells ghosts: what an experiment's holdout kept from the listener.</summary>
    /// <param name="winners">Room for the winners.</param>
    /// <param name="ghosts">
    /// Room for ghosts, other memory than that of the winners: none, or at least as many as winners may be written. Anything else is a
    /// request error.
    /// </param>
    public AdAnswer(Span<AdSelection> winners, Span<AdSelection> ghosts)
    {
        _winners = winners;
        _ghosts = ghosts;
    }

    /// <summary>The winners: best first, in the order of the slots, or in the order of play.</summary>
    public readonly ReadOnlySpan<AdSelection> Winners => _winners[.._winnerCount];

    /// <summary>
    /// What the request's <see cref="AdRequest.ExperimentUnit"/> would have been served of line items that it is held out from. Recorded to
    /// compare with, never served.
    /// </summary>
    public readonly ReadOnlySpan<AdSelection> Ghosts => _ghosts[.._ghostCount];

    /// <summary>The snapshot that decided, which alone resolves the winners (<see cref="AdSnapshot.Describe"/>).</summary>
    /// <exception cref="InvalidOperationException">No call has filled the answer yet.</exception>
    public readonly AdSnapshot Snapshot => _snapshot ?? throw new InvalidOperationException("No call has filled the answer yet.");

    /// <summary>What was wrong with the request; <see cref="RequestErrorCode.None"/> after a selection.</summary>
    public RequestError Error { readonly get; internal set; }

    /// <summary>How the break was filled; the default after a selection of slots.</summary>
    public BreakResult Break { readonly get; internal set; }

    /// <summary>Which slots stayed empty, and why.</summary>
    internal EmptySlots Empty { readonly get; set; }

    /// <summary>Room for winners.</summary>
    internal readonly Span<AdSelection> Room => _winners;

    /// <summary>Room for ghosts.</summary>
    internal readonly Span<AdSelection> GhostRoom => _ghosts;

    /// <summary>Why a slot is empty: 0 for <see cref="AdRequest.Slot"/>, otherwise its index in <see cref="AdRequest.Slots"/>.</summary>
    public readonly EmptySlotReason EmptySlotReasonOf(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)slot, (uint)AdSelectLimits.MaxSlots, nameof(slot));
        return Empty.ReasonOf(slot);
    }

    internal void Begin(AdSnapshot snapshot)
    {
        _snapshot = snapshot;
        Error = default;
        Break = default;
        (_winnerCount, _ghostCount) = (0, 0);
        Empty = default;
    }

    internal void SetCounts(int winners, int ghosts) => (_winnerCount, _ghostCount) = (winners, ghosts);
}

/// <summary>Slots that stayed empty, a bit each.</summary>
internal struct EmptySlots
{
    private ulong _empty;
    private ulong _withCandidates;

    public void End(int slot, bool isEmpty, bool hadCandidate)
    {
        _empty |= isEmpty ? 1UL << slot : 0;
        _withCandidates |= hadCandidate ? 1UL << slot : 0;
    }

    public readonly EmptySlotReason ReasonOf(int slot) =>
        (_empty >> slot & 1) == 0 ? EmptySlotReason.None : (_withCandidates >> slot & 1) != 0 ? EmptySlotReason.NoneEligible : EmptySlotReason.NoCandidate;
}
