// Splits prices and plans into terms that line items share and the few amounts that are their own.
using System.Runtime.InteropServices;
using AdSelect.Indexing;
using AdSelect.Snapshots;

namespace AdSelect.Compilation;

internal sealed class PlanFreezer
{
    private readonly int[] _termsOf;
    private readonly List<TermsRow> _terms = [];
    private readonly SparseAmounts _bids;
    private readonly SparseAmounts _budgets;
    private readonly SparseAmounts _goals;

    /// <summary>Numbers sets and terms in the order in which line items first use them.</summary>
    public PlanFreezer(LineItemTable lineItems, int[] order, Renumbering keySets, Renumbering capSets)
    {
        _termsOf = new int[order.Length];
        _bids = new SparseAmounts(order.Length);
        _budgets = new SparseAmounts(order.Length);
        _goals = new SparseAmounts(order.Length);
        var numbers = new Dictionary<TermsRow, int>();
        for (int ordinal = 0; ordinal < order.Length; ordinal++)
        {
            ref readonly PriceRow price = ref lineItems.Price(order[ordinal]);
            ref readonly PlanRow plan = ref lineItems.Plan(order[ordinal]);
            TermsRow terms = TermsOf(price, plan, keySets, capSets);
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, terms, out bool isKnown);
            if (!isKnown)
            {
                number = _terms.Count;
                _terms.Add(terms);
            }

            _termsOf[ordinal] = number;

            // A CPM bid is the effective CPM.
            if (lineItems.Row(order[ordinal]).PriceModel != PriceModel.Cpm)
            {
                _bids.Add(ordinal, price.PriceMicros);
            }

            AddLimit(_budgets, ordinal, plan.BudgetMicros);
            AddLimit(_goals, ordinal, plan.GoalCount);
        }
    }

    public void AddTerms(SnapshotWriter writer)
    {
        if (NarrowColumn.IsNarrow(_terms.Count))
        {
            writer.Add(SectionId.LineItemTerms, Array.ConvertAll(_termsOf, static index => (ushort)index));
        }
        else
        {
            writer.Add(SectionId.LineItemTerms, _termsOf);
        }

        writer.Add(SectionId.Terms, CollectionsMarshal.AsSpan(_terms));
    }

    public void AddAmounts(SnapshotWriter writer)
    {
        _bids.AddTo(writer, SectionId.BidPresence);
        _budgets.AddTo(writer, SectionId.BudgetPresence);
        _goals.AddTo(writer, SectionId.GoalPresence);
    }

    private static void AddLimit(SparseAmounts limits, int ordinal, long limit)
    {
        if (limit >= 0)
        {
            limits.Add(ordinal, limit);
        }
    }

    private static TermsRow TermsOf(in PriceRow price, in PlanRow plan, Renumbering keySets, Renumbering capSets) => new()
    {
        Rate = price.Rate,
        RateCeiling = price.RateCeiling,
        CreativeRate = price.CreativeRate,
        Exploration = price.Exploration,
        Weight = plan.Weight,
        ShareOfVoice = plan.ShareOfVoice,
        CapSet = capSets.Of(plan.CapSet),
        ExclusionSet = keySets.Of(plan.ExclusionSet),
        SpacingSet = keySets.Of(plan.SpacingSet),
        Kind = price.Kind,
        GoalEvent = plan.GoalEvent,
        Pacing = plan.Pacing,
        CatchUp = plan.CatchUp,
        BreakPosition = plan.BreakPosition,
        CountsTowardParents = plan.CountsTowardParents,
        Experiment = plan.Experiment,
    };

    // The two sections of a sparse column, filled in ascending order.
    private sealed class SparseAmounts(int count)
    {
        private readonly PresenceRow[] _presence = new PresenceRow[(count + SparseColumn.ElementsPerRow - 1) / SparseColumn.ElementsPerRow];
        private readonly List<long> _amounts = [];

        public void Add(int element, long amount)
        {
            _presence[element / SparseColumn.ElementsPerRow].Bits |= 1UL << element;
            _amounts.Add(amount);
        }

        public void AddTo(SnapshotWriter writer, SectionId presence)
        {
            int before = 0;
            foreach (ref PresenceRow row in _presence.AsSpan())
            {
                row.Before = before;
                before += System.Numerics.BitOperations.PopCount(row.Bits);
            }

            writer.Add(presence, _presence);
            writer.Add(presence + 1, CollectionsMarshal.AsSpan(_amounts));
        }
    }
}
