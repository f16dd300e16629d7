// Warns of line items that a twin of the same campaign beats in every request.
using System.IO.Hashing;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>
/// Twins have the same campaign, targeting, creatives and arm of an experiment. In each group the strongest twin without any restriction of
/// its own is held against the others; that one comparison keeps the check linear.
/// </summary>
internal static class LintRivals
{
    public static void Run(LintInput input)
    {
        var strongest = new Dictionary<UInt128, int>();
        List<int> words = [];
        for (int i = 0; i < input.Count; i++)
        {
            if (IsUnrestricted(input, i))
            {
                ref int best = ref CollectionsMarshal.GetValueRefOrAddDefault(strongest, GroupOf(input, i, words), out bool exists);
                best = exists && !IsStronger(input, i, best) ? best : i;
            }
        }

        for (int i = 0; i < input.Count; i++)
        {
            if (input.IsLive(i) && strongest.TryGetValue(GroupOf(input, i, words), out int rival) && AlwaysBeats(input, rival, i))
            {
                bool isByLot = Tiers.IsDrawn(input.Row(rival).Tier) && Tiers.Priority(input.Row(rival).Tier) == Tiers.Priority(input.Row(i).Tier);
                string why = isByLot ? "has a weight, which goes before bids of the same priority" : "ranks higher";
                string remedy = isByLot ? "give this one a weight too" : "pause one of them";
                input.Warning(
                    "always-beaten",
                    i,
                    string.Empty,
                    $"'{input.Id(rival)}' of the same campaign has the same targeting and creatives, runs at least as long and {why}, so this one "
                    + $"never wins against it; {remedy}, or change what this one targets.");
            }
        }
    }

    private static UInt128 GroupOf(LintInput input, int lineItem, List<int> words)
    {
        ref readonly LineItemRow row = ref input.Row(lineItem);
        words.Clear();
        words.Add(row.Campaign);
        words.Add(row.Program);
        ArmBinding arm = input.Plan(lineItem).Experiment;
        words.AddRange([arm.Experiment, arm.Arm, arm.InsideOnly]);
        words.AddRange(input.CreativesOf(lineItem));
        return XxHash128.HashToUInt128(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(words)));
    }

    // Nothing of its own can stop it while its flight runs. Prices per event may follow predictions, so CPM only.
    private static bool IsUnrestricted(LintInput input, int lineItem)
    {
        ref readonly LineItemRow row = ref input.Row(lineItem);
        ref readonly PlanRow plan = ref input.Plan(lineItem);
        return !row.Has(LineItemFlags.NeedsCompanion) && row.DaypartGrid == 0 && row.Deal < 0 && row.PriceModel == PriceModel.Cpm
            && plan is { BudgetMicros: < 0, GoalCount: < 0, CapSet: 0, Pacing: PacingPolicy.AsFastAsPossible, ExclusionSet: 0, SpacingSet: 0, BreakPosition: BreakPosition.Any }
            && plan.ShareOfVoice < 0 && input.IsLive(lineItem) && input.ServableFormats(lineItem) != 0;
    }

    private static bool IsByScore(in PlanRow plan) => plan is { Weight: 0, ShareOfVoice: < 0 };

    private static bool IsStronger(LintInput input, int left, int right)
    {
        ref readonly LineItemRow a = ref input.Row(left);
        ref readonly LineItemRow b = ref input.Row(right);
        int byTier = a.Tier.CompareTo(b.Tier);
        int byScore = byTier != 0 ? byTier : b.RankScore.CompareTo(a.RankScore);
        return byScore != 0 ? byScore < 0 : input.LineItems.Key(left) < input.LineItems.Key(right);
    }

    // Wherever the line item is eligible the rival is too, and it ranks strictly higher. A line item that allows its own
    // advertiser beside it can still win another slot of the same request. Lots go before scores, so a weight beats having none.
    private static bool AlwaysBeats(LintInput input, int rival, int lineItem)
    {
        ref readonly LineItemRow a = ref input.Row(rival);
        ref readonly LineItemRow b = ref input.Row(lineItem);
        bool ranksHigher = a.Tier < b.Tier || (a.Tier == b.Tier && a.RankScore > b.RankScore);
        bool runsAsLong = Math.Max(a.FlightStartTicks, input.AsOfTicks) <= Math.Max(b.FlightStartTicks, input.AsOfTicks)
            && a.FlightEndTicks >= b.FlightEndTicks;
        bool meetsFloors = a.Has(LineItemFlags.House) || (!b.Has(LineItemFlags.House) && a.EffectiveCpmMicros >= b.EffectiveCpmMicros);
        bool meetsPolicy = (a.Has(LineItemFlags.SuitableForChildren) || !b.Has(LineItemFlags.SuitableForChildren))
            && (!a.Has(LineItemFlags.NeedsPersonalData) || b.Has(LineItemFlags.NeedsPersonalData))
            && (a.ConsentPurposes & ~b.ConsentPurposes) == 0;
        return ranksHigher && StandsAsFirm(input, rival, lineItem) && runsAsLong && meetsFloors && meetsPolicy
            && !b.Has(LineItemFlags.AllowsSameAdvertiser) && b.Deal < 0 && b.PriceModel == PriceModel.Cpm && IsByScore(input.Plan(lineItem));
    }

    // With dynamic allocation a price may go before a promise; a private auction keeps open bids out, and nobody else.
    private static bool StandsAsFirm(LintInput input, int rival, int lineItem)
    {
        bool isPrice = input.LineItems.Price(lineItem).Kind == LineItemKind.PricePriority;
        return input.LineItems.Price(rival).Kind switch
        {
            LineItemKind.PricePriority => isPrice,
            LineItemKind.Guaranteed => !isPrice,
            _ => true,
        };
    }
}
