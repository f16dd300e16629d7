// Checks one line item after the other and freezes each into a batch's columns; every thread has an intake of its own.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Compilation;

internal sealed class LineItemIntake
{
    private const int MaxConsentPurpose = 24;

    private readonly SchemaIntake _schema;
    private readonly EntityIntake _entities;
    private readonly DiagnosticPart _diagnostics;
    private readonly ElementChecks _checks;
    private readonly TargetingEncoder _encoder;
    private readonly CapIntake _caps;
    private readonly DaypartIntake _dayparts;
    private readonly List<(int Creative, int Weight)> _assigned = [];
    private readonly Func<string> _path;
    private LineItem _current = null!;
    private LineItemBatch _batch = null!;

    public LineItemIntake(SchemaIntake schema, EntityIntake entities, TargetingPools pools, DiagnosticPart diagnostics)
    {
        _schema = schema;
        _entities = entities;
        _diagnostics = diagnostics;
        _checks = new ElementChecks(schema, diagnostics);
        _encoder = new TargetingEncoder(schema, pools.Values, pools.Circles, diagnostics);
        _caps = new CapIntake(diagnostics, entities.CapSets, schema.Texts);
        _dayparts = new DaypartIntake(diagnostics, pools.DaypartGrids);
        _path = Path;
    }

    public DiagnosticPart Findings => _diagnostics;

    /// <summary>Reads all line items of a batch, and takes out those that have no id.</summary>
    public void Read(LineItemBatch batch)
    {
        _batch = batch;
        for (int i = 0; i < batch.Count; i++)
        {
            _diagnostics.Begin(i);
            if (batch.Items[i] is not { } lineItem)
            {
                _diagnostics.Error("missing", $"lineItems[{batch.FirstPosition + i}]", "The line item is null.");
                batch.Refuse(i);
            }
            else if (!ElementChecks.IsId(lineItem.Id))
            {
                _checks.ReportId(lineItem.Id, $"lineItems[{batch.FirstPosition + i}].id");
                batch.Refuse(i);
            }
            else
            {
                _current = lineItem;
                Read(lineItem, i);
            }
        }
    }

    private void Read(LineItem lineItem, int position)
    {
        _checks.CheckName(lineItem.Name, _path);
        bool isKnown = _entities.CampaignIndex.TryGetValue(lineItem.CampaignId ?? string.Empty, out int campaign);
        if (!isKnown)
        {
            Error("unknown-campaign", "campaignId", ElementChecks.NoneHas("campaign", lineItem.CampaignId, _entities.CampaignIndex.Keys));
        }

        int advertiser = isKnown ? _entities.Campaigns[campaign].Advertiser : EntityIntake.UnknownAdvertiser;
        int code = EncodeTargeting(lineItem, out bool isPersonal);
        int deal = ReadDeal(lineItem);
        PriceRow price = ReadPrice(lineItem, out long effectiveCpm);
        int firstCreative = _batch.CreativeCount;
        int creativeCount = ReadCreatives(lineItem, advertiser);
        PlanRow plan = ReadPlan(lineItem);
        ArmBinding ofCampaign = isKnown ? _entities.Campaigns[campaign].Experiment : default;
        plan.Experiment = _entities.Experiments.Bind(lineItem.Experiment, ofCampaign, _path, _diagnostics);
        LineItemFlags bound = plan.Experiment.IsBound || ofCampaign.IsBound ? LineItemFlags.InExperiment : 0;
        LineItemFlags capped = advertiser == EntityIntake.UnknownAdvertiser ? 0 : CapFlags(campaign, advertiser, plan);
        CheckFlight(lineItem);
        var row = new LineItemRow
        {
            FlightStartTicks = lineItem.Flight.Start.UtcTicks,
            FlightEndTicks = lineItem.Flight.End?.UtcTicks ?? long.MaxValue,
            EffectiveCpmMicros = effectiveCpm,
            QualityMillionths = ReadQuality(lineItem),
            Campaign = campaign,
            Advertiser = advertiser,
            Deal = deal,
            ConsentPurposes = ReadPurposes(lineItem),
            FirstCreative = firstCreative,
            DaypartGrid = (ushort)_dayparts.Add(lineItem.Dayparts, _path),
            CreativeCount = (byte)creativeCount,
            Tier = ReadTier(lineItem),
            Flags = ReadFlags(lineItem, deal, isPersonal) | capped | bound,
            PriceModel = lineItem.Price.Model,
            Rotation = ReadRotation(lineItem),
            Program = code,
        };
        _batch.Columns.Set(position, StableHash.Text(lineItem.Id), row, price, plan);
        _batch.Columns.AddTexts(lineItem.Id, lineItem.Name);
    }

