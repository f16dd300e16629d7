// The line item that an explanation is about, in its segment and with that segment's delivery state.
using AdSelect.Auctions;
using AdSelect.Indexing;
using AdSelect.Pacing;

namespace AdSelect.Serving;

/// <param name="Snapshot">The snapshot that answers.</param>
/// <param name="Segment">The segment that has the line item.</param>
/// <param name="State">The delivery state that answers.</param>
/// <param name="Ordinal">The line item's ordinal there.</param>
internal sealed record AskedLineItem(AdSnapshot Snapshot, Segment Segment, DeliveryState State, int Ordinal)
{
    public FrozenCatalog Catalog => Segment.Catalog;

    public ref readonly LineItemRow Row => ref Segment.Catalog.LineItems[Ordinal];

    /// <summary>The delivery state of its segment.</summary>
    public SegmentDelivery Delivery => State.Of(Segment.Place);

    /// <summary>What it and its campaign have delivered, and what stops them.</summary>
    public DeliveryFacts Facts => State.FactsOf(Segment.Place, Ordinal);

    /// <summary>Its ordinal as answers state it.</summary>
    public int Number => Segment.NumberOf(Ordinal);

    /// <exception cref="ArgumentException">No line item has the id.</exception>
    public static AskedLineItem Find(Publication current, string lineItemId)
    {
        int lineItem = current.Snapshot.FindLineItem(lineItemId);
        if (lineItem < 0)
        {
            throw new ArgumentException($"No line item has the id '{lineItemId}'.", nameof(lineItemId));
        }

        Segment segment = current.Snapshot.Segments.OfLineItem(ref lineItem);
        return new AskedLineItem(current.Snapshot, segment, current.Delivery, lineItem);
    }

    /// <summary>What it would be ranked by, whether or not it may serve.</summary>
    public RankedCandidate Candidate<TPredictor>(TPredictor predictor)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        ref readonly LineItemRow row = ref Row;
        bool predicts = typeof(TPredictor) != typeof(NoPredictor);
        var valuation = new Valuation(Catalog, Delivery.Multipliers, predicts);
        long cpm = row.EffectiveCpmMicros;
        double rate = double.NaN;
        if (predicts && PredictedPrice.IsPredicted(row.PriceModel))
        {
            double predicted = double.NaN;
            predictor.Predict(Snapshot, [new RateQuestion(Snapshot.Key, Number, PredictedPrice.EventOf(row.PriceModel))], new Span<double>(ref predicted));
            cpm = valuation.CpmMicros(Ordinal, predicted, out rate);
        }

        LineItemKind kind = Catalog.TermsOf(Ordinal).Kind;
        return new RankedCandidate
        {
            LineItem = Number,
            Tier = row.Tier,
            Kind = kind,
            CpmMicros = cpm,
            Factor = valuation.Factor(Ordinal, row),
            OpportunityMicros = kind == LineItemKind.Guaranteed ? Delivery.OpportunityCost(Ordinal) : RankedCandidate.NoOpportunityCost,
            Rate = rate,
        };
    }
}
