// The façade of the data plane: holds the current snapshot with its delivery state, and answers requests.
using AdSelect.Internals;
using AdSelect.Matching.Kernels;
using AdSelect.Snapshots;

namespace AdSelect;

/// <summary>
/// Answers ad requests from the current snapshot. Thread-safe; make one and share it. Selecting allocates nothing,
/// reads no clock and draws no random number: the same snapshot, request and delivery state give the same answer.
/// </summary>
public sealed partial class AdSelector
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
        _current = new Publication(snapshot, new DeliveryState(snapshot.Catalog, snapshot.View));
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
    /// current snapshot, and takes the place of an earlier delta. Any other snapshot replaces base and delta.
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

            Volatile.Write(ref _current, new Publication(next, old.Delivery.CarryOver(next.Catalog, next.View)));
            return old.Snapshot;
        }
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
    public int Select(in AdRequest request, Span<AdSelection> winners) => Select(request, winners, out _);

    /// <summary>As <see cref="Select(in AdRequest, Span{AdSelection})"/>, and gives the snapshot that decided, which alone resolves the winners (<see cref="AdSnapshot.Describe"/>).</summary>
    /// <exception cref="AdRequestException">The request has an error; nothing was written.</exception>
    public int Select(in AdRequest request, Span<AdSelection> winners, out AdSnapshot snapshot)
    {
        Publication current = Volatile.Read(ref _current);
        snapshot = current.Snapshot;
        int count = SelectCore(current, request, default(NoPredictor), winners, out RequestError error);
        GC.KeepAlive(current);
        if (error.Code != RequestErrorCode.None)
        {
            Throw.Request(error);
        }

        return count;
    }

    /// <summary>As Select, with errors as a value instead of an exception.</summary>
    public bool TrySelect(in AdRequest request, Span<AdSelection> winners, out int count, out RequestError error)
    {
        return TrySelect(request, winners, out count, out error, out _);
    }

    /// <summary>As <see cref="TrySelect(in AdRequest, Span{AdSelection}, out int, out RequestError)"/>, and tells which snapshot decided.</summary>
    public bool TrySelect(in AdRequest request, Span<AdSelection> winners, out int count, out RequestError error, out AdSnapshot snapshot)
    {
        Publication current = Volatile.Read(ref _current);
        snapshot = current.Snapshot;
        count = SelectCore(current, request, default(NoPredictor), winners, out error);
        GC.KeepAlive(current);
        return error.Code == RequestErrorCode.None;
    }

    /// <summary>
    /// As <see cref="Select(in AdRequest, Span{AdSelection})"/>, with rates that the host predicts for this request. The answer is
    /// the one that asking for every line item would give; only those that could still win are asked for.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="predictor">The host's model, copied; what it throws reaches the caller.</param>
    /// <param name="winners">Filled, best first or by slot.</param>
    /// <param name="snapshot">The snapshot that decided.</param>
    /// <returns>The number of winners written.</returns>
    /// <exception cref="AdRequestException">The request has an error; nothing was written.</exception>
    public int Select<TPredictor>(in AdRequest request, TPredictor predictor, Span<AdSelection> winners, out AdSnapshot snapshot)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        Publication current = Volatile.Read(ref _current);
        snapshot = current.Snapshot;
        int count = SelectCore(current, request, predictor, winners, out RequestError error);
        GC.KeepAlive(current);
        if (error.Code != RequestErrorCode.None)
        {
            Throw.Request(error);
        }

        return count;
    }

    /// <summary>As <see cref="Select{TPredictor}(in AdRequest, TPredictor, Span{AdSelection}, out AdSnapshot)"/>.</summary>
    /// <exception cref="AdRequestException">The request has an error; nothing was written.</exception>
    public int Select<TPredictor>(in AdRequest request, TPredictor predictor, Span<AdSelection> winners)
        where TPredictor : struct, IRatePredictor, allows ref struct => Select(request, predictor, winners, out _);

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
        int count = MatchInMemory(current, request, lineItems, out RequestError error);
        GC.KeepAlive(current);
        if (error.Code != RequestErrorCode.None)
        {
            Throw.Request(error);
        }

        return count;
    }

    /// <summary>The number of line items whose targeting matches.</summary>
    /// <exception cref="AdRequestException">The request has an error.</exception>
    public int CountMatches(in AdRequest request) => Match(request, [], out _);

    /// <summary>As the other, where the snapshot is known.</summary>
    internal int Match(in AdRequest request, Span<int> lineItems) => Match(request, lineItems, out _);

    /// <summary>
    /// A snapshot and the state that belongs to it: replaced together, read with one volatile read. A call keeps it alive
    /// to its end, because references into a mapped file do not.
    /// </summary>
    private sealed record Publication(AdSnapshot Snapshot, DeliveryState Delivery);
}