    private int EncodeTargeting(LineItem lineItem, out bool isPersonal)
    {
        isPersonal = false;
        if (lineItem.Targeting is null || !_encoder.TryEncode(lineItem.Targeting, _path))
        {
            return -1;
        }

        isPersonal = _encoder.UsesPersonalData;
        return _batch.AddCode(_encoder.Words);
    }

    private int ReadDeal(LineItem lineItem)
    {
        if (lineItem.DealId is null)
        {
            return -1;
        }

        if (_entities.DealIndex.TryGetValue(lineItem.DealId, out int deal))
        {
            return deal;
        }

        Error("unknown-deal", "dealId", ElementChecks.NoneHas("deal", lineItem.DealId, _entities.DealIndex.Keys));
        return -1;
    }

    private PriceRow ReadPrice(LineItem lineItem, out long effectiveCpm)
    {
        effectiveCpm = 0;
        (PriceModel model, decimal amount, string? currency) = lineItem.Price;
        if (!CheckDefined(model, "price.model") | !CheckDefined(lineItem.Kind, "kind"))
        {
            return default;
        }

        double rate = RateOf(lineItem, model);
        if (!_schema.TryToMicros(amount, currency, _path, "price", _diagnostics, out long micros))
        {
            return default;
        }

        if (rate == 0 && model is not (PriceModel.Cpm or PriceModel.Flat) && amount > 0)
        {
            Warning("no-predicted-rate", "predictedRates", $"A price per event of model {model} without a predicted rate is worth nothing in the ranking.");
        }

        effectiveCpm = EffectiveCpm(lineItem, model, micros, rate);
        bool isBestPredicted = lineItem.Rotation == CreativeRotation.BestPredicted;
        return new PriceRow
        {
            PriceMicros = micros,
            Rate = rate,
            RateCeiling = CeilingOf(lineItem, rate),
            CreativeRate = !isBestPredicted ? 0 : PredictedPrice.IsPredicted(model) ? rate : lineItem.PredictedRates.Click,
            Exploration = isBestPredicted ? (float)lineItem.Exploration : 0,
            Kind = lineItem.Kind,
        };
    }

    private uint ReadQuality(LineItem lineItem)
    {
        decimal quality = lineItem.Quality;
        if (!(quality > 0 && quality <= AdSelectLimits.MaxQuality))
        {
            Error("out-of-range", "quality", $"The quality {quality} is not greater than 0 and at most {AdSelectLimits.MaxQuality}.");
            return ExactScore.One;
        }

        decimal millionths = quality * ExactScore.One;
        if (millionths != decimal.Truncate(millionths))
        {
            Error("out-of-range", "quality", $"The quality {quality} has more than six decimal places.");
            return ExactScore.One;
        }

        return (uint)millionths;
    }

    private long EffectiveCpm(LineItem lineItem, PriceModel model, long micros, double rate)
    {
        decimal cpm = model switch
        {
            PriceModel.Cpm => micros,
            PriceModel.Flat when lineItem.Goal is { Event: AdEvent.Impression, Count: > 0 } goal => micros * 1000m / goal.Count,
            PriceModel.Flat => 0,
            _ => PredictedPrice.UnboundedCpmMicros(micros, rate),
        };
        if (cpm > AdSelectLimits.MaxMoneyMicros)
        {
            Error("out-of-range", "price", $"The effective CPM is beyond {AdSelectLimits.MaxMoneyMicros} micros.");
            return 0;
        }

        return (long)Math.Round(cpm, MidpointRounding.ToEven);
    }

