// The way in: what must hold of a request, and the memory in which it is answered.
using System.Runtime.CompilerServices;
using AdSelect.Internals;

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
        if (!TryEnter(out RequestError error))
        {
            answer.Error = error;
            return;
        }

        CheckedRequest work = default;
        answer.Error = work.Check(errand, request, Math.Clamp(TPredictor.BatchSize, 1, AdSelectLimits.MaxPredictionBatch), answer.Room.Length);
        if (answer.Error.Code == RequestErrorCode.None)
        {
            SelectInMemory(work, request, predictor, ref answer);
        }
    }

    /// <summary>Whether the thread has the stack that a call may take.</summary>
    public static bool TryEnter(out RequestError error)
    {
        bool suffices = RuntimeHelpers.TryEnsureSufficientExecutionStack();
        error = suffices ? default : new RequestError(RequestErrorCode.StackTooSmall, ThisThread);
        return suffices;
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
    private static void SelectIn<TPredictor>(
        scoped in CheckedRequest work,
        in AdRequest request,
        TPredictor predictor,
        scoped ref AdAnswer answer,
        scoped CallMemory memory)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        scoped Call<TPredictor> call = default;
        answer.Error = call.Begin(work, request, predictor, ref memory);
        if (answer.Error.Code != RequestErrorCode.None)
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
