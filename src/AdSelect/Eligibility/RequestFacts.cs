// What the gates ask of a request and of one of its slots, in the snapshot's terms.
using System.Diagnostics.CodeAnalysis;
using AdSelect.Indexing;

namespace AdSelect.Eligibility;

/// <summary>The request's side of the gates.</summary>
internal struct RequestFacts(in AdRequest request)
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
    public bool KeepsOpenBidsOut { readonly get; set; }
}

/// <summary>The slot's side of the gates.</summary>
internal ref struct SlotFacts
{
    public ref readonly Slot Slot;

    /// <summary>The slots offered for companions.</summary>
    public ReadOnlySpan<Slot> Companions;

    private ulong _mimeTypes;

    /// <summary>For a slot whose MIME types are looked up already.</summary>
    public SlotFacts(ref readonly Slot slot, scoped in RequestFacts request, ulong mimeTypes)
    {
        Begin(in slot, request);
        _mimeTypes = mimeTypes;
    }

    public bool TakesAnyMimeType { readonly get; private set; }

    public ulong BlockedCreativeAttributes { readonly get; private set; }

    /// <summary>Begins another slot.</summary>
    public void Begin([UnscopedRef] ref readonly Slot slot, scoped in RequestFacts request)
    {
        Slot = ref slot;
        BlockedCreativeAttributes = request.BlockedCreativeAttributes | slot.BlockedCreativeAttributes.Bits;
        TakesAnyMimeType = slot.MimeTypes.IsEmpty;
    }

    /// <summary>Looks the MIME types up among those of a segment, whose creatives are asked about next.</summary>
    public void LookUpMimeTypes(FrozenCatalog catalog) => _mimeTypes = TakesAnyMimeType ? 0 : MimeTypesOf(Slot, catalog);

    public readonly bool Takes(byte mimeType) => TakesAnyMimeType || (mimeType != SupplyRow.NoMimeType && ((_mimeTypes >> mimeType) & 1) != 0);

    /// <summary>The MIME types that a slot takes, by index in a segment.</summary>
    public static ulong MimeTypesOf(in Slot slot, FrozenCatalog catalog)
    {
        ulong types = 0;
        ReadOnlySpan<ulong> known = catalog.MimeKeys.Span;
        foreach (ulong key in slot.MimeTypes)
        {
            int index = known.IndexOf(key);
            types |= index < 0 ? 0 : 1UL << index;
        }

        return types;
    }
}
