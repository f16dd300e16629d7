// What the slots of one call share: the request in the snapshot's terms, and the memory of its auctions.
using AdSelect.Auctions;
using AdSelect.Eligibility;
using AdSelect.Frequency;
using AdSelect.Indexing;
using AdSelect.Matching;

namespace AdSelect;

public sealed partial class AdSelector
{
    private readonly ref struct Call<TPredictor>
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        public readonly RequestFacts Facts;
        public readonly ReadOnlySpan<Slot> Slots;
        public readonly ReadOnlySpan<Slot> Companions;
        public readonly ReadOnlySpan<double> PlaceWeights;

        /// <summary>Whether the answer is the ranking of one slot, and states places instead of slots.</summary>
        public readonly bool IsRanking;

        public Call(in AdRequest request)
        {
            Facts = new RequestFacts(request);
            Slots = request.OfferedSlots;
            Companions = request.CompanionSlots;
            IsRanking = request.HasSlot;

            // Slots to be filled have one place each.
            PlaceWeights = request.HasSlot ? request.PlaceWeights : [];
        }

        public required Publication Current { get; init; }

        public required ResolvedRequest Resolved { get; init; }

        public required RowPlan Plan { get; init; }

        public required ExposureTable Exposures { get; init; }

        public required ExperimentGate Experiments { get; init; }

        public required TPredictor Predictor { get; init; }

        /// <summary>Room for questions to the predictor.</summary>
        public required Span<RateQuestion> Questions { get; init; }

        /// <summary>As much room for its answers.</summary>
        public required Span<double> Rates { get; init; }

        public required ContestMemory Memory { get; init; }

        /// <summary>Shown the contests; null where nobody explains.</summary>
        public ContestWatch? Watch { get; init; }

        public FrozenCatalog Catalog => Current.Snapshot.Catalog;

        public DeliveryState Delivery => Current.Delivery;

        /// <summary>The private auction's round: whether holders of listed deals are to be asked alone first.</summary>
        public bool HasClosedRound => Facts.DealsFirst && !Resolved.Policy.DealKeys.IsEmpty;

        /// <summary>Whether listed deals may ask less than their holders bid: those rank by what is asked.</summary>
        public bool HasAsks => Catalog.HasFixedDeals && !Resolved.Policy.DealKeys.IsEmpty;

        /// <summary>Whether prices may go before promises.</summary>
        public bool IsDynamic => !Memory.Merged.IsEmpty;

        /// <summary>The contest of one slot.</summary>
        public Contest NewContest(scoped in RequestFacts facts, int slot, scoped in Ranking all)
        {
            var byPrice = new Ranking(Catalog, Current.Snapshot.View, facts.Id, Memory.ByPrice, PlaceWeights, NeedsPriceSetters);
            var givingWay = new Ranking(Catalog, Current.Snapshot.View, facts.Id, Memory.GivingWay, [], needsPriceSetters: false);
            return new Contest(Memory, all, byPrice, givingWay, Current.Delivery.OpportunityCostPriorities, ShareOfTier.DrawId(facts.Id, slot));
        }

        /// <summary>An empty ranking of one slot.</summary>
        public Ranking NewRanking(scoped in RequestFacts facts) => new(Catalog, Current.Snapshot.View, facts.Id, Memory.Places, PlaceWeights, NeedsPriceSetters);

        // Deals may ask for second prices too, whatever the request's rule.
        private bool NeedsPriceSetters => Facts.PriceRule != PriceRule.First || !Resolved.Policy.DealKeys.IsEmpty;
    }
}