    private double CeilingOf(LineItem lineItem, double rate)
    {
        double ceiling = lineItem.PredictedRateCeiling ?? 1;
        if (!(ceiling >= rate && ceiling <= 1))
        {
            Error("out-of-range", "predictedRateCeiling", $"The ceiling {ceiling} is not between the line item's own rate, {rate}, and 1.");
        }

        return PredictedPrice.IsPredicted(lineItem.Price.Model) ? ceiling : 0;
    }

    private double RateOf(LineItem lineItem, PriceModel model)
    {
        (double click, double action, double completion) = lineItem.PredictedRates;
        if (!(click is >= 0 and <= 1) || !(action is >= 0 and <= 1) || !(completion is >= 0 and <= 1))
        {
            Error("out-of-range", "predictedRates", $"The rates {click}, {action}, {completion} are not all between 0 and 1.");
            return 0;
        }

        return model switch
        {
            PriceModel.Cpc => click,
            PriceModel.Cpa => action,
            PriceModel.Cpcv => completion,
            _ => 0,
        };
    }

    private int ReadCreatives(LineItem lineItem, int advertiser)
    {
        if (lineItem.Creatives.Count > AdSelectLimits.MaxCreativesPerLineItem)
        {
            Error("too-many", "creatives", $"{lineItem.Creatives.Count} creatives; at most {AdSelectLimits.MaxCreativesPerLineItem} can be attached.");
            return 0;
        }

        _assigned.Clear();
        for (int i = 0; i < lineItem.Creatives.Count; i++)
        {
            (string id, int weight) = lineItem.Creatives[i];
            if (!_entities.CreativeIndex.TryGetValue(id ?? string.Empty, out int creative))
            {
                Error("unknown-creative", $"creatives[{i}]", ElementChecks.NoneHas("creative", id, _entities.CreativeIndex.Keys));
            }
            else if (weight is < 1 or > AdSelectLimits.MaxWeight)
            {
                Error("out-of-range", $"creatives[{i}]", $"The weight {weight} is not between 1 and {AdSelectLimits.MaxWeight}.");
            }
            else if (IsForeign(_entities.Creatives[creative].Advertiser, advertiser))
            {
                Error("foreign-creative", $"creatives[{i}]", $"The creative '{id}' belongs to another advertiser.");
            }
            else if (_assigned.Exists(assigned => assigned.Creative == creative))
            {
                Error("duplicate-id", $"creatives[{i}]", $"The creative '{id}' is attached twice.");
            }
            else
            {
                _assigned.Add((creative, weight));
            }
        }

        if (_assigned.Count == 0 && lineItem.Creatives.Count == 0)
        {
            Warning("no-creative", "creatives", "Without a creative it never serves.");
        }

        // By id, so that the order of authoring changes nothing; a sequence is the order of authoring.
        if (lineItem.Rotation != CreativeRotation.Sequential)
        {
            _assigned.Sort();
        }

        foreach ((int creative, int weight) in _assigned)
        {
            _batch.AddCreative(creative, weight);
        }

        return _assigned.Count;
    }

    private static bool IsForeign(int owner, int advertiser) =>
        owner != advertiser && owner != EntityIntake.UnknownAdvertiser && advertiser != EntityIntake.UnknownAdvertiser;

