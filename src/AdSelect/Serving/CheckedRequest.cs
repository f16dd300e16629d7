// A request that was found to be without error, and what answering it takes.
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Breaks;
using AdSelect.Eligibility;
using AdSelect.Frequency;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;
using AdSelect.Matching.Kernels;

namespace AdSelect.Serving;

/// <summary>What a call is asked to do, beside its request.</summary>
/// <param name="Current">What answers.</param>
/// <param name="Kernel">How rows are intersected.</param>
/// <param name="IsBreak">Whether the request's break is filled; otherwise its slots.</param>
/// <param name="Watch">Shown the auctions; null where nobody explains.</param>
internal readonly record struct Errand(Publication Current, KernelWidth Kernel, bool IsBreak = false, AuctionWatch? Watch = null);

internal ref struct CheckedRequest
{
    public Errand Errand;

    /// <summary>The listener's impression history, checked.</summary>
    public ExposureHistories Histories;

    public ProfileBytes Profile;

    /// <summary>Candidates that are ranked at a time.</summary>
    public int Places;

    /// <summary>Questions that the predictor is asked at a time.</summary>
    public int Batch;

    /// <summary>Links that the impression history is folded into.</summary>
    public int HistoryLinks;

    /// <summary>Whether prices may go before guaranteed line items.</summary>
    public bool IsDynamic;

    /// <summary>Finds the first thing wrong with a request, apart from the kinds of its values; or else what answering it takes.</summary>
    /// <param name="errand">What is to be done.</param>
    /// <param name="request">The request.</param>
    /// <param name="batch">Questions that the predictor is asked at a time.</param>
    /// <param name="room">Room for winners.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public RequestError Check(scoped in Errand errand, scoped in AdRequest request, int batch, int room)
    {
        RequestError error = errand.IsBreak ? BreakCheck.Check(request, room) : RequestCheck.Check(request, request.OfferedSlots, room);
        if (error.Code != RequestErrorCode.None)
        {
            return error;
        }

        if (request.Histories.OnDamage > DamagedHistory.TreatAsMissing)
        {
            return new RequestError(RequestErrorCode.OutOfRange, nameof(ExposureHistories.OnDamage));
        }

        if (request.Histories.IsAnyGiven)
        {
            Histories = request.Histories;
            error = HistoryCheck.Check(ref Histories, request.Consent.AllowsPersonalData);
            if (error.Code != RequestErrorCode.None)
            {
                return error;
            }

            HistoryLinks = ExposureTable.LinksFor(Histories);
        }
        else
        {
            Histories.TakeKnown(request.Histories, request.Consent.AllowsPersonalData);
        }

        if (!request.Profile.IsEmpty)
        {
            error = OpenProfile(errand.Current.Snapshot, request, out Profile);
        }

        Errand = errand;
        Places = errand.IsBreak ? AdSelectLimits.MaxBreakLineItems : request.HasSlot ? room : 1;
        Batch = batch;

        // Without a guaranteed line item that would give way, dynamic allocation changes nothing.
        IsDynamic = request.DynamicAllocation && errand.Current.Delivery.HasOpportunityCosts;
        return error;
    }

    /// <summary>Opens a request's profile, which must be of the snapshot's base.</summary>
    public static RequestError OpenProfile(AdSnapshot snapshot, scoped in AdRequest request, out ProfileBytes profile)
    {
        RequestErrorCode opened = ProfileBytes.Open(request.Profile, snapshot.Catalog, out profile);
        return opened == RequestErrorCode.None ? default : new RequestError(opened, nameof(AdRequest.Profile));
    }

    public readonly Publication Current => Errand.Current;

    public readonly KernelWidth Kernel => Errand.Kernel;

    public readonly bool IsBreak => Errand.IsBreak;

    public readonly AuctionWatch? Watch => Errand.Watch;

    public readonly SegmentList Segments => Errand.Current.Snapshot.Segments;

    /// <summary>Whether some line item has a share of voice or a weight.</summary>
    public readonly bool HasDraws
    {
        get
        {
            bool hasDraws = false;
            foreach (Segment segment in Segments.All)
            {
                hasDraws |= segment.Catalog.HasDraws;
            }

            return hasDraws;
        }
    }

    // What FillBreak and FillRound take.
    private static int BreakBytes { get; } =
        CallMemory.SizeOf<ExposureRecord>(AdSelectLimits.MaxSessionAds) + CallMemory.SizeOf<PlayedAd>(AdSelectLimits.MaxSessionAds)
        + CallMemory.SizeOf<ulong>(AdSelectLimits.MaxSessionKeys)
        + (2 * CallMemory.SizeOf<ulong>(BreakPlaces.MemoryFor(AdSelectLimits.MaxBreakAds)))
        + CallMemory.SizeOf<BreakChoice>(AdSelectLimits.MaxBreakCandidates) + CallMemory.SizeOf<BreakCap>(AdSelectLimits.MaxBreakCaps)
        + CallMemory.SizeOf<int>(StandInDurations.Most) + CallMemory.SizeOf<ulong>(StandInDurations.Most)
        + CallMemory.SizeOf<FixedSpot>(AdSelectLimits.MaxBreakAds) + CallMemory.SizeOf<BreakPlacement>(AdSelectLimits.MaxBreakAds)
        + CallMemory.SizeOf<int>(AdSelectLimits.MaxBreakCaps) + CallMemory.SizeOf<UInt128>(Tiers.Last + 1)
        + BreakPool.Bytes;

    /// <summary>All that a <see cref="Call{TPredictor}"/> takes, in bytes.</summary>
    public readonly int BytesFor(in AdRequest request)
    {
        int bytes = SegmentRequests.BytesFor(Segments, Profile, request)
            + CallMemory.SizeOf<ushort>(HistoryLinks) + CallMemory.SizeOf<HistoryIndex>(ExposureTable.Identities)
            + AuctionMemory.BytesFor(Places, IsDynamic, HasDraws) + CallMemory.SizeOf<RateQuestion>(Batch) + CallMemory.SizeOf<double>(Batch);
        return IsBreak ? bytes + BreakBytes : bytes;
    }
}
