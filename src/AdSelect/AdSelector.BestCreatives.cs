// Which creatives of a line item the host's model thinks best.
using System.Numerics;
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Eligibility;
using AdSelect.Indexing;

namespace AdSelect;

public sealed partial class AdSelector
{
    /// <summary>
    /// Of the creatives that may serve those with the highest predicted rate, several where they tie. All of them where the
    /// rotation is another, nothing is predicted, or the request explores.
    /// </summary>
    /// <param name="call">The call, whose predictor and room for questions it takes.</param>
    /// <param name="gates">The gates of the line item's part of the snapshot.</param>
    /// <param name="delta">The delta if that is the part.</param>
    /// <param name="lineItem">Ordinal of the line item in its part.</param>
    /// <param name="eligible">Bit n: its n-th attached creative may serve.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong BestCreatives<TPredictor>(scoped in Call<TPredictor> call, scoped in EligibilityGates gates, DeltaView? delta, int lineItem, ulong eligible)
        where TPredictor : struct, IRatePredictor, allows ref struct =>
        Predicts<TPredictor>() && gates.Catalog.LineItems[lineItem].Rotation == CreativeRotation.BestPredicted ? AskForBest(call, gates, delta, lineItem, eligible) : eligible;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong AskForBest<TPredictor>(scoped in Call<TPredictor> call, scoped in EligibilityGates gates, DeltaView? delta, int lineItem, ulong eligible)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        FrozenCatalog catalog = gates.Catalog;
        ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
        ref readonly TermsRow terms = ref catalog.TermsOf(lineItem);
        if (BitOperations.PopCount(eligible) < 2 || CreativeChoice.Explores(terms.Exploration, gates.Facts.Id, catalog.LineItemKeys[lineItem]))
        {
            return eligible;
        }

        var question = new RateQuestion(call.Current.Snapshot.Key, lineItem + (delta?.FirstLineItem ?? 0), PredictedPrice.EventOfCreatives(row.PriceModel));
        double most = -1;
        ulong best = 0;
        ulong unanswered = eligible;
        while (unanswered != 0)
        {
            ulong asked = unanswered;
            int count = 0;
            for (; unanswered != 0 && count < call.Questions.Length; unanswered &= unanswered - 1)
            {
                int creative = catalog.LineItemCreatives[row.FirstCreative + BitOperations.TrailingZeroCount(unanswered)];
                call.Questions[count++] = question with { CreativeOrdinal = delta is null ? creative : delta.Creatives[creative] };
            }

            call.Predictor.Predict(call.Current.Snapshot, call.Questions[..count], call.Rates[..count]);
            for (int i = 0; i < count; i++, asked &= asked - 1)
            {
                double rate = PredictedPrice.CountedRateOfCreative(terms, call.Rates[i]);
                ulong bit = asked & (~asked + 1);
                best = rate > most ? bit : rate == most ? best | bit : best;
                most = Math.Max(most, rate);
            }
        }

        return best;
    }
}
