// The memory of one selection: how much it takes, where it is, and what is refused for want of it.
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Breaks;
using AdSelect.Eligibility;
using AdSelect.Frequency;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;

namespace AdSelect;

public sealed partial class AdSelector
{
    /// <summary>A request that was found to be without error, and what its selection takes.</summary>
    private readonly ref struct CheckedCall
    {
        public required Publication Current { get; init; }

        public required ExposureHistories Histories { get; init; }

        public required ProfileBytes Profile { get; init; }

        public required bool IsBreak { get; init; }

        public required bool IsDynamic { get; init; }

        /// <summary>Candidates that are ranked at a time.</summary>
        public required int Places { get; init; }

        /// <summary>Questions that the predictor is asked at a time.</summary>
        public required int Batch { get; init; }

        public ContestWatch? Watch { get; init; }

        public bool HasDraws => Current.Snapshot.Catalog.HasDraws || Current.Snapshot.View?.Catalog.HasDraws == true;

        public RequestMemory OfBase(in AdRequest request) => new(Current.Snapshot.Catalog, request.Terms.Length, Profile.ValueCount);

        // Its attributes are its own, so it is given a profile's values like any others.
        public RequestMemory OfDelta(in AdRequest request) => new(Current.Snapshot.View!.Catalog, request.Terms.Length + Profile.ValueCount);

        /// <summary>All that <see cref="SelectIn"/> and <see cref="SelectFromBoth"/> take, in bytes.</summary>
        public int BytesFor(in AdRequest request)
        {
            AdSnapshot snapshot = Current.Snapshot;
            int bytes = CallMemory.SizeOf<ushort>(ExposureTable.LinksFor(Histories)) + CallMemory.SizeOf<HistoryIndex>(ExposureTable.Identities)
                + OfBase(request).Bytes + CallMemory.SizeOf<char>(ExperimentGate.RoomFor(snapshot.Catalog, request.ExperimentUnit))
                + ContestMemory.BytesFor(Places, IsDynamic, HasDraws) + CallMemory.SizeOf<RateQuestion>(Batch) + CallMemory.SizeOf<double>(Batch);
            if (snapshot.View is { } delta)
            {
                RequestMemory size = OfDelta(request);
                bytes += size.Bytes + CallMemory.SizeOf<Term>(request.Profile.IsEmpty ? 0 : size.Terms)
                    + CallMemory.SizeOf<char>(ExperimentGate.RoomFor(delta.Catalog, request.ExperimentUnit));
            }

            return IsBreak ? bytes + BreakBytes : bytes;
        }
    }

    // What FillBreak and FillRound take.
    private static int BreakBytes { get; } =
        CallMemory.SizeOf<ExposureRecord>(AdSelectLimits.MaxSessionAds) + CallMemory.SizeOf<PlayedAd>(AdSelectLimits.MaxSessionAds) + CallMemory.SizeOf<ulong>(AdSelectLimits.MaxSessionKeys)
        + (2 * CallMemory.SizeOf<ulong>(BreakPlaces.MemoryFor(AdSelectLimits.MaxBreakAds)))
        + CallMemory.SizeOf<BreakChoice>(AdSelectLimits.MaxBreakCandidates) + CallMemory.SizeOf<BreakCap>(AdSelectLimits.MaxBreakCaps)
        + CallMemory.SizeOf<int>(StandInDurations.Most) + CallMemory.SizeOf<ulong>(StandInDurations.Most)
        + CallMemory.SizeOf<FixedSpot>(AdSelectLimits.MaxBreakAds) + CallMemory.SizeOf<BreakPlacement>(AdSelectLimits.MaxBreakAds)
        + CallMemory.SizeOf<int>(AdSelectLimits.MaxBreakCaps) + CallMemory.SizeOf<double>(2 * (Tiers.Last + 1))
        + BreakPool.Bytes;

    /// <summary>
    /// Selects in memory of its own: on the stack if it is little, otherwise in a borrowed block. Beside it a call takes less of the stack
    /// than <see cref="RuntimeHelpers.TryEnsureSufficientExecutionStack"/> asks for, so that nothing can exhaust it after the check.
    /// </summary>
    [SkipLocalsInit]
    private int SelectInMemory<TPredictor>(scoped in CheckedCall work, in AdRequest request, TPredictor predictor, Span<AdSelection> winners, out RequestError error, ref BreakResult result)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        int bytes = work.BytesFor(request);
        return bytes <= CallMemory.MaxOnStack
            ? SelectIn(work, request, predictor, winners, new CallMemory(stackalloc byte[bytes]), out error, ref result)
            : SelectInBlock(work, request, predictor, winners, out error, ref result);
    }

    // A predictor may throw: the block is given back all the same.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int SelectInBlock<TPredictor>(scoped in CheckedCall work, in AdRequest request, TPredictor predictor, Span<AdSelection> winners, out RequestError error, ref BreakResult result)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        nint block = NativeBlocks.Borrow();
        try
        {
            return SelectIn(work, request, predictor, winners, new CallMemory(NativeBlocks.Bytes(block)), out error, ref result);
        }
        finally
        {
            NativeBlocks.Return(block);
        }
    }
}