    private PlanRow ReadPlan(LineItem lineItem)
    {
        _checks.TryBudget(lineItem.Budget, _path, out long budget);
        _checks.TryGoal(lineItem.Goal, _path, out long goal, out AdEvent counted);
        CheckPlan(lineItem);
        if (budget == 0)
        {
            Warning("empty-budget", "budget", "The budget is 0; it never serves.");
        }

        return new PlanRow
        {
            BudgetMicros = budget,
            GoalCount = goal,
            GoalEvent = counted,
            Weight = lineItem.Weight ?? 0,
            ShareOfVoice = (float)(lineItem.ShareOfVoice ?? -1),
            Pacing = lineItem.Pacing,
            CatchUp = lineItem.CatchUp,
            BreakPosition = lineItem.BreakPosition,
            CapSet = _caps.Add(lineItem.Caps, lineItem.Recency, _path),
            ExclusionSet = ReadLabels(lineItem.ExclusionLabels, "exclusionLabels"),
            SpacingSet = ReadLabels(lineItem.SpacingLabels, "spacingLabels"),
            CountsTowardParents = lineItem.CountsTowardParents ? (byte)1 : (byte)0,
        };
    }

    private void CheckPlan(LineItem lineItem)
    {
        if (lineItem.Weight is < 1 or > AdSelectLimits.MaxWeight)
        {
            Error("out-of-range", "weight", $"The weight {lineItem.Weight} is not between 1 and {AdSelectLimits.MaxWeight}.");
        }

        if (lineItem.ShareOfVoice is { } share && !(share is >= 0 and <= 100))
        {
            Error("out-of-range", "shareOfVoice", $"{share} percent is not between 0 and 100.");
        }

        CheckDefined(lineItem.Pacing, "pacing");
        CheckDefined(lineItem.CatchUp, "catchUp");
        CheckDefined(lineItem.BreakPosition, "breakPosition");
        if (lineItem.Weight is not null && lineItem.ShareOfVoice is not null)
        {
            Error("conflict", "weight", "A line item has a weight in lots or a share of voice, not both.");
        }

        WarnNotEnforced(lineItem.Pacing != PacingPolicy.AsFastAsPossible, "pacing", "Pacing is not enforced yet and delivery is as fast as possible");
        WarnNotEnforced(lineItem.CatchUp != CatchUp.Spread, "catchUp", "Catching up is not enforced yet");
    }

    private int ReadLabels(IReadOnlyList<string> labels, string field)
    {
        if (labels.Count == 0)
        {
            return 0;
        }

        if (labels.Count > AdSelectLimits.MaxLabelsPerLineItem || !labels.All(ElementChecks.IsId))
        {
            Error(
                "bad-labels",
                field,
                $"{labels.Count} labels; at most {AdSelectLimits.MaxLabelsPerLineItem} are allowed, none empty, longer than "
                + $"{AdSelectLimits.MaxIdBytes} UTF-8 bytes, or not valid text.");
            return 0;
        }

        return _entities.KeySets.Add([.. labels.Select(_schema.Texts.Add).Distinct().Order()]);
    }

    private uint ReadPurposes(LineItem lineItem)
    {
        uint purposes = 0;
        foreach (int purpose in lineItem.RequiredConsentPurposes)
        {
            if (purpose is < 1 or > MaxConsentPurpose)
            {
                Error("out-of-range", "requiredConsentPurposes", $"{purpose} is not between 1 and {MaxConsentPurpose}.");
                continue;
            }

            purposes |= 1u << (purpose - 1);
        }

        return purposes;
    }

    private byte ReadTier(LineItem lineItem)
    {
        int priority = lineItem.Priority ?? lineItem.Kind switch
        {
            LineItemKind.Sponsorship => 4,
            LineItemKind.Guaranteed => 8,
            LineItemKind.House => AdSelectLimits.MaxPriority,
            _ => 12,
        };
        if (priority is < 1 or > AdSelectLimits.MaxPriority)
        {
            Error("out-of-range", "priority", $"The priority {priority} is not between 1 and {AdSelectLimits.MaxPriority}.");
        }
        else if (lineItem.Kind == LineItemKind.House && priority != AdSelectLimits.MaxPriority)
        {
            Error("house-priority", "priority", $"A house line item has priority {AdSelectLimits.MaxPriority}, not {priority}.");
        }

        return (byte)Tiers.Of(
            Math.Clamp(priority, 1, AdSelectLimits.MaxPriority),
            lineItem.Kind == LineItemKind.House,
            lineItem.ShareOfVoice is not null,
            lineItem.Weight is not null);
    }

