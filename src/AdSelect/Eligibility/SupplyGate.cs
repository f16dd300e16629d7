// Step 3: which of the attached creatives fit the slot.
using AdSelect.Indexing;
using AdSelect.Matching;

namespace AdSelect.Eligibility;

internal static class SupplyGate
{
    /// <summary>The creatives that fit, bit n standing for the n-th attached. When none fits, the reason is that of the creative that came furthest.</summary>
    public static ulong Fitting(
        FrozenCatalog catalog,
        in LineItemRow lineItem,
        in RequestFacts request,
        scoped in PolicyLists lists,
        scoped in SlotFacts slot,
        out RejectionReason reason)
    {
        ulong fitting = 0;
        reason = RejectionReason.NoCreative;
        for (int i = 0; i < lineItem.CreativeCount; i++)
        {
            RejectionReason own = Check(catalog, lineItem, catalog.LineItemCreatives[lineItem.FirstCreative + i], request, lists, slot);
            if (own == RejectionReason.None)
            {
                fitting |= 1UL << i;
            }
            else if (own > reason)
            {
                // The reasons are declared in the order of the checks.
                reason = own;
            }
        }

        reason = fitting != 0 ? RejectionReason.None : reason;
        return fitting;
    }

    /// <summary>Whether a creative of a line item fits the slot, with the companions that the line item wants.</summary>
    public static RejectionReason Check(
        FrozenCatalog catalog,
        in LineItemRow lineItem,
        int creative,
        in RequestFacts request,
        scoped in PolicyLists lists,
        scoped in SlotFacts slot)
    {
        ref readonly SupplyRow supply = ref catalog.SupplyOf(creative);
        RejectionReason own = Check(supply, request, slot);
        return own == RejectionReason.None ? CompanionGate.Check(catalog, lineItem, supply, request, lists, slot.Companions) : own;
    }

    /// <summary>Whether a creative by itself fits the slot.</summary>
    public static RejectionReason Check(in SupplyRow creative, in RequestFacts request, scoped in SlotFacts slot)
    {
        if (creative.Approval != CreativeApproval.Approved)
        {
            return RejectionReason.CreativeNotApproved;
        }

        if (request.UtcTicks < creative.FlightStartTicks || request.UtcTicks >= creative.FlightEndTicks)
        {
            return RejectionReason.CreativeOutsideFlight;
        }

        if (creative.Format != slot.Slot.Format)
        {
            return RejectionReason.WrongFormat;
        }

        if (!slot.Takes(creative.MimeType))
        {
            return RejectionReason.WrongMimeType;
        }

        if (!FitsSize(creative, slot.Slot))
        {
            return RejectionReason.WrongSize;
        }

        if (!FitsDuration(creative.DurationMilliseconds, slot.Slot))
        {
            return RejectionReason.WrongDuration;
        }

        bool isSkippable = creative.Skippable != 0;
        if (slot.Slot.Skippability == (isSkippable ? Skippability.Forbidden : Skippability.Required))
        {
            return RejectionReason.WrongSkippability;
        }

        if ((creative.ApiFrameworks & ~slot.Slot.ApiFrameworks.Bits) != 0)
        {
            return RejectionReason.ApiFrameworkMissing;
        }

        return (creative.Attributes & slot.BlockedCreativeAttributes) != 0 ? RejectionReason.CreativeAttributeBlocked : RejectionReason.None;
    }

    private static bool FitsSize(in SupplyRow creative, in Slot slot) =>
        (slot.Width == 0 || creative.Width == slot.Width) && (slot.Height == 0 || creative.Height == slot.Height);

    /// <summary>Whether a slot takes ads of a length.</summary>
    public static bool FitsDuration(int milliseconds, in Slot slot)
    {
        ReadOnlySpan<int> required = slot.RequiredDurations;
        if (!required.IsEmpty)
        {
            return required.Contains(milliseconds);
        }

        return milliseconds >= slot.MinDurationMilliseconds && (slot.MaxDurationMilliseconds == 0 || milliseconds <= slot.MaxDurationMilliseconds);
    }
}
