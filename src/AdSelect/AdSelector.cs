// The entrance of the data plane: holds the current snapshot with its delivery state, and answers requests.
using AdSelect.Internals;
using AdSelect.Matching.Kernels;
using AdSelect.Serving;
using AdSelect.Snapshots;

namespace AdSelect;

/// <summary>
/// Answers ad requests from the current snapshot. Thread-safe; make one and share it. Selecting allocates nothing,
/// reads no clock and draws no random number: the same snapshot, request and delivery state give the same answer.
/// </summary>
public sealed class AdSelector
{
    private readonly Lock _publishing = new();
    private readonly KernelWidth _kernel;
    private Publication _current;

    /// <summary>Makes a selector over a first snapshot.</summary>
    /// <exception cref="SnapshotException">The snapshot is a delta; it needs its base (<see cref="AdSnapshot.WithDelta"/>).</exception>
    public AdSelector(AdSnapshot snapshot)
        : this(snapshot, KernelWidths.Best)
    {
    }

    /// <summary>With a kernel other than the machine's best, to compare them.</summary>
    internal AdSelector(AdSnapshot snapshot, KernelWidth kernel)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        snapshot.RequireWhole();
        _kernel = kernel;
        _current = new Publication(snapshot, new DeliveryState(snapshot.Segments));
    }

    /// <summary>The snapshot that answers now.</summary>
    public AdSnapshot Snapshot => Volatile.Read(ref _current).Snapshot;

    /// <summary>What was delivered and what is paused, for the current snapshot.</summary>
    public DeliveryState Delivery => Volatile.Read(ref _current).Delivery;

    /// <summary>
    /// Makes another snapshot the current one and returns the snapshot replaced. Calls under way finish with the one
    /// they began with. Kill switches and what was delivered carry over by id, also what is written to the old
    /// <see cref="Delivery"/> meanwhile or later. An id that one edition lacks starts anew when it returns.
    /// </summary>
    /// <remarks>
    /// A delta (<see cref="AdSnapshot.IsDelta"/>) joins its base, which must be the <see cref="AdSnapshot.Base"/> of the
    /// current snapshot, with as many of its deltas as the delta was compiled against; later ones it replaces
    /// (<see cref="AdSnapshot.WithDelta"/>). Any other snapshot replaces base and deltas.
    /// </remarks>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="refuseOlder">
    /// True refuses a snapshot whose <see cref="AdSnapshot.Generation"/> is below that of the current one, as when hosts read files that
    /// arrive in any order. False lets a host go back on purpose.
    /// </param>
    /// <exception cref="SnapshotException">
    /// The snapshot is a delta of another base, or refused as older (<see cref="SnapshotError.Older"/>). The current snapshot stays, with its
    /// delivery state.
    /// </exception>
    public AdSnapshot Publish(AdSnapshot snapshot, bool refuseOlder = false)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        lock (_publishing)
        {
            Publication old = _current;
            AdSnapshot next = snapshot.IsDelta ? old.Snapshot.WithDelta(snapshot) : snapshot;
            if (refuseOlder && next.Generation < old.Snapshot.Generation)
            {
                throw Refusal.Older(next.Generation, old.Snapshot.Generation);
            }

            Volatile.Write(ref _current, new Publication(next, old.Delivery.CarryOver(next.Segments)));
            return old.Snapshot;
        }
    }

    /// <summary>
    /// Answers made-up requests until told to stop, so that the runtime has compiled its fastest code before the first listener comes: the
    /// first calls in a process are a hundred times slower than later ones. Call it before a selector takes requests.
    /// </summary>
    /// <param name="snapshot">The snapshot; the requests have values that its targeting lists. A later snapshot needs no further call.</param>
    /// <param name="until">Ends it. Two seconds of one core suffice: <c>new CancellationTokenSource(TimeSpan.FromSeconds(2)).Token</c>.</param>
    /// <returns>How many requests were answered, at most <see cref="AdSelectLimits.MaxWarmUpRequests"/>.</returns>
    /// <exception cref="SnapshotException">The snapshot is a delta; it needs its base.</exception>
    public static int WarmUp(AdSnapshot snapshot, CancellationToken until) => WarmUp(snapshot, default(NoPredictor), until);

    /// <summary>As <see cref="WarmUp(AdSnapshot, CancellationToken)"/>, for selections with a predictor of this type: its code is compiled with it.</summary>
    public static int WarmUp<TPredictor>(AdSnapshot snapshot, TPredictor predictor, CancellationToken until)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        snapshot.RequireWhole();
        int count = new WarmUp<TPredictor>(snapshot, predictor).Run(until);
        GC.KeepAlive(snapshot);
        return count;
    }

    /// <summary>
    /// Selects ads. For <see cref="AdRequest.Slot"/>: the ranking, best first, as many as <paramref name="winners"/>
    /// holds, which must be one at least. For <see cref="AdRequest.Slots"/>: at most one winner a slot, in the order of the slots; an unfilled slot
    /// has no entry.
    /// </summary>
    /// <remarks>
    /// A call needs up to 128 KB of stack, whatever the request; a thread that has less left is refused
    /// (<see cref="RequestErrorCode.StackTooSmall"/>). Large requests take native memory besides, which is kept for the next call.
    /// </remarks>
    /// <returns>The number of winners written.</returns>
    /// <exception cref="AdRequestException">The request has an error; nothing was written.</exception>
    public int Select(in AdRequest request, Span<AdSelection> winners) => Select(request, default(NoPredictor), winners);

    /// <summary>
    /// As <see cref="Select(in AdRequest, Span{AdSelection})"/>, with rates that the host predicts for this request. The answer is
    /// the one that asking for every line item would give; only those that could still win are asked for.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="predictor">The host's model, copied; what it throws reaches the caller.</param>
    /// <param name="winners">Filled, best first or by slot.</param>
    /// <returns>The number of winners written.</returns>
    /// <exception cref="AdRequestException">The request has an error; nothing was written.</exception>
    public int Select<TPredictor>(in AdRequest request, TPredictor predictor, Span<AdSelection> winners)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        var answer = new AdAnswer(winners);
        return TrySelect(request, predictor, ref answer) ? answer.Winners.Length : Throw.Request<int>(answer.Error);
    }

    /// <summary>
    /// As <see cref="Select(in AdRequest, Span{AdSelection})"/>, with all that there is to say: the snapshot that decided, why a slot is empty,
    /// the ghosts, and an error as a value instead of an exception.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="answer">Filled. With room for ghosts the selection of a unit that is held out from an experiment is run twice.</param>
    /// <returns>False when the request has an error: <see cref="AdAnswer.Error"/>.</returns>
    public bool TrySelect(in AdRequest request, ref AdAnswer answer) => TrySelect(request, default(NoPredictor), ref answer);

    /// <summary>As <see cref="TrySelect(in AdRequest, ref AdAnswer)"/>, with rates that the host predicts for this request.</summary>
    public bool TrySelect<TPredictor>(in AdRequest request, TPredictor predictor, ref AdAnswer answer)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        Publication current = Volatile.Read(ref _current);
        Entrance.Select(new Errand(current, _kernel), request, predictor, ref answer);
        GC.KeepAlive(current);
        return answer.Error.Code == RequestErrorCode.None;
    }

    /// <summary>
    /// Fills <see cref="AdRequest.Break"/>: the ads that are together worth the most, in the order of play. See docs/breaks.md for what is
    /// maximised and which rules hold.
    /// </summary>
    /// <param name="request">The request, with a break.</param>
    /// <param name="ads">Filled in the order of play. Room for all spots and <see cref="AdBreak.MaxAds"/> ads.</param>
    /// <returns>How many ads were written, and how sure it is that nothing is better.</returns>
    /// <exception cref="AdRequestException">The request has an error; nothing was written.</exception>
    public BreakResult SelectBreak(in AdRequest request, Span<AdSelection> ads) => SelectBreak(request, default(NoPredictor), ads);

    /// <summary>As <see cref="SelectBreak(in AdRequest, Span{AdSelection})"/>, with rates that the host predicts for this request.</summary>
    /// <param name="request">The request, with a break.</param>
    /// <param name="predictor">The host's model, copied; what it throws reaches the caller.</param>
    /// <param name="ads">Filled in the order of play.</param>
    /// <exception cref="AdRequestException">The request has an error; nothing was written.</exception>
    public BreakResult SelectBreak<TPredictor>(in AdRequest request, TPredictor predictor, Span<AdSelection> ads)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        var answer = new AdAnswer(ads);
        return TrySelectBreak(request, predictor, ref answer) ? answer.Break : Throw.Request<BreakResult>(answer.Error);
    }

    /// <summary>As <see cref="SelectBreak(in AdRequest, Span{AdSelection})"/>, with all that there is to say, and an error as a value.</summary>
    /// <param name="request">The request, with a break.</param>
    /// <param name="answer">Filled. With room for ghosts the break of a unit that is held out from an experiment is filled twice.</param>
    /// <returns>False when the request has an error: <see cref="AdAnswer.Error"/>.</returns>
    public bool TrySelectBreak(in AdRequest request, ref AdAnswer answer) => TrySelectBreak(request, default(NoPredictor), ref answer);

    /// <summary>As <see cref="TrySelectBreak(in AdRequest, ref AdAnswer)"/>, with rates that the host predicts for this request.</summary>
    public bool TrySelectBreak<TPredictor>(in AdRequest request, TPredictor predictor, ref AdAnswer answer)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        Publication current = Volatile.Read(ref _current);
        Entrance.Select(new Errand(current, _kernel, IsBreak: true), request, predictor, ref answer);
        GC.KeepAlive(current);
        return answer.Error.Code == RequestErrorCode.None;
    }

    /// <summary>
    /// All line items whose targeting matches, whether or not they may serve. Needs neither id, time nor slot.
    /// Ordinals are written in no particular but in a stable order, as many as <paramref name="lineItems"/> holds.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="lineItems">Filled with ordinals of <paramref name="snapshot"/>, which <see cref="AdSnapshot.LineItemAt"/> there resolves.</param>
    /// <param name="snapshot">The snapshot that decided.</param>
    /// <returns>The number that match, which may exceed the span's length.</returns>
    /// <exception cref="AdRequestException">The request has an error; nothing was written.</exception>
    public int Match(in AdRequest request, Span<int> lineItems, out AdSnapshot snapshot)
    {
        AdSnapshot current = Snapshot;
        snapshot = current;
        int count = MatchAll.Run(current, _kernel, request, lineItems, out RequestError error);
        GC.KeepAlive(current);
        return error.Code == RequestErrorCode.None ? count : Throw.Request<int>(error);
    }

    /// <summary>The number of line items whose targeting matches.</summary>
    /// <exception cref="AdRequestException">The request has an error.</exception>
    public int CountMatches(in AdRequest request) => Match(request, [], out _);

    /// <summary>As the other, where the snapshot is known.</summary>
    internal int Match(in AdRequest request, Span<int> lineItems) => Match(request, lineItems, out _);

    /// <summary>
    /// Says why a line item serves or does not serve this request: every step's verdict, the parts of the targeting
    /// that failed, and its place in the ranking. With several slots, the slot in which it came furthest. A request with a
    /// break is refused: what its slot alone would give is no answer about the break. Allocates; not for the hot path.
    /// </summary>
    /// <exception cref="ArgumentException">No line item has the id.</exception>
    /// <exception cref="AdRequestException">The request has an error.</exception>
    public Explanation Explain(in AdRequest request, string lineItemId) => Explain(request, default(NoPredictor), lineItemId);

    /// <summary>As <see cref="Explain(in AdRequest, string)"/>, for a selection with rates that the host predicts.</summary>
    /// <exception cref="ArgumentException">No line item has the id.</exception>
    /// <exception cref="AdRequestException">The request has an error.</exception>
    public Explanation Explain<TPredictor>(in AdRequest request, TPredictor predictor, string lineItemId)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        if (!request.Break.IsEmpty)
        {
            Throw.Request(RequestErrorCode.NotExplained, nameof(AdRequest.Break));
        }

        Publication current = Volatile.Read(ref _current);
        Explanation explanation = Explaining.Of(current, _kernel, request, predictor, lineItemId);
        GC.KeepAlive(current);
        return explanation;
    }
}
