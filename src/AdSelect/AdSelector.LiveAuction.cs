// One slot's auction where the order is known only now: predicted rates, pacing, draws, fixed deals, prices against promises, or a delta beside its base.
using AdSelect.Auctions;
using AdSelect.Eligibility;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;

namespace AdSelect;

public sealed partial class AdSelector
{
    /// <summary>
    /// Takes the candidates of one part of a snapshot into a contest. Nothing stronger than a line item's most can come of it,
    /// so the most is held against the contest first; gates and targeting come after, the predictor last.
    /// </summary>
    /// <remarks>Call <see cref="Settle"/> when the walk is over: questions wait until there are as many as the predictor wants.</remarks>
    private ref struct LiveAuction<TPredictor> : ICandidateVisitor
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        private readonly EligibilityGates _gates;
        private readonly Valuation _valuation;
        private readonly AdSnapshot _snapshot;
        private readonly DeltaView? _delta;
        private readonly TPredictor _predictor;
        private readonly Span<RateQuestion> _questions;
        private readonly Span<double> _rates;
        private readonly DeliveryState _delivery;
        private Contest _contest;
        private readonly ReadOnlySpan<UInt128> _mostAfterTier;
        private int _waiting;

        /// <param name="gates">The gates of the part.</param>
        /// <param name="valuation">What the part's line items are worth.</param>
        /// <param name="delivery">What hosts set of the part's line items.</param>
        /// <param name="contest">The contest so far.</param>
        /// <param name="predictor">The host's predictor.</param>
        /// <param name="snapshot">The whole snapshot, for the predictor.</param>
        /// <param name="delta">The delta if the part is one.</param>
        /// <param name="questions">Room for questions to the predictor.</param>
        /// <param name="rates">As much room for its answers.</param>
        /// <param name="mostAfterTier">Where all tiers count as one: for each tier, the most rank score after it; otherwise empty.</param>
        public LiveAuction(scoped in EligibilityGates gates, scoped in Valuation valuation, DeliveryState delivery, scoped in Contest contest, TPredictor predictor, AdSnapshot snapshot, DeltaView? delta, Span<RateQuestion> questions, Span<double> rates, ReadOnlySpan<UInt128> mostAfterTier = default)
        {
            _gates = gates;
            _valuation = valuation;
            _delivery = delivery;
            _contest = contest;
            _predictor = predictor;
            _snapshot = snapshot;
            _delta = delta;
            _questions = questions;
            _rates = rates;
            _mostAfterTier = mostAfterTier;
        }

        /// <summary>What the candidates so far came to.</summary>
        public readonly Contest Contest => _contest;

        private static bool Predicts => typeof(TPredictor) != typeof(NoPredictor);

        private readonly FrozenCatalog Catalog => _gates.Catalog;

        private readonly bool IsOneTotal => !_mostAfterTier.IsEmpty;

        private readonly byte TierOf(in LineItemRow row) => IsOneTotal ? (byte)Tiers.OfAll : row.Tier;

        /// <summary>False when not even the part's strongest line item of a format can change the answer.</summary>
        public readonly bool CouldTake(int partition)
        {
            ref readonly PartitionRow image = ref Catalog.Partitions[partition];
            return image.EntryCount > 0 && !IsBeyondReach(Catalog.Entries[image.FirstEntry].LineItem);
        }

        public readonly bool IsBeyondReach(int lineItem)
        {
            ref readonly LineItemRow row = ref Catalog.LineItems[lineItem];
            if (IsOneTotal)
            {
                return _contest.IsBeyondReach(Tiers.OfAll, UInt128.Max(_valuation.MostScoreFrom(lineItem, row), _mostAfterTier[row.Tier]));
            }

            return _contest.IsBeyondReach(row.Tier, Tiers.IsDrawn(row.Tier) ? UInt128.MaxValue : _valuation.MostScoreFrom(lineItem, row));
        }

        public readonly bool Admits(in EntryRecord entry)
        {
            ref readonly LineItemRow row = ref Catalog.LineItems[entry.LineItem];
            long most = _valuation.MostCpmMicros(entry.LineItem, row);
            bool isOrdered = IsOneTotal || !Tiers.IsDrawn(row.Tier);
            UInt128 mostScore = isOrdered ? _valuation.Score(entry.LineItem, row, most) : UInt128.MaxValue;
            return !_contest.IsBeyondReach(TierOf(row), mostScore) && _gates.Admits(entry, row, most);
        }

