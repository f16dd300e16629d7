// Selecting with ghosts: what would have won, were the unit not held out from an experiment.
using AdSelect.Eligibility;
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect;

public sealed partial class AdSelector
{
    /// <summary>
    /// As <see cref="Select(in AdRequest, Span{AdSelection})"/>, and tells the ghosts: what the request's
    /// <see cref="AdRequest.ExperimentUnit"/> would have been served of line items that it is held out from. Ghosts are recorded to
    /// compare with, never served.
    /// </summary>
    /// <remarks>
    /// For a unit in the holdout arm of an experiment the selection is run once more as if it were not held out; the ghosts are
    /// those of its winners that are held out, with place or slot and price in that run. For any other unit there is no second run.
    /// </remarks>
    /// <param name="request">The request.</param>
    /// <param name="winners">Filled as ever.</param>
    /// <param name="ghosts">Filled with what has <see cref="AdSelection.IsGhost"/>; room for as many as winners, with several slots for one a slot.</param>
    /// <param name="ghostCount">The number of ghosts written.</param>
    /// <returns>The number of winners written.</returns>
    /// <exception cref="AdRequestException">The request has an error, or there is too little room; nothing was written.</exception>
    public int Select(in AdRequest request, Span<AdSelection> winners, Span<AdSelection> ghosts, out int ghostCount) =>
        Select(request, default(NoPredictor), winners, ghosts, out ghostCount, out _);

    /// <summary>As <see cref="Select(in AdRequest, Span{AdSelection}, Span{AdSelection}, out int)"/>, and tells which snapshot decided.</summary>
    /// <exception cref="AdRequestException">The request has an error, or there is too little room; nothing was written.</exception>
    public int Select(in AdRequest request, Span<AdSelection> winners, Span<AdSelection> ghosts, out int ghostCount, out AdSnapshot snapshot) =>
        Select(request, default(NoPredictor), winners, ghosts, out ghostCount, out snapshot);

    /// <summary>As <see cref="Select(in AdRequest, Span{AdSelection}, Span{AdSelection}, out int)"/>, with rates that the host predicts.</summary>
    /// <exception cref="AdRequestException">The request has an error, or there is too little room; nothing was written.</exception>
    public int Select<TPredictor>(in AdRequest request, TPredictor predictor, Span<AdSelection> winners, Span<AdSelection> ghosts, out int ghostCount, out AdSnapshot snapshot)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        Publication current = Volatile.Read(ref _current);
        snapshot = current.Snapshot;
        int count = SelectWithGhosts(current, request, predictor, winners, ghosts, out ghostCount, out RequestError error);
        GC.KeepAlive(current);
        if (error.Code != RequestErrorCode.None)
        {
            Throw.Request(error);
        }

        return count;
    }

    /// <summary>As <see cref="Select(in AdRequest, Span{AdSelection}, Span{AdSelection}, out int)"/>, with errors as a value instead of an exception.</summary>
    public bool TrySelect(in AdRequest request, Span<AdSelection> winners, Span<AdSelection> ghosts, out int count, out int ghostCount, out RequestError error, out AdSnapshot snapshot)
    {
        Publication current = Volatile.Read(ref _current);
        snapshot = current.Snapshot;
        count = SelectWithGhosts(current, request, default(NoPredictor), winners, ghosts, out ghostCount, out error);
        GC.KeepAlive(current);
        return error.Code == RequestErrorCode.None;
    }

    private int SelectWithGhosts<TPredictor>(Publication current, in AdRequest request, TPredictor predictor, Span<AdSelection> winners, Span<AdSelection> ghosts, out int ghostCount, out RequestError error)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        ghostCount = 0;
        int places = request.HasSlot ? winners.Length : request.Slots.Length;
        if (ghosts.Length < places)
        {
            error = new RequestError(RequestErrorCode.AnswerTooSmall, nameof(ghosts));
            return 0;
        }

        int count = SelectCore(current, request, predictor, winners, out error);
        if (error.Code == RequestErrorCode.None && IsHeldOut(current.Snapshot, request.ExperimentUnit))
        {
            // The second run is written where the ghosts go; those of its winners that are none are taken out.
            AdRequest admitted = request;
            admitted.AdmitsHeldOut = true;
            int admittedCount = SelectCore(current, admitted, predictor, ghosts[..places], out error);
            ghostCount = KeepGhosts(current.Snapshot, request.ExperimentUnit, ghosts[..admittedCount]);
        }

        return count;
    }

    private static int KeepGhosts(AdSnapshot snapshot, ReadOnlySpan<char> unit, Span<AdSelection> selections)
    {
        FrozenCatalog catalog = snapshot.Catalog;
        FrozenCatalog delta = snapshot.View?.Catalog ?? catalog;
        int firstOfDelta = snapshot.View?.FirstLineItem ?? int.MaxValue;
        var ofBase = new ExperimentGate(catalog, unit, admitsHeldOut: false, stackalloc char[ExperimentGate.RoomFor(catalog, unit)]);
        var ofDelta = new ExperimentGate(delta, unit, admitsHeldOut: false, stackalloc char[ExperimentGate.RoomFor(delta, unit)]);
        int count = 0;
        foreach (ref readonly AdSelection selection in selections)
        {
            int lineItem = selection.LineItemOrdinal;
            bool isGhost = lineItem < firstOfDelta
                ? ofBase.HoldsOut(catalog, lineItem, catalog.LineItems[lineItem])
                : ofDelta.HoldsOut(delta, lineItem - firstOfDelta, delta.LineItems[lineItem - firstOfDelta]);
            if (isGhost)
            {
                selections[count++] = selection with { IsGhost = true };
            }
        }

        return count;
    }

    private static bool IsHeldOut(AdSnapshot snapshot, ReadOnlySpan<char> unit) =>
        !unit.IsEmpty && (IsHeldOut(snapshot.Catalog, unit) || (snapshot.View is { } delta && IsHeldOut(delta.Catalog, unit)));

    private static bool IsHeldOut(FrozenCatalog catalog, ReadOnlySpan<char> unit)
    {
        for (int experiment = 0; experiment < catalog.Experiments.Length; experiment++)
        {
            if (UnitArms.IsHeldOut(catalog, experiment, unit))
            {
                return true;
            }
        }

        return false;
    }
}
