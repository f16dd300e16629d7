// One snapshot's columns as line items: what they ask, cost and deliver.
using System.Globalization;
using AdSelect.Diagnostics;
using AdSelect.Indexing;

namespace AdSelect.Exporting;

internal sealed partial class PartExport
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    public LineItem LineItem(int ordinal)
    {
        LineItemRow row = catalog.LineItems[ordinal];
        TermsRow terms = catalog.TermsOf(ordinal);
        TargetingExpression? targeting = row.Program < 0 ? null : TargetingPrinting.Read(catalog, row.Program);
        int priority = Tiers.Priority(row.Tier);
        long goal = catalog.GoalCount(ordinal);
        return new LineItem(catalog.LineItemIds[ordinal], catalog.CampaignIds[row.Campaign])
        {
            Name = Name(catalog.LineItemNames, ordinal),
            Kind = terms.Kind,
            Priority = priority == UsualPriority(terms.Kind) ? null : priority,
            Targeting = targeting,
            Price = new Price(row.PriceModel, Amount(catalog.BidMicros(ordinal))),
            PredictedRates = Rates(row, terms),
            PredictedRateCeiling = terms.RateCeiling is 0 or 1 ? null : terms.RateCeiling,
            Quality = (decimal)row.QualityMillionths / ExactScore.One,
            Weight = terms.Weight == 0 ? null : terms.Weight,
            ShareOfVoice = terms.ShareOfVoice < 0 ? null : Exact(terms.ShareOfVoice),
            Flight = Flight(row.FlightStartTicks, row.FlightEndTicks),
            Dayparts = Dayparts(row.DaypartGrid),
            DaypartClock = row.Has(LineItemFlags.UtcDayparts) ? DaypartClock.Utc : DaypartClock.Listener,
            Budget = Money(catalog.BudgetMicros(ordinal)),
            Goal = goal < 0 ? null : new DeliveryGoal(terms.GoalEvent, goal),
            Pacing = terms.Pacing,
            CatchUp = terms.CatchUp,
            Caps = Caps(terms.CapSet),
            Recency = Recency(terms.CapSet),
            CountsTowardParents = terms.CountsTowardParents != 0,
            ExclusionLabels = _texts.All(catalog.KeySets[terms.ExclusionSet]),
            SpacingLabels = _texts.All(catalog.KeySets[terms.SpacingSet]),
            BreakPosition = terms.BreakPosition,
            AllowsSameAdvertiser = row.Has(LineItemFlags.AllowsSameAdvertiser),
            DealId = row.Deal < 0 ? null : catalog.DealIds[row.Deal],
            Creatives = Attached(row),
            Rotation = row.Rotation,
            CompanionDelivery = row.Has(LineItemFlags.NeedsAllCompanions) ? CompanionDelivery.All
                : row.Has(LineItemFlags.NeedsCompanion) ? CompanionDelivery.Any : CompanionDelivery.Optional,
            Exploration = row.Rotation == CreativeRotation.BestPredicted ? Exact(terms.Exploration) : new LineItem("", "").Exploration,
            Experiment = Arm(terms.Experiment),
            IsSuitableForChildren = row.Has(LineItemFlags.SuitableForChildren),
            UsesPersonalData = row.Has(LineItemFlags.NeedsPersonalData) && !TargetsPersons(targeting),
            RequiredConsentPurposes = Bits(row.ConsentPurposes, first: 1),
            IsPaused = row.Has(LineItemFlags.Paused),
        };
    }

    private static int UsualPriority(LineItemKind kind) => kind switch
    {
        LineItemKind.Sponsorship => 4,
        LineItemKind.Guaranteed => 8,
        LineItemKind.House => AdSelectLimits.MaxPriority,
        _ => 12,
    };

    // Only the rate that counts is kept: that of the event paid for, or the clicks by which creatives are chosen.
    private static PredictedRates Rates(in LineItemRow row, in TermsRow terms) => row.PriceModel switch
    {
        PriceModel.Cpc => new PredictedRates(Click: terms.Rate),
        PriceModel.Cpa => new PredictedRates(Action: terms.Rate),
        PriceModel.Cpcv => new PredictedRates(Completion: terms.Rate),
        _ => new PredictedRates(Click: terms.CreativeRate),
    };

    // The shortest decimal that is this float is what people wrote.
    private static double Exact(float value) => double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private CreativeAssignment[] Attached(LineItemRow row) =>
    [
        .. Enumerable.Range(row.FirstCreative, row.CreativeCount)
            .Select(attached => new CreativeAssignment(catalog.CreativeIds[catalog.LineItemCreatives[attached]], catalog.LineItemCreativeWeights[attached])),
    ];

    private bool TargetsPersons(TargetingExpression? targeting) => targeting switch
    {
        AndExpression all => all.Operands.Any(TargetsPersons),
        OrExpression any => any.Operands.Any(TargetsPersons),
        NotExpression not => TargetsPersons(not.Operand),
        TargetingPredicate predicate => catalog.Attributes[catalog.AttributeNames.Find(predicate.Attribute)].Personal != 0,
        _ => false,
    };

    private List<FrequencyCap> Caps(int capSet)
    {
        var caps = new List<FrequencyCap>();
        foreach (ref readonly CapRow row in catalog.CapsOf(capSet))
        {
            if (row.Window != CapRow.RecencyWindow)
            {
                caps.Add(new FrequencyCap(row.Limit, new CapWindow((CapWindowKind)row.Window, new TimeSpan(row.WindowTicks)))
                {
                    Event = row.Event,
                    Identity = row.Identity,
                    Scope = row.Scope,
                    Category = row.Scope == CapScope.Category ? _texts[row.CategoryKey] : null,
                    MissingIdentity = row.Missing,
                });
            }
        }

        return caps;
    }

    private TimeSpan Recency(int capSet)
    {
        foreach (ref readonly CapRow row in catalog.CapsOf(capSet))
        {
            if (row.Window == CapRow.RecencyWindow)
            {
                return new TimeSpan(row.WindowTicks);
            }
        }

        return default;
    }

    // The stretches of each day, and of those days that share a stretch one daypart.
    private List<Daypart> Dayparts(int grid)
    {
        var days = new SortedDictionary<(TimeSpan From, TimeSpan To), WeekDays>();
        ReadOnlySpan<ulong> bits = catalog.DaypartGrids.Span.Slice(grid * WeekGrid.Words, WeekGrid.Words);
        for (int day = 0; grid != 0 && day < 7; day++)
        {
            for (int from = 0; from < WeekGrid.QuartersPerDay; from++)
            {
                int to = from;
                while (to < WeekGrid.QuartersPerDay && IsSet(bits, (day * WeekGrid.QuartersPerDay) + to))
                {
                    to++;
                }

                if (to > from)
                {
                    (TimeSpan, TimeSpan) stretch = (Quarter * from, Quarter * to);
                    days[stretch] = days.GetValueOrDefault(stretch) | (WeekDays)(1 << day);
                    from = to;
                }
            }
        }

        return [.. days.Select(one => new Daypart(one.Value, one.Key.From, one.Key.To))];
    }

    private static bool IsSet(ReadOnlySpan<ulong> bits, int index) => (bits[index >> 6] >> (index & 63) & 1) != 0;
}
