// Ghosts: what would have won, were the unit not held out from an experiment.
using AdSelect.Eligibility;
using AdSelect.Indexing;

namespace AdSelect.Serving;

/// <summary>
/// For a unit in the holdout arm of an experiment the selection is run once more as if it were not held out; the ghosts are those of its
/// winners that are held out, with place or slot and price in that run. For any other unit there is no second run.
/// </summary>
internal static class GhostRun
{
    public static void Select<TPredictor>(in Errand errand, in AdRequest request, TPredictor predictor, scoped ref AdAnswer answer)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        int places = errand.IsBreak || request.HasSlot ? answer.Room.Length : request.Slots.Length;
        if (answer.GhostRoom.Length < places || answer.GhostRoom.Overlaps(answer.Room))
        {
            // What was never to be served must not stand where winners do.
            bool isSmall = answer.GhostRoom.Length < places;
            answer.Error = new RequestError(isSmall ? RequestErrorCode.AnswerTooSmall : RequestErrorCode.Conflict, "ghosts");
            return;
        }

        Entrance.SelectOnce(errand, request, predictor, ref answer);
        SegmentList segments = errand.Current.Snapshot.Segments;
        if (answer.Error.Code != RequestErrorCode.None || !IsHeldOut(segments, request.ExperimentUnit))
        {
            return;
        }

        // The second run is written where the ghosts go; those of its winners that are none are taken out.
        AdRequest admitted = request;
        admitted.AdmitsHeldOut = true;
        var second = new AdAnswer(answer.GhostRoom[..places]);
        Entrance.SelectOnce(errand, admitted, predictor, ref second);
        answer.Error = second.Error;
        answer.SetCounts(answer.Winners.Length, KeepGhosts(segments, request.ExperimentUnit, second.Room[..second.Winners.Length]));
    }

    private static int KeepGhosts(SegmentList segments, ReadOnlySpan<char> unit, Span<AdSelection> selections)
    {
        int count = 0;
        foreach (ref readonly AdSelection selection in selections)
        {
            int lineItem = selection.LineItemOrdinal;
            FrozenCatalog catalog = segments.OfLineItem(ref lineItem).Catalog;
            if (ExperimentGate.HoldsOut(catalog, unit, lineItem, catalog.LineItems[lineItem]))
            {
                selections[count++] = selection with { IsGhost = true };
            }
        }

        return count;
    }

    private static bool IsHeldOut(SegmentList segments, ReadOnlySpan<char> unit)
    {
        foreach (Segment segment in unit.IsEmpty ? [] : segments.All)
        {
            for (int experiment = 0; experiment < segment.Catalog.Experiments.Length; experiment++)
            {
                if (UnitArms.IsHeldOut(segment.Catalog, experiment, unit))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
