// What a host implements to predict rates for each request.
namespace AdSelect;

/// <summary>One rate that a selection asks for, about a line item or a creative of the snapshot that decides.</summary>
public readonly record struct RateQuestion
{
    private readonly ulong _snapshotKey;

    // One more than the creative's, so that the default value asks about no creative.
    private readonly int _afterCreative;

    /// <summary>A question about a line item as a whole.</summary>
    public RateQuestion(LineItemRef lineItem, AdEvent @event)
        : this(lineItem.SnapshotKey, lineItem.Ordinal, @event)
    {
    }

    internal RateQuestion(ulong snapshotKey, int lineItem, AdEvent @event)
    {
        _snapshotKey = snapshotKey;
        LineItemOrdinal = lineItem;
        Event = @event;
    }

    /// <summary>The line item.</summary>
    public LineItemRef LineItem => new(_snapshotKey, LineItemOrdinal);

    /// <summary>
    /// The creative asked about; null for the line item as a whole. Creatives are asked about where
    /// <see cref="CreativeRotation.BestPredicted"/> has several to choose from.
    /// </summary>
    public CreativeRef? Creative
    {
        get => _afterCreative == 0 ? null : new CreativeRef(_snapshotKey, CreativeOrdinal);
        init => CreativeOrdinal = value?.Ordinal ?? -1;
    }

    /// <summary>
    /// The event the line item pays for: a click, a completed view or listen, or a conversion. A click for the creatives of one that pays
    /// by impression.
    /// </summary>
    public AdEvent Event { get; }

    internal int LineItemOrdinal { get; }

    internal int CreativeOrdinal
    {
        get => _afterCreative - 1;
        init => _afterCreative = value + 1;
    }
}

/// <summary>
/// A host's model of how likely an impression of a line item leads to the event it pays for. It is asked for line items
/// priced per click, action or completion that passed every other rule and could still win, and for the creatives of winners with
/// <see cref="CreativeRotation.BestPredicted"/> (in a break, of all that might be played), and for no others.
/// </summary>
/// <remarks>
/// Implement it as a struct, so that the calls are inlined; it may be a <c>ref struct</c> over the request's features. A
/// selection works on copies of it, so it should keep no state of its own. For the same request it must give the same rate for
/// a line item or creative, whenever and in whatever company it is asked; then the answer is the one that scoring every line item
/// would give. It must neither allocate, if selecting shall not, nor call the selector. What it throws reaches the caller
/// of <c>Select</c>.
/// </remarks>
public interface IRatePredictor
{
    /// <summary>
    /// How many questions it wants at a time, 1 to <see cref="AdSelectLimits.MaxPredictionBatch"/>. A larger batch serves models
    /// that score many at once; a selection then asks for somewhat more line items than it needs. The last batch may be
    /// smaller.
    /// </summary>
    static virtual int BatchSize => 1;

    /// <summary>Answers questions.</summary>
    /// <param name="snapshot">The snapshot that decides and to which the questions belong.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="rates">
    /// Filled with one rate for each question, from 0 to 1: events per impression. Less than 0 counts as 0, more than the
    /// line item's <see cref="LineItem.PredictedRateCeiling"/> as that, and NaN means no prediction: the authored rate.
    /// Of a creative the ceiling is 1.
    /// </param>
    void Predict(AdSnapshot snapshot, scoped ReadOnlySpan<RateQuestion> questions, scoped Span<double> rates);
}

/// <summary>Stands where no host predicts: everything is worth what the catalog says. Never asked.</summary>
internal readonly struct NoPredictor : IRatePredictor
{
    public void Predict(AdSnapshot snapshot, scoped ReadOnlySpan<RateQuestion> questions, scoped Span<double> rates) => rates.Fill(double.NaN);
}
