// What must hold of a request for a break before any work is done for it.
namespace AdSelect.Eligibility;

internal static class BreakCheck
{
    /// <summary>The first thing wrong with a request to fill its break, apart from the kinds of its values.</summary>
    public static RequestError Check(in AdRequest request, int ads)
    {
        RequestError error = RequestCheck.CheckTerms(request);
        if (error.Code != RequestErrorCode.None)
        {
            return error;
        }

        AdBreak offer = request.Break;
        bool hasFreePart = offer.DurationMilliseconds != 0;
        if (offer.IsEmpty)
        {
            return new RequestError(RequestErrorCode.Missing, nameof(AdRequest.Break));
        }

        if (!request.Slots.IsEmpty)
        {
            return new RequestError(RequestErrorCode.Conflict, nameof(AdRequest.Slots));
        }

        if (hasFreePart && !request.HasSlot)
        {
            return new RequestError(RequestErrorCode.Missing, nameof(AdRequest.Slot));
        }

        error = CheckTerms(request, offer);
        if (error.Code == RequestErrorCode.None)
        {
            error = offer.MayHaveFreePart ? RequestCheck.CheckSlots(request.OfferedSlots) : default;
        }

        if (error.Code == RequestErrorCode.None)
        {
            error = CheckSpots(request, offer);
        }

        if (error.Code == RequestErrorCode.None)
        {
            error = RequestCheck.CheckCompanions(request.CompanionSlots);
        }

        return error.Code == RequestErrorCode.None && ads < offer.Spots.Length + Math.Max(offer.MaxAds, hasFreePart ? 1 : 0)
            ? new RequestError(RequestErrorCode.AnswerTooSmall, nameof(ads))
            : error;
    }

    /// <summary>The most ads in the free part while every spot is filled.</summary>
    /// <param name="offer">The break.</param>
    /// <param name="ads">The room for the answer.</param>
    public static int MostFreeAds(in AdBreak offer, int ads) =>
        offer.DurationMilliseconds == 0 ? 0 : offer.MaxAds > 0 ? offer.MaxAds : Math.Min(ads, AdSelectLimits.MaxBreakAds) - offer.Spots.Length;

    private static RequestError CheckTerms(in AdRequest request, in AdBreak offer)
    {
        string? field = null;
        RequestErrorCode code = RequestErrorCode.OutOfRange;
        if (offer.DurationMilliseconds is < 0 or > AdSelectLimits.MaxBreakMilliseconds)
        {
            field = nameof(AdBreak.DurationMilliseconds);
        }
        else if (offer.MaxAds < 0 || (offer.MaxAds > 0 && offer.DurationMilliseconds == 0))
        {
            field = nameof(AdBreak.MaxAds);
        }
        else if (offer.MaxAds > AdSelectLimits.MaxBreakAds - offer.Spots.Length)
        {
            (field, code) = (nameof(AdBreak.Spots), RequestErrorCode.TooManyValues);
        }
        else if (offer.SpotsBeforeFreePart < 0 || offer.SpotsBeforeFreePart > offer.Spots.Length)
        {
            field = nameof(AdBreak.SpotsBeforeFreePart);
        }
        else if (offer.Objective > BreakObjective.Value)
        {
            field = nameof(AdBreak.Objective);
        }
        else if (offer.Separation > SeparationScope.Session)
        {
            field = nameof(AdBreak.Separation);
        }
        else if (offer.MinGap < TimeSpan.Zero)
        {
            field = nameof(AdBreak.MinGap);
        }
        else if (offer.MaxLoad < 0)
        {
            field = nameof(AdBreak.MaxLoad);
        }
        else if (offer.LoadWindow < TimeSpan.Zero)
        {
            field = nameof(AdBreak.LoadWindow);
        }
        else if (offer.StepBudget is < 0 or > AdSelectLimits.MaxBreakSteps)
        {
            field = nameof(AdBreak.StepBudget);
        }
        else if (request.PriceRule == PriceRule.Vcg)
        {
            (field, code) = (nameof(AdRequest.PriceRule), RequestErrorCode.Conflict);
        }
        else if (request.DynamicAllocation)
        {
            (field, code) = (nameof(AdRequest.DynamicAllocation), RequestErrorCode.Conflict);
        }

        return field is null ? default : new RequestError(code, field);
    }

    private static RequestError CheckSpots(in AdRequest request, in AdBreak offer)
    {
        AdFormat format = offer.MayHaveFreePart && request.HasSlot ? request.OfferedSlots[0].Format : offer.Spots[0].Offered.Format;
        long flexible = 0;
        for (int i = 0; i < offer.Spots.Length; i++)
        {
            ref readonly BreakSpot spot = ref offer.Spots[i];
            RequestError error = RequestCheck.CheckSlots(new ReadOnlySpan<Slot>(in spot.Offered));
            if (error.Code != RequestErrorCode.None)
            {
                return error;
            }

            if (spot.Kind > BreakSpotKind.Bumper || (spot.Kind == BreakSpotKind.Bumper && i > 0 && i < offer.Spots.Length - 1))
            {
                return new RequestError(RequestErrorCode.OutOfRange, nameof(BreakSpot.Kind));
            }

            if (spot.Kind == BreakSpotKind.Flexible && spot.LongestMilliseconds == 0)
            {
                return new RequestError(RequestErrorCode.Missing, nameof(Slot.MaxDurationMilliseconds));
            }

            if (spot.Offered.Format != format)
            {
                return new RequestError(RequestErrorCode.Conflict, nameof(Slot.Format));
            }

            flexible += spot.Kind == BreakSpotKind.Flexible ? spot.LongestMilliseconds : 0;
        }

        if (format == AdFormat.Display)
        {
            return new RequestError(RequestErrorCode.OutOfRange, nameof(Slot.Format));
        }

        return offer.DurationMilliseconds + flexible > AdSelectLimits.MaxBreakMilliseconds
            ? new RequestError(RequestErrorCode.OutOfRange, nameof(AdBreak.DurationMilliseconds))
            : default;
    }
}
