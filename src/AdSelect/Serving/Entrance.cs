// The way in: what must hold of a request, and the memory in which it is answered.
using System.Runtime.CompilerServices;
using AdSelect.Eligibility;
using AdSelect.Frequency;
using AdSelect.Internals;
using AdSelect.Matching;

namespace AdSelect.Serving;

internal static class Entrance
{
    private const string ThisThread = "thread";

    /// <summary>Answers a request, with ghosts where there is room for them.</summary>
    public static void Select<TPredictor>(in Errand errand, in AdRequest request, TPredictor predictor, scoped ref AdAnswer answer)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        answer.Begin(errand.Current.Snapshot);
        if (answer.GhostRoom.IsEmpty)
        {
            SelectOnce(errand, request, predictor, ref answer);
        }
        else
        {
            GhostRun.Select(errand, request, predictor, ref answer);
        }
    }

    /// <summary>Answers a request as it stands.</summary>
    public static void SelectOnce<TPredictor>(in Errand errand, in AdRequest request, TPredictor predictor, scoped ref AdAnswer answer)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        answer.Error = Check(errand, request, Math.Clamp(TPredictor.BatchSize, 1, AdSelectLimits.MaxPredictionBatch), answer.Room.Length, out CheckedRequest work);
        if (answer.Error.Code == RequestErrorCode.None)
        {
            SelectInMemory(work, request, predictor, ref answer);
        }
    }

    /// <summary>Finds the first thing wrong with a request, apart from the kinds of its values, or what answering it takes.</summary>
    /// <param name="errand">What is to be done.</param>
    /// <param name="request">The request.</param>
    /// <param name="batch">Questions that the predictor is asked at a time.</param>
    /// <param name="room">Room for winners.</param>
    /// <param name="work">The request, checked.</param>
    public static RequestError Check(scoped in Errand errand, scoped in AdRequest request, int batch, int room, out CheckedRequest work)
    {
        work = default;
        if (!TryEnter(out RequestError error))
        {
            return error;
        }

        error = errand.IsBreak ? BreakCheck.Check(request, room) : RequestCheck.Check(request, request.OfferedSlots, room);
        if (error.Code != RequestErrorCode.None)
        {
            return error;
        }

        ExposureHistories histories = request.Exposures;
        error = HistoryCheck.Check(ref histories, request.Consent.AllowsPersonalData);
        if (error.Code != RequestErrorCode.None)
        {
            return error;
        }

        error = OpenProfile(errand.Current.Snapshot, request, out ProfileBytes profile);
        if (error.Code != RequestErrorCode.None)
        {
            return error;
        }

        work = new CheckedRequest
        {
            Errand = errand,
            Histories = histories,
            HistoryLinks = ExposureTable.LinksFor(histories),
            Profile = profile,
            Places = errand.IsBreak ? AdSelectLimits.MaxBreakLineItems : request.HasSlot ? room : 1,
            Batch = batch,

            // Without a guaranteed line item that would give way, dynamic allocation changes nothing.
            IsDynamic = request.DynamicAllocation && errand.Current.Delivery.HasOpportunityCosts,
        };
        return default;
    }

    /// <summary>Whether the thread has the stack that a call may take.</summary>
    public static bool TryEnter(out RequestError error)
    {
        bool suffices = RuntimeHelpers.TryEnsureSufficientExecutionStack();
        error = suffices ? default : new RequestError(RequestErrorCode.StackTooSmall, ThisThread);
        return suffices;
    }

    /// <summary>Opens a request's profile, which must be of the snapshot's base.</summary>
    public static RequestError OpenProfile(AdSnapshot snapshot, scoped in AdRequest request, out ProfileBytes profile)
    {
        RequestErrorCode opened = ProfileBytes.Open(request.Profile, snapshot.Catalog, out profile);
        return opened == RequestErrorCode.None ? default : new RequestError(opened, nameof(AdRequest.Profile));
    }

    // On the stack if it is little, otherwise in a borrowed block. Beside it a call takes less of the stack than is asked for at the
    // entrance, so that nothing can exhaust it after the check.
    [SkipLocalsInit]
    private static void SelectInMemory<TPredictor>(scoped in CheckedRequest work, in AdRequest request, TPredictor predictor, scoped ref AdAnswer answer)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        int bytes = work.BytesFor(request);
        if (bytes <= CallMemory.MaxOnStack)
        {
            SelectIn(work, request, predictor, ref answer, new CallMemory(stackalloc byte[bytes]));
        }
        else
        {
            SelectInBlock(work, request, predictor, ref answer);
        }
    }

    // A predictor may throw: the block is given back all the same.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SelectInBlock<TPredictor>(scoped in CheckedRequest work, in AdRequest request, TPredictor predictor, scoped ref AdAnswer answer)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        nint block = NativeBlocks.Borrow();
        try
        {
            SelectIn(work, request, predictor, ref answer, new CallMemory(NativeBlocks.Bytes(block)));
        }
        finally
        {
            NativeBlocks.Return(block);
        }
    }

    // The memory is not cleared, because every span is written before it is read.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SelectIn<TPredictor>(scoped in CheckedRequest work, in AdRequest request, TPredictor predictor, scoped ref AdAnswer answer, scoped CallMemory memory)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        scoped var call = new Call<TPredictor>(work, request, predictor, ref memory, out RequestError error);
        answer.Error = error;
        if (error.Code != RequestErrorCode.None)
        {
            return;
        }

        if (work.IsBreak)
        {
            answer.SetCounts(call.FillBreak(request.Break, memory, answer.Room, out BreakResult result), 0);
            answer.Break = result;
        }
        else
        {
            answer.SetCounts(call.FillSlots(answer.Room, out EmptySlots empty), 0);
            answer.Empty = empty;
        }
    }
}
