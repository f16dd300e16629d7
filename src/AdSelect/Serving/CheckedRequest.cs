// A request that was found to be without error, and what answering it takes.
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
internal readonly record struct Errand(Publication Current, KernelWidth Kernel, bool IsBreak = false, ContestWatch? Watch = null);

internal readonly ref struct CheckedRequest
{
    public required Errand Errand { get; init; }

    /// <summary>The listener's impression history, checked.</summary>
    public required ExposureHistories Histories { get; init; }

    public required ProfileBytes Profile { get; init; }

    /// <summary>Candidates that are ranked at a time.</summary>
    public required int Places { get; init; }

    /// <summary>Questions that the predictor is asked at a time.</summary>
    public required int Batch { get; init; }

    /// <summary>Whether prices may go before guaranteed line items.</summary>
    public required bool IsDynamic { get; init; }

    /// <summary>Links that the impression history is folded into.</summary>
    public required int HistoryLinks { get; init; }

    public Publication Current => Errand.Current;

    public KernelWidth Kernel => Errand.Kernel;

    public bool IsBreak => Errand.IsBreak;

    public ContestWatch? Watch => Errand.Watch;

    public SegmentList Segments => Errand.Current.Snapshot.Segments;

    /// <summary>Whether some line item has a share of voice or a weight.</summary>
    public bool HasDraws
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
        CallMemory.SizeOf<ExposureRecord>(AdSelectLimits.MaxSessionAds) + CallMemory.SizeOf<PlayedAd>(AdSelectLimits.MaxSessionAds) + CallMemory.SizeOf<ulong>(AdSelectLimits.MaxSessionKeys)
        + (2 * CallMemory.SizeOf<ulong>(BreakPlaces.MemoryFor(AdSelectLimits.MaxBreakAds)))
        + CallMemory.SizeOf<BreakChoice>(AdSelectLimits.MaxBreakCandidates) + CallMemory.SizeOf<BreakCap>(AdSelectLimits.MaxBreakCaps)
        + CallMemory.SizeOf<int>(StandInDurations.Most) + CallMemory.SizeOf<ulong>(StandInDurations.Most)
        + CallMemory.SizeOf<FixedSpot>(AdSelectLimits.MaxBreakAds) + CallMemory.SizeOf<BreakPlacement>(AdSelectLimits.MaxBreakAds)
        + CallMemory.SizeOf<int>(AdSelectLimits.MaxBreakCaps) + CallMemory.SizeOf<UInt128>(Tiers.Last + 1)
        + BreakPool.Bytes;

    /// <summary>All that a <see cref="Call{TPredictor}"/> takes, in bytes.</summary>
    public int BytesFor(in AdRequest request)
    {
        int bytes = SegmentRequests.BytesFor(Segments, Profile, request)
            + CallMemory.SizeOf<ushort>(HistoryLinks) + CallMemory.SizeOf<HistoryIndex>(ExposureTable.Identities)
            + ContestMemory.BytesFor(Places, IsDynamic, HasDraws) + CallMemory.SizeOf<RateQuestion>(Batch) + CallMemory.SizeOf<double>(Batch);
        return IsBreak ? bytes + BreakBytes : bytes;
    }
}
