// Which creatives of a line item the host's model predicts to do best.
using System.Numerics;
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Indexing;

namespace AdSelect.Serving;

internal ref partial struct Call<TPredictor>
{
    // Of the creatives that may serve (bit n: the n-th attached) those with the highest predicted rate, several where they tie. All of them
    // where the rotation is another, nothing is predicted, or the request explores.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ulong BestCreatives(int lineItem, ulong eligible) =>
        Predicts && _gates.Catalog.LineItems[lineItem].Rotation == CreativeRotation.BestPredicted ? AskForBest(lineItem, eligible) : eligible;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly ulong AskForBest(int lineItem, ulong eligible)
    {
        Segment segment = _gates.Segment;
        FrozenCatalog catalog = segment.Catalog;
        ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
        ref readonly TermsRow terms = ref catalog.TermsOf(lineItem);
        if (BitOperations.PopCount(eligible) < 2 || CreativeChoice.Explores(terms.Exploration, _gates.Facts.Id, catalog.LineItemKeys[lineItem]))
        {
            return eligible;
        }

        var question = new RateQuestion(_snapshot.Key, segment.NumberOf(lineItem), PredictedPrice.EventOfCreatives(row.PriceModel));
        double most = -1;
        ulong best = 0;
        ulong unanswered = eligible;
        while (unanswered != 0)
        {
            ulong asked = unanswered;
            int count = 0;
            for (; unanswered != 0 && count < _questions.Length; unanswered &= unanswered - 1)
            {
                int creative = catalog.LineItemCreatives[row.FirstCreative + BitOperations.TrailingZeroCount(unanswered)];
                _questions[count++] = question with { CreativeOrdinal = segment.Creatives[creative] };
            }

            _predictor.Predict(_snapshot, _questions[..count], _rates[..count]);
            for (int i = 0; i < count; i++, asked &= asked - 1)
            {
                double rate = PredictedPrice.CountedRateOfCreative(terms, _rates[i]);
                ulong bit = asked & (~asked + 1);
                best = rate > most ? bit : rate == most ? best | bit : best;
                most = Math.Max(most, rate);
            }
        }

        return best;
    }
}
