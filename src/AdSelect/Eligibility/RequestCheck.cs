// What must hold of a request before any work is done for it.
namespace AdSelect.Eligibility;

internal static class RequestCheck
{
    /// <summary>The first thing wrong with a request to select, apart from the kinds of its values.</summary>
    public static RequestError Check(in AdRequest request, scoped ReadOnlySpan<Slot> slots, int winners)
    {
        RequestError error = CheckTerms(request);
        if (error.Code != RequestErrorCode.None)
        {
            return error;
        }

        if (slots.IsEmpty)
        {
            return new RequestError(RequestErrorCode.Missing, nameof(AdRequest.Slot));
        }

        if (request.HasSlot && !request.Slots.IsEmpty)
        {
            return new RequestError(RequestErrorCode.Conflict, nameof(AdRequest.Slots));
        }

        if (slots.Length > AdSelectLimits.MaxSlots)
        {
            return new RequestError(RequestErrorCode.TooManyValues, nameof(AdRequest.Slots));
        }

        if (!AreWeights(request.PlaceWeights) || (request.PriceRule == PriceRule.Vcg && request.HasSlot && request.PlaceWeights.Length is > 0 and var weights && weights < winners))
        {
            return new RequestError(RequestErrorCode.OutOfRange, nameof(AdRequest.PlaceWeights));
        }

        if (request.DynamicAllocation && request.PriceRule == PriceRule.Vcg)
        {
            return new RequestError(RequestErrorCode.Conflict, nameof(AdRequest.DynamicAllocation));
        }

        if (winners > AdSelectLimits.MaxWinners)
        {
            return new RequestError(RequestErrorCode.TooManyValues, nameof(winners));
        }

        // Also for a ranking: an answer without room would look like one without winners.
        if (winners < (request.HasSlot ? 1 : slots.Length))
        {
            return new RequestError(RequestErrorCode.AnswerTooSmall, nameof(winners));
        }

        error = CheckSlots(slots);
        return error.Code == RequestErrorCode.None ? CheckCompanions(request.CompanionSlots) : error;
    }

    /// <summary>The first thing wrong with the slots for companions.</summary>
    public static RequestError CheckCompanions(scoped ReadOnlySpan<Slot> slots)
    {
        if (slots.Length > AdSelectLimits.MaxCompanionSlots)
        {
            return new RequestError(RequestErrorCode.TooManyValues, nameof(AdRequest.CompanionSlots));
        }

        foreach (ref readonly Slot slot in slots)
        {
            if (slot.Format != AdFormat.Display)
            {
                return new RequestError(RequestErrorCode.OutOfRange, nameof(AdRequest.CompanionSlots));
            }
        }

        return CheckSlots(slots);
    }

    /// <summary>The first thing wrong with what selections and breaks ask alike.</summary>
    public static RequestError CheckTerms(in AdRequest request)
    {
        if (request.Id.Value == 0)
        {
            return new RequestError(RequestErrorCode.Missing, nameof(AdRequest.Id));
        }

        if (request.Time == default)
        {
            return new RequestError(RequestErrorCode.Missing, nameof(AdRequest.Time));
        }

        if (!IsMoney(request.FloorMicros))
        {
            return new RequestError(RequestErrorCode.OutOfRange, nameof(AdRequest.FloorMicros));
        }

        if (!IsMoney(request.PriceIncrementMicros))
        {
            return new RequestError(RequestErrorCode.OutOfRange, nameof(AdRequest.PriceIncrementMicros));
        }

        if (request.PriceRule > PriceRule.Vcg)
        {
            return new RequestError(RequestErrorCode.OutOfRange, nameof(AdRequest.PriceRule));
        }

        if (request.PriceCompetition > PriceCompetition.OtherLineItems)
        {
            return new RequestError(RequestErrorCode.OutOfRange, nameof(AdRequest.PriceCompetition));
        }

        if (!request.BlockedCreativeAttributes.IsValid)
        {
            return new RequestError(RequestErrorCode.OutOfRange, nameof(AdRequest.BlockedCreativeAttributes));
        }

        if (request.ExperimentUnit.Length > AdSelectLimits.MaxExperimentUnitLength)
        {
            return new RequestError(RequestErrorCode.OutOfRange, nameof(AdRequest.ExperimentUnit));
        }

        return default;
    }

    /// <summary>The first thing wrong with slots.</summary>
    public static RequestError CheckSlots(scoped ReadOnlySpan<Slot> slots)
    {
        foreach (ref readonly Slot slot in slots)
        {
            string? field = null;
            RequestErrorCode code = RequestErrorCode.OutOfRange;
            if (slot.Format > AdFormat.Display)
            {
                field = nameof(Slot.Format);
            }
            else if (slot.Skippability > Skippability.Required)
            {
                field = nameof(Slot.Skippability);
            }
            else if (!IsDuration(slot.MinDurationMilliseconds) || (slot.MaxDurationMilliseconds > 0 && slot.MinDurationMilliseconds > slot.MaxDurationMilliseconds))
            {
                field = nameof(Slot.MinDurationMilliseconds);
            }
            else if (!IsDuration(slot.MaxDurationMilliseconds))
            {
                field = nameof(Slot.MaxDurationMilliseconds);
            }
            else if ((uint)slot.Width > AdSelectLimits.MaxPixels)
            {
                field = nameof(Slot.Width);
            }
            else if ((uint)slot.Height > AdSelectLimits.MaxPixels)
            {
                field = nameof(Slot.Height);
            }
            else if ((slot.Width | slot.Height) != 0 && slot.Format != AdFormat.Display)
            {
                (field, code) = (nameof(Slot.Width), RequestErrorCode.Conflict);
            }
            else if (!slot.ApiFrameworks.IsValid)
            {
                field = nameof(Slot.ApiFrameworks);
            }
            else if (!slot.BlockedCreativeAttributes.IsValid)
            {
                field = nameof(Slot.BlockedCreativeAttributes);
            }
            else if (!IsMoney(slot.FloorMicros))
            {
                field = nameof(Slot.FloorMicros);
            }
            else if (!IsMoney(slot.FloorPerSecondMicros))
            {
                field = nameof(Slot.FloorPerSecondMicros);
            }
            else if (!slot.RequiredDurations.IsEmpty && (slot.MinDurationMilliseconds | slot.MaxDurationMilliseconds) != 0)
            {
                (field, code) = (nameof(Slot.RequireDuration), RequestErrorCode.Conflict);
            }
            else if (!slot.DurationFloors.IsEmpty && slot.FloorPerSecondMicros > 0)
            {
                (field, code) = (nameof(Slot.FloorPerSecondMicros), RequestErrorCode.Conflict);
            }

            if (field is not null)
            {
                return new RequestError(code, field);
            }
        }

        return default;
    }

    // Positive, finite and never rising; each comparison is false for what is not a number.
    private static bool AreWeights(scoped ReadOnlySpan<double> weights)
    {
        double before = AdSelectLimits.MaxPlaceWeight;
        foreach (double weight in weights[..Math.Min(weights.Length, AdSelectLimits.MaxWinners)])
        {
            if (!(weight > 0 && weight <= before))
            {
                return false;
            }

            before = weight;
        }

        return true;
    }

    private static bool IsMoney(long micros) => (ulong)micros <= AdSelectLimits.MaxMoneyMicros;

    private static bool IsDuration(int milliseconds) => (uint)milliseconds <= AdSelectLimits.MaxDurationMilliseconds;
}