    private LineItemFlags ReadFlags(LineItem lineItem, int deal, bool targetsPersonalData)
    {
        DealPrice? dealPrice = deal < 0 ? null : _entities.Deals[deal].Price;
        bool isReserved = lineItem.Kind is not LineItemKind.PricePriority || lineItem.Price.Model == PriceModel.Flat;
        LineItemFlags flags = LineItemFlags.None;
        flags |= lineItem.IsPaused ? LineItemFlags.Paused : 0;
        flags |= lineItem.Kind == LineItemKind.House ? LineItemFlags.House : 0;
        flags |= lineItem.DaypartClock == DaypartClock.Utc ? LineItemFlags.UtcDayparts : 0;
        flags |= lineItem.IsSuitableForChildren ? LineItemFlags.SuitableForChildren : 0;
        flags |= lineItem.UsesPersonalData || targetsPersonalData ? LineItemFlags.NeedsPersonalData : 0;
        flags |= lineItem.AllowsSameAdvertiser ? LineItemFlags.AllowsSameAdvertiser : 0;
        flags |= lineItem.CompanionDelivery != CompanionDelivery.Optional ? LineItemFlags.NeedsCompanion : 0;
        flags |= lineItem.CompanionDelivery == CompanionDelivery.All ? LineItemFlags.NeedsAllCompanions : 0;
        flags |= isReserved || dealPrice is DealPrice.First or DealPrice.Fixed ? LineItemFlags.PaysOwnBid : 0;
        flags |= !isReserved && dealPrice is DealPrice.Second ? LineItemFlags.PaysSecondPrice : 0;
        return flags;
    }

    // Of the creatives that were just assigned.
    private LineItemFlags CapFlags(int campaign, int advertiser, in PlanRow plan)
    {
        bool isCapped = (plan.CapSet | _entities.Campaigns[campaign].CapSet | _entities.Advertisers[advertiser].CapSet) != 0;
        bool areCreativesCapped = _assigned.Exists(assigned => _entities.Creatives[assigned.Creative].CapSet != 0);
        return (isCapped ? LineItemFlags.Capped : 0) | (areCreativesCapped ? LineItemFlags.CreativesCapped : 0);
    }

    private CreativeRotation ReadRotation(LineItem lineItem)
    {
        CheckDefined(lineItem.Rotation, "rotation");
        CheckDefined(lineItem.DaypartClock, "daypartClock");
        CheckDefined(lineItem.CompanionDelivery, "companionDelivery");
        if (!(lineItem.Exploration is >= 0 and <= 1))
        {
            Error("out-of-range", "exploration", $"The share of exploration {lineItem.Exploration} is not between 0 and 1.");
        }

        return lineItem.Rotation;
    }

    private void CheckFlight(LineItem lineItem)
    {
        if (lineItem.Flight is { End: { } end } flight && end <= flight.Start)
        {
            Warning("empty-flight", "flight", "The flight ends before it starts; it never serves.");
        }
    }

    private bool CheckDefined<T>(T value, string field)
        where T : struct, Enum => ElementChecks.CheckDefined(value, _path, field, _diagnostics);

    private string Path() => $"lineItems['{_current.Id}']";

    private void Error(string code, string field, string message) => _diagnostics.Error(code, $"{Path()}.{field}", message);

    private void Warning(string code, string field, string message) =>
        _diagnostics.Warning(code, _diagnostics.Lists(code) ? $"{Path()}.{field}" : string.Empty, message);

    private void WarnNotEnforced(bool isUsed, string field, string message)
    {
        if (isUsed)
        {
            Warning("not-enforced", field, $"{message}; the field is kept in the snapshot.");
        }
    }
}
