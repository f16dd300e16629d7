// What the gates ask of a request and of one of its slots, in the snapshot's terms.
using AdSelect.Indexing;

namespace AdSelect.Eligibility;

/// <summary>The request's side of the gates.</summary>
internal readonly struct RequestFacts(in AdRequest request)
{
    public readonly ulong Id = request.Id.Value;
    public readonly long UtcTicks = request.Time.UtcTicks;
    public readonly int UtcQuarter = WeekGrid.QuarterOf(request.Time.UtcTicks);
    public readonly int ListenerQuarter = WeekGrid.QuarterOf(request.Time.Ticks);
    public readonly long FloorMicros = request.FloorMicros;
    public readonly long PriceIncrementMicros = request.PriceIncrementMicros;
    public readonly ulong BlockedCreativeAttributes = request.BlockedCreativeAttributes.Bits;
    public readonly uint ConsentPurposes = request.Consent.Purposes;
    public readonly bool AllowsPersonalData = request.Consent.AllowsPersonalData;
    public readonly bool IsChildDirected = request.IsChildDirected;
    public readonly bool DealsOnly = request.DealsOnly;
    public readonly bool DealsFirst = request.DealsFirst;
    public readonly bool DynamicAllocation = request.DynamicAllocation;
    public readonly PriceRule PriceRule = request.PriceRule;
    public readonly PriceCompetition PriceCompetition = request.PriceCompetition;

    /// <summary>True when line items that compete by price need a listed deal: the first round of a private auction.</summary>
    public bool KeepsOpenBidsOut { get; init; }
}

/// <summary>The slot's side of the gates.</summary>
internal readonly ref struct SlotFacts
{
    public readonly ref readonly Slot Slot;

    /// <summary>MIME types taken, by index in the snapshot; meaningless when the slot lists none.</summary>
    public readonly ulong MimeTypes;

    public readonly bool TakesAnyMimeType;

    public readonly ulong BlockedCreativeAttributes;

    /// <summary>The slots offered for companions.</summary>
    public ReadOnlySpan<Slot> Companions { get; init; }

    public SlotFacts(ref readonly Slot slot, FrozenCatalog catalog, scoped in RequestFacts request)
    {
        Slot = ref slot;
        BlockedCreativeAttributes = request.BlockedCreativeAttributes | slot.BlockedCreativeAttributes.Bits;
        TakesAnyMimeType = slot.MimeTypes.IsEmpty;
        ReadOnlySpan<ulong> known = catalog.MimeKeys.Span;
        foreach (ulong key in slot.MimeTypes)
        {
            int index = known.IndexOf(key);
            MimeTypes |= index < 0 ? 0 : 1UL << index;
        }
    }

    /// <summary>For a slot whose MIME types are looked up already.</summary>
    public SlotFacts(ref readonly Slot slot, ulong mimeTypes, scoped in RequestFacts request)
    {
        Slot = ref slot;
        BlockedCreativeAttributes = request.BlockedCreativeAttributes | slot.BlockedCreativeAttributes.Bits;
        TakesAnyMimeType = slot.MimeTypes.IsEmpty;
        MimeTypes = mimeTypes;
    }

    public bool Takes(byte mimeType) => TakesAnyMimeType || (mimeType != SupplyRow.NoMimeType && ((MimeTypes >> mimeType) & 1) != 0);
}
