// A host's model of who reacts to what: taste vectors of listeners and line items, as a recommender would learn them.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AdSelect.Workload;

/// <summary>
/// Rates of one snapshot's line items, ready to be predicted for listeners: the authored rate times 1/3 to 3, by how well the
/// two tastes agree. Made once for a snapshot; thread-safe.
/// </summary>
public sealed class TasteModel
{
    /// <summary>Numbers in a taste.</summary>
    public const int Dimensions = 8;

    /// <summary>The most that a rate is of the authored one; the generator's ceilings are this.</summary>
    public const double MostTimes = 2;

    private readonly double[] _rates;
    private readonly float[] _tastes;
    private readonly ulong _snapshotKey;

    /// <summary>Learns, so to speak, the tastes of a catalog's line items.</summary>
    /// <param name="snapshot">The snapshot whose ordinals will be asked about.</param>
    /// <param name="catalog">The catalog it was compiled from.</param>
    public TasteModel(AdSnapshot snapshot, Catalog catalog)
    {
        _snapshotKey = snapshot.Key;
        _rates = new double[snapshot.LineItemCount];
        _tastes = new float[snapshot.LineItemCount * Dimensions];
        foreach (LineItem item in catalog.LineItems)
        {
            if (snapshot.TryFindLineItem(item.Id, out LineItemRef lineItem))
            {
                _rates[lineItem.Ordinal] = Math.Max(item.PredictedRates.Click, Math.Max(item.PredictedRates.Action, item.PredictedRates.Completion));
            }
        }

        for (int ordinal = 0; ordinal < _rates.Length; ordinal++)
        {
            Taste((ulong)ordinal, _tastes.AsSpan(ordinal * Dimensions, Dimensions));
        }
    }

    /// <summary>The predictor for one listener.</summary>
    /// <param name="taste">The listener's taste; <see cref="Dimensions"/> numbers that live as long as the predictor.</param>
    public Predictor For(ReadOnlySpan<float> taste) => new(this, taste);

    /// <summary>Some taste of length 1, always the same for a number.</summary>
    public static void Taste(ulong number, Span<float> taste)
    {
        Rng rng = Rng.For(number, Population.Taste, 0);
        float squares = 0;
        foreach (ref float one in taste)
        {
            one = (float)((rng.NextDouble() * 2) - 1);
            squares += one * one;
        }

        foreach (ref float one in taste)
        {
            one /= MathF.Sqrt(squares);
        }
    }

    /// <summary>Predicts for one listener.</summary>
    public readonly ref struct Predictor : IRatePredictor
    {
        private readonly TasteModel _model;
        private readonly ReadOnlySpan<float> _taste;

        internal Predictor(TasteModel model, ReadOnlySpan<float> taste)
        {
            _model = model;
            _taste = taste;
        }

        /// <inheritdoc/>
        public void Predict(AdSnapshot snapshot, scoped ReadOnlySpan<RateQuestion> questions, scoped Span<double> rates)
        {
            if (snapshot.Key != _model._snapshotKey)
            {
                // Nothing was learned for this snapshot, so its authored rates count.
                rates.Fill(double.NaN);
                return;
            }

            Vector256<float> own = Load(_taste);
            for (int i = 0; i < questions.Length; i++)
            {
                int lineItem = questions[i].LineItem.Ordinal;
                float agreement = Vector256.Dot(own, Load(_model._tastes.AsSpan(lineItem * Dimensions, Dimensions)));
                double times = agreement >= 0 ? 1 + ((MostTimes - 1) * agreement) : 1 / (1 - ((MostTimes - 1) * agreement));
                rates[i] = _model._rates[lineItem] * times;
            }
        }

        private static Vector256<float> Load(ReadOnlySpan<float> taste) => Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(taste));
    }
}
