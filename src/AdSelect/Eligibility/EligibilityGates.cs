// The gates: what a line item must pass beside its targeting. Each rule is one method, asked here both to decide and to explain.
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using AdSelect.Diagnostics;
using AdSelect.Frequency;
using AdSelect.Indexing;
using AdSelect.Matching;
using AdSelect.Pacing;

namespace AdSelect.Eligibility;

/// <summary>
/// Made once a call and turned from slot to slot and, within a slot, from segment to segment: <see cref="OfferSlot"/> or <see cref="OfferBreak"/>, then <see cref="Turn"/>,
/// then ask.
/// </summary>
internal ref partial struct EligibilityGates
{
    private SegmentList _segments;
    private Segment _segment;
    private FrozenCatalog _catalog;
    private SegmentDelivery _delivery;
    private RequestFacts _facts;
    private PolicyLists _lists;
    private SlotFacts _slot;
    private ReadOnlySpan<AdSelection> _taken;
    private FrequencyGate _frequency;
    private ExperimentGate _experiments;
    private BreakPlaces _places;
    private PlayedAds _played;
    private bool _isBreak;

    /// <summary>Begins a call; <see cref="Exposures"/> begin by themselves.</summary>
    /// <param name="request">The request.</param>
    /// <param name="lists">Its block lists and deals; they are the same in the terms of every segment.</param>
    /// <param name="segments">The parts of the snapshot.</param>
    public void Begin(scoped in AdRequest request, scoped in PolicyLists lists, SegmentList segments)
    {
        _facts = new RequestFacts(request);
        _lists = lists;
        _segments = segments;
        _frequency.Begin(segments, _facts.UtcTicks);
    }

    public readonly FrozenCatalog Catalog => _catalog;

    /// <summary>The segment whose line items are asked about.</summary>
    public readonly Segment Segment => _segment;

    [UnscopedRef]
    public readonly ref readonly RequestFacts Facts => ref _facts;

    [UnscopedRef]
    public readonly ref readonly SlotFacts Slot => ref _slot;

    /// <summary>The listener's impression history.</summary>
    [UnscopedRef]
    public ref ExposureTable Exposures => ref _frequency.Exposures;

    /// <summary>Whether open bids are kept out: the first round of a private auction.</summary>
    public bool KeepsOpenBidsOut
    {
        readonly get => _facts.KeepsOpenBidsOut;
        set => _facts.KeepsOpenBidsOut = value;
    }

    /// <summary>What ads of a whole break are asked for: its places, and what the session had before it.</summary>
    public void OfferBreak(in BreakPlaces places, in PlayedAds played)
    {
        _taken = [];
        _frequency.Taken = [];
        _places = places;
        _played = played;
        _isBreak = true;
    }

    /// <summary>What ads of a slot are asked for.</summary>
    /// <param name="slot">The slot; its MIME types are looked up by <see cref="Turn"/>.</param>
    /// <param name="companions">The slots offered for companions.</param>
    /// <param name="taken">What the answer holds already.</param>
    public void OfferSlot([UnscopedRef] ref readonly Slot slot, ReadOnlySpan<Slot> companions, ReadOnlySpan<AdSelection> taken)
    {
        _slot.Begin(in slot, _facts);
        _slot.Companions = companions;
        _taken = taken;
        _frequency.Taken = taken;
        if (_isBreak)
        {
            _places = default;
            _played = default;
            _isBreak = false;
        }
    }

    /// <summary>Says whose line items are asked about next.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="delivery">Its part of the delivery state.</param>
    /// <param name="experiments">Its experiments.</param>
    public void Turn(Segment segment, SegmentDelivery delivery, in ExperimentGate experiments)
    {
        _segment = segment;
        _catalog = segment.Catalog;
        _delivery = delivery;
        _experiments = experiments;
        _frequency.Segment = segment;
        if (_isBreak)
        {
            _places.LookUpMimeTypes(segment);
        }
        else
        {
            _slot.LookUpMimeTypes(_catalog);
        }
    }

    /// <summary>
    /// Whether an entry of the matching image may serve, its targeting apart; its live bit is known to be set. The
    /// order is by cost: the line item's own row, then its lead creative, and only where that does not fit the others.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="row">Its line item.</param>
    /// <param name="cpmMicros">The line item's effective CPM, or the most it can be.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Admits(in EntryRecord entry, in LineItemRow row, long cpmMicros)
    {
        return LiveGate.Check(_catalog, row, _facts) == RejectionReason.None
            && PolicyGate.CheckPermissions(_catalog, entry.LineItem, row, _facts, _lists) == RejectionReason.None
            && PolicyGate.CheckBlockLists(_catalog, entry.LineItem, row, _lists) == RejectionReason.None
            && ((_taken.IsEmpty && !_played.Any) || CheckSeparation(entry.LineItem, row) == RejectionReason.None)
            && ((entry.Lead >= 0 && !_played.Any && MayServe(row, cpmMicros, _catalog.Supplies[entry.Lead])) || ServableCreatives(row, cpmMicros) != 0);
    }

    /// <summary>
    /// Whether experiments, and the caps of a line item, its campaign and its advertiser, let it pass: asked last, for an admitted
    /// line item that may win. One look at its flags where neither lies on it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool PassesListener(int lineItem, in LineItemRow row) =>
        !row.Has(LineItemFlags.Capped | LineItemFlags.InExperiment) || PassesBoundOrCapped(lineItem, row);

    /// <summary>Whether caps of creatives leave an admitted line item a creative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool HasUncappedCreative(in LineItemRow row, long cpmMicros) =>
        !row.Has(LineItemFlags.CreativesCapped) || UncappedCreatives(row, cpmMicros) != 0;

    /// <summary>The creatives that may serve at an effective CPM and that no cap of their own keeps out.</summary>
    public readonly ulong UncappedCreatives(in LineItemRow row, long cpmMicros) => _frequency.Remaining(row, ServableCreatives(row, cpmMicros));

    /// <summary>
    /// Of a line item whose creatives play in sequence: key of the creative the listener met last, 0 for none. Null without
    /// sequence and without an identity.
    /// </summary>
    public readonly ulong? LatestInSequence(int lineItem, in LineItemRow row) =>
        row.Rotation == CreativeRotation.Sequential && _frequency.TryFindLatest(lineItem, out ulong creative) ? creative : null;

    /// <summary>The creatives that may serve at an effective CPM, caps apart: bit n stands for the n-th attached.</summary>
    public readonly ulong ServableCreatives(in LineItemRow row, long cpmMicros)
    {
        ulong servable = 0;
        for (int i = 0; i < row.CreativeCount; i++)
        {
            int creative = _catalog.LineItemCreatives[row.FirstCreative + i];
            bool serves = !_played.MeetsCreative(_catalog, row, creative) && MayServe(row, cpmMicros, _catalog.SupplyOf(creative));
            servable |= serves ? 1UL << i : 0;
        }

        return servable;
    }

    /// <summary>As <see cref="UncappedCreatives(in LineItemRow, long)"/> for a break, with the places that each may take.</summary>
    public readonly ulong UncappedCreatives(in LineItemRow row, long cpmMicros, Span<ulong> places)
    {
        ulong servable = 0;
        for (int i = 0; i < row.CreativeCount; i++)
        {
            int creative = _catalog.LineItemCreatives[row.FirstCreative + i];
            places[i] = _played.MeetsCreative(_catalog, row, creative) ? 0 : PlacesOf(row, cpmMicros, _catalog.SupplyOf(creative));
            servable |= places[i] != 0 ? 1UL << i : 0;
        }

        return _frequency.Remaining(row, servable);
    }

    // The places of a break that a creative may take, caps and what was played apart.
    private readonly ulong PlacesOf(in LineItemRow row, long cpmMicros, in SupplyRow creative) =>
        PolicyGate.IsBlocked(_catalog, creative, _lists) || !HasCompanions(row, creative) ? 0 : _places.For(_catalog, row, cpmMicros, creative, _facts, _lists);

    /// <summary>Notes the caps that other ads of the same break can reach; see <see cref="FrequencyGate.TryNoteCaps"/>.</summary>
    public readonly bool TryNoteCaps(int lineItem, in LineItemRow row, int creative, int mostAds, ref BreakCaps caps, out ulong carried) =>
        _frequency.TryNoteCaps(lineItem, row, creative, mostAds, ref caps, out carried);

    /// <summary>The floor of a creative at a place of a break.</summary>
    public readonly long FloorMicros(in LineItemRow row, int creative, int place) =>
        FloorGate.FloorMicros(_catalog, row, _catalog.SupplyOf(creative), _facts, _lists, _places.FactsOf(place, _facts));

    /// <summary>A line item's ordinal as answers state it.</summary>
    public readonly int NumberOf(int lineItem) => _segment.NumberOf(lineItem);

    /// <summary>The ordinal of a line item's advertiser as answers state it.</summary>
    public readonly int NumberOfAdvertiser(in LineItemRow row) => _segment.Advertisers[row.Advertiser];

    /// <summary>The floor that applies to a line item's creative in this slot.</summary>
    public readonly long FloorMicros(in LineItemRow row, int creative) =>
        FloorGate.FloorMicros(_catalog, row, _catalog.SupplyOf(creative), _facts, _lists, _slot);

    /// <summary>The companions that are served with a creative: bit n stands for its n-th.</summary>
    public readonly uint CompanionsOf(int creative) =>
        CompanionSlots.IsEmpty ? 0 : CompanionGate.Served(_catalog, _catalog.SupplyOf(creative), _facts, _lists, CompanionSlots);

    /// <summary>What a line item ranks and competes by: its effective CPM, at most the ask of the fixed deal that it holds.</summary>
    public readonly long CountedCpmMicros(int lineItem, in LineItemRow row, long cpmMicros)
    {
        long ask = AskMicros(lineItem, row);
        return ask < 0 ? cpmMicros : Math.Min(cpmMicros, ask);
    }

    /// <summary>What the fixed deal that a line item holds asks; −1 where there is none.</summary>
    public readonly long AskMicros(int lineItem, in LineItemRow row) => row.Deal < 0 ? -1 : FloorGate.AskMicros(_catalog, lineItem, row, _lists);

    private readonly bool PassesBoundOrCapped(int lineItem, in LineItemRow row) =>
        _experiments.Check(_catalog, lineItem, row).Reason == RejectionReason.None && _frequency.Passes(lineItem, row);

    // By the numbers that answers state.
    private readonly RejectionReason CheckSeparation(int lineItem, in LineItemRow row)
    {
        RejectionReason reason = Separation.Check(
            NumberOf(lineItem),
            NumberOfAdvertiser(row),
            row.Has(LineItemFlags.AllowsSameAdvertiser),
            _taken);
        return reason == RejectionReason.None && _played.Any ? _played.Check(_catalog, lineItem, row) : reason;
    }

    // The three steps that look at creatives, for one of them: a line item needs a creative that passes all three.
    private readonly bool MayServe(in LineItemRow row, long cpmMicros, in SupplyRow creative) => _places.Any
        ? PlacesOf(row, cpmMicros, creative) != 0
        : SupplyGate.Check(creative, _facts, _slot) == RejectionReason.None
        && !PolicyGate.IsBlocked(_catalog, creative, _lists)
        && FloorGate.IsReached(_catalog, row, cpmMicros, creative, _facts, _lists, _slot)
        && HasCompanions(row, creative);

    private readonly ReadOnlySpan<Slot> CompanionSlots => _places.Any ? _places.Companions : _slot.Companions;

    private readonly bool HasCompanions(in LineItemRow row, in SupplyRow creative) =>
        CompanionGate.Check(_catalog, row, creative, _facts, _lists, CompanionSlots) == RejectionReason.None;
}
