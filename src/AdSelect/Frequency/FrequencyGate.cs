// Step 7: no cap is reached. One method decides for each cap, whether asked to decide or to explain.
using System.Numerics;
using System.Runtime.CompilerServices;
using AdSelect.Indexing;

namespace AdSelect.Frequency;

/// <summary>Asked last, and only for what could still win: everything before it is cheaper.</summary>
internal ref partial struct FrequencyGate
{
    private SegmentList _segments;
    private long _nowTicks;

    /// <summary>The listener's impression history.</summary>
    public ExposureTable Exposures;

    /// <summary>The segment whose line items are asked about.</summary>
    public Segment Segment;

    /// <summary>What earlier slots hold.</summary>
    public ReadOnlySpan<AdSelection> Taken;

    /// <summary>Begins a call; <see cref="Exposures"/> begin by themselves.</summary>
    /// <param name="segments">The parts of the snapshot.</param>
    /// <param name="nowTicks">The instant of the request.</param>
    public void Begin(SegmentList segments, long nowTicks)
    {
        _segments = segments;
        _nowTicks = nowTicks;
    }

    private readonly PlannedExposures Planned => new(_segments, Taken);

    private readonly FrozenCatalog Catalog => Segment.Catalog;

    /// <summary>Whether the caps of a line item, its campaign and its advertiser let it pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Passes(int lineItem, in LineItemRow row) =>
        !row.Has(LineItemFlags.Capped) || Find(lineItem, row, countsAll: false).Reason == RejectionReason.None;

    /// <summary>Those of some creatives, bit n standing for the n-th attached, that their own caps let pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ulong Remaining(in LineItemRow row, ulong creatives) => row.Has(LineItemFlags.CreativesCapped) ? Uncapped(row, creatives) : creatives;

    /// <summary>Checks the line item, and takes capped creatives out of <paramref name="creatives"/>.</summary>
    public readonly RejectionReason Check(int lineItem, in LineItemRow row, ref ulong creatives)
    {
        bool hadCreative = creatives != 0;
        CapVerdict verdict = Explain(lineItem, row, creatives);
        creatives = Remaining(row, creatives);
        return verdict.Owner != CapOwner.Creative || (hadCreative && creatives == 0) ? verdict.Reason : RejectionReason.None;
    }

    /// <summary>
    /// The first cap that keeps a line item out, all counts complete: its own, its campaign's, its advertiser's, and when none of the creatives is left,
    /// the first's.
    /// </summary>
    public readonly CapVerdict Explain(int lineItem, in LineItemRow row, ulong creatives)
    {
        CapVerdict verdict = row.Has(LineItemFlags.Capped) ? Find(lineItem, row, countsAll: true) : default;
        if (verdict.Reason != RejectionReason.None || creatives == 0 || Remaining(row, creatives) != 0)
        {
            return verdict;
        }

        int creative = Catalog.LineItemCreatives[row.FirstCreative + BitOperations.TrailingZeroCount(creatives)];
        verdict = FindOfCreative(creative, countsAll: true);
        verdict.Creative = creative;
        return verdict;
    }

    /// <summary>What the listener met last of a line item, by the first identity that is given: user, device, household, session.</summary>
    /// <param name="lineItem">Ordinal of the line item.</param>
    /// <param name="creative">Key of the creative of its latest impression; 0 when there was none.</param>
    /// <returns>False when no such identity is given.</returns>
    public readonly bool TryFindLatest(int lineItem, out ulong creative)
    {
        for (CapIdentity identity = CapIdentity.User; identity <= CapIdentity.Session; identity++)
        {
            if (Exposures.IsGiven(identity))
            {
                creative = Exposures.LatestCreative(identity, Catalog.LineItemKeys[lineItem], _nowTicks);
                return true;
            }
        }

        creative = 0;
        return false;
    }

    private readonly CapVerdict Find(int lineItem, in LineItemRow row, bool countsAll)
    {
        CapVerdict verdict = Find(Catalog.TermsOf(lineItem).CapSet, CapOwner.LineItem, Catalog.LineItemKeys[lineItem], Segment.NumberOf(lineItem), countsAll);
        if (verdict.Reason != RejectionReason.None)
        {
            return verdict;
        }

        ref readonly CampaignRow campaign = ref Catalog.Campaigns[row.Campaign];
        verdict = Find(campaign.CapSet, CapOwner.Campaign, campaign.Key, Segment.Campaigns[row.Campaign], countsAll);
        if (verdict.Reason != RejectionReason.None)
        {
            return verdict;
        }

        ref readonly AdvertiserRow advertiser = ref Catalog.Advertisers[row.Advertiser];
        return Find(advertiser.CapSet, CapOwner.Advertiser, advertiser.Key, Segment.Advertisers[row.Advertiser], countsAll);
    }

    private readonly CapVerdict FindOfCreative(int creative, bool countsAll)
    {
        ref readonly CreativeRow row = ref Catalog.Creatives[creative];
        return Find(row.CapSet, CapOwner.Creative, row.Key, Segment.Creatives[creative], countsAll);
    }

    private readonly ulong Uncapped(in LineItemRow row, ulong creatives)
    {
        for (ulong rest = creatives; rest != 0; rest &= rest - 1)
        {
            int index = BitOperations.TrailingZeroCount(rest);
            bool passes = FindOfCreative(Catalog.LineItemCreatives[row.FirstCreative + index], countsAll: false).Reason == RejectionReason.None;
            creatives &= passes ? ulong.MaxValue : ~(1UL << index);
        }

        return creatives;
    }

    private readonly CapVerdict Find(int capSet, CapOwner owner, ulong key, int number, bool countsAll)
    {
        if (capSet != 0)
        {
            foreach (ref readonly CapRow cap in Catalog.CapsOf(capSet))
            {
                CapVerdict verdict = Check(cap, owner, key, number, countsAll);
                if (verdict.Reason != RejectionReason.None)
                {
                    return verdict;
                }
            }
        }

        return default;
    }

    private readonly CapVerdict Check(in CapRow cap, CapOwner owner, ulong key, int number, bool countsAll)
    {
        var filter = new CapFilter(cap, owner is CapOwner.Campaign or CapOwner.Advertiser && cap.Scope == CapScope.Owner, Exposures, _nowTicks);
        var verdict = new CapVerdict { Owner = owner, Cap = cap };
        CountedTime window = WindowOf(cap);
        if (cap.Missing == MissingIdentity.Deny && (filter.LacksId || Exposures.MayLack(cap.Identity, window, _nowTicks)))
        {
            verdict.Reason = RejectionReason.IdentityMissing;
            return verdict;
        }

        bool isCategory = cap.Scope == CapScope.Category;
        verdict.Provisional = isCategory ? Planned.CountCategory(cap.Event, cap.CategoryKey) : Planned.Count(cap.Event, owner, number);
        int enough = countsAll ? int.MaxValue : cap.Limit - verdict.Provisional;
        if (enough > 0 && !filter.LacksId)
        {
            verdict.Recorded = isCategory
                ? Exposures.CountCategory(cap.Identity, cap.CategoryKey, window, filter, enough)
                : Exposures.Count(cap.Identity, KeyKindOf(owner), key, window, filter, enough);
        }

        bool isReached = verdict.Recorded + verdict.Provisional >= cap.Limit;
        verdict.Reason = !isReached ? RejectionReason.None : cap.Window == CapRow.RecencyWindow ? RejectionReason.TooRecent : RejectionReason.FrequencyCapReached;
        return verdict;
    }

    private readonly CountedTime WindowOf(in CapRow cap) => cap.Window switch
    {
        (byte)CapWindowKind.Rolling or CapRow.RecencyWindow => CountedTime.Since(_nowTicks - cap.WindowTicks + 1, _nowTicks),
        (byte)CapWindowKind.Day or (byte)CapWindowKind.Week or (byte)CapWindowKind.Month =>
            CountedTime.Since(Catalog.Zone.StartOf((CapWindowKind)cap.Window, _nowTicks), _nowTicks),
        _ => CountedTime.Always,
    };

    private static ExposureKeyKind KeyKindOf(CapOwner owner) => owner switch
    {
        CapOwner.LineItem => ExposureKeyKind.LineItem,
        CapOwner.Campaign => ExposureKeyKind.Campaign,
        CapOwner.Advertiser => ExposureKeyKind.Advertiser,
        _ => ExposureKeyKind.Creative,
    };

    /// <summary>Event, session or break, and whether the event counts toward parents.</summary>
    private readonly struct CapFilter : IExposureFilter
    {
        private readonly AdEvent _event;
        private readonly bool _ofParent;
        private readonly uint _session;
        private readonly uint _break;
        private readonly long _nowTicks;

        public CapFilter(in CapRow cap, bool ofParent, in ExposureTable exposures, long nowTicks)
        {
            _nowTicks = nowTicks;
            _event = cap.Event;
            _ofParent = ofParent;
            _session = cap.Window == (byte)CapWindowKind.Session ? exposures.SessionId.Folded : 0;
            _break = cap.Window == (byte)CapWindowKind.Break ? exposures.BreakId.Folded : 0;
            LacksId = (cap.Window == (byte)CapWindowKind.Session && _session == 0) || (cap.Window == (byte)CapWindowKind.Break && _break == 0);
        }

        /// <summary>True when the window is a session or break and the request states none.</summary>
        public bool LacksId { get; }

        public bool Takes(in ExposureRecord record) =>
            record.Event == _event
            && (!_ofParent || record.CountsTowardParents)
            && (_session == 0 || record.IsIn(record.Session, _session, _nowTicks))
            && (_break == 0 || record.IsIn(record.Break, _break, _nowTicks));
    }
}