        public void Take(in EntryRecord entry)
        {
            ref readonly LineItemRow row = ref Catalog.LineItems[entry.LineItem];
            if (!_gates.PassesListener(entry.LineItem, row))
            {
                return;
            }

            if (!Predicts || !PredictedPrice.IsPredicted(row.PriceModel))
            {
                Rank(entry.LineItem, row, row.EffectiveCpmMicros, double.NaN);
                return;
            }

            _questions[_waiting++] = new RateQuestion(_snapshot.Key, entry.LineItem + FirstNumber, PredictedPrice.EventOf(row.PriceModel));
            if (_waiting == _questions.Length)
            {
                Settle();
            }
        }

        /// <summary>Asks what is still to be asked, and ranks it.</summary>
        public void Settle()
        {
            if (_waiting == 0)
            {
                return;
            }

            _predictor.Predict(_snapshot, _questions[.._waiting], _rates[.._waiting]);
            for (int i = 0; i < _waiting; i++)
            {
                int lineItem = _questions[i].LineItemOrdinal - FirstNumber;
                ref readonly LineItemRow row = ref Catalog.LineItems[lineItem];
                long cpm = _valuation.CpmMicros(lineItem, _rates[i], out double rate);

                // The gates knew only the most; the floor is held against what it came to.
                if (cpm == _valuation.MostCpmMicros(lineItem, row) || _gates.ServableCreatives(row, cpm) != 0)
                {
                    Rank(lineItem, row, cpm, rate);
                }
            }

            _waiting = 0;
        }

        private readonly int FirstNumber => _delta?.FirstLineItem ?? 0;

        private readonly int BidderOf(int lineItem, in LineItemRow row)
        {
            PriceCompetition competition = _gates.Facts.PriceCompetition;
            int own = Pricing.BidderOf(lineItem, row, competition);
            return _delta is null ? own : competition switch
            {
                PriceCompetition.OtherAdvertisers => _delta.Advertisers[own],
                PriceCompetition.OtherCampaigns => _delta.Campaigns[own],
                _ => own + _delta.FirstLineItem,
            };
        }

        private void Rank(int lineItem, in LineItemRow row, long cpmMicros, double rate)
        {
            if (!_gates.HasUncappedCreative(row, cpmMicros))
            {
                return;
            }

            cpmMicros = _gates.CountedCpmMicros(lineItem, row, cpmMicros);
            var candidate = new RankedCandidate
            {
                LineItem = lineItem + FirstNumber,
                Tier = TierOf(row),
                Bidder = BidderOf(lineItem, row),
                CountsNothing = IsOneTotal && row.Has(LineItemFlags.House),
                CpmMicros = cpmMicros,
                Factor = _valuation.Factor(lineItem, row),
                OpportunityMicros = RankedCandidate.NoOpportunityCost,
                Rate = rate,
            };
            if (_contest.IsDynamic)
            {
                candidate.Kind = Catalog.TermsOf(lineItem).Kind;
                candidate.OpportunityMicros = candidate.Kind == LineItemKind.Guaranteed ? _delivery.OpportunityCost(lineItem) : candidate.OpportunityMicros;
            }

            if (Tiers.IsDrawn(candidate.Tier))
            {
                Draw(ref candidate, lineItem);
            }
            else
            {
                _contest.Add(ref candidate);
            }
        }

        private void Draw(scoped ref RankedCandidate candidate, int lineItem)
        {
            ref readonly TermsRow terms = ref Catalog.TermsOf(lineItem);
            ulong key = Catalog.LineItemKeys[lineItem];
            if (Tiers.IsShare(candidate.Tier))
            {
                long units = ShareOfTier.Units(terms.ShareOfVoice);
                candidate.Ticket = Lots.Ticket(units, _contest.DrawId, key, HashPurpose.ShareOfVoice);
                _contest.AddShare(candidate, units);
            }
            else
            {
                candidate.Ticket = Lots.Ticket(terms.Weight * _valuation.Multiplier(lineItem), _gates.Facts.Id, key, HashPurpose.Lottery);
                _contest.Add(ref candidate);
            }
        }
    }
}
