// What a delta and its base must have in common, so that both together are what one compiled catalog would be.
using System.Runtime.InteropServices;
using AdSelect.Snapshots;

namespace AdSelect.Indexing;

/// <summary>A contradiction between a delta and its base.</summary>
/// <param name="Path">The element.</param>
/// <param name="Message">What differs.</param>
internal readonly record struct DeltaDifference(string Path, string Message);

/// <summary>
/// The request is read once for each part, and a campaign's budget counts in both: what both have must be equal, in
/// everything that a snapshot keeps of it.
/// </summary>
internal sealed class DeltaAgreement(SegmentList segments)
{
    private readonly FrozenCatalog _base = segments.Base.Catalog;
    private readonly Segment _newest = segments.Newest;
    private readonly FrozenCatalog _delta = segments.Newest.Catalog;
    private readonly List<DeltaDifference> _differences = [];

    private Segment[] Earlier => segments.All[..^1].ToArray();

    /// <summary>What the last segment contradicts of those before it.</summary>
    public static IReadOnlyList<DeltaDifference> Differences(SegmentList segments)
    {
        var agreement = new DeltaAgreement(segments);
        agreement.CompareHeaders();
        agreement.CompareAttributes();
        agreement.Compare("deals", ElementKind.Deal, agreement.SameDeal);
        agreement.Compare("experiments", ElementKind.Experiment, agreement.SameExperiment);
        agreement.Compare("advertisers", ElementKind.Advertiser, agreement.SameAdvertiser);
        agreement.Compare("campaigns", ElementKind.Campaign, agreement.SameCampaign);
        agreement.Compare("creatives", ElementKind.Creative, agreement.SameCreative);
        agreement.CompareCategories();
        return agreement._differences;
    }

    private void CompareHeaders()
    {
        SnapshotHeader own = _delta.File.Header;
        SnapshotHeader other = _base.File.Header;
        Require(own.Currency == other.Currency, "currency", $"It is '{own.Currency}', in the base '{other.Currency}'.");
        Require(own.TimeZone == other.TimeZone, "timeZone", $"It is '{own.TimeZone}', in the base '{other.TimeZone}'.");
        Require(own.FirstDayOfWeek == other.FirstDayOfWeek, "firstDayOfWeek", $"It is {(DayOfWeek)own.FirstDayOfWeek}, in the base {(DayOfWeek)other.FirstDayOfWeek}.");
        bool sameZone = own.TimeZone != other.TimeZone || Earlier.All(earlier => HasSameZone(earlier.Catalog));
        Require(sameZone, "timeZone", "Its rules are not those with which the base was compiled.");
        bool sameTraffic = _delta.TrafficCurve.Length == 0 || _delta.TrafficCurve.Span.SequenceEqual(_base.TrafficCurve.Span);
        Require(sameTraffic, "trafficCurve", "It is not that of the base.");
        Require(Earlier.All(earlier => HasSameTiers(earlier.Catalog)), "categories", "A category is below another one than in the base.");
    }

    // Where one of the two has no cap by the calendar, it has no rules of the zone.
    private bool HasSameZone(FrozenCatalog earlier) => _delta.ZoneOffsets.Length == 0 || earlier.ZoneOffsets.Length == 0
        || MemoryMarshal.AsBytes(_delta.ZoneOffsets.Span).SequenceEqual(MemoryMarshal.AsBytes(earlier.ZoneOffsets.Span));

    private bool HasSameTiers(FrozenCatalog earlier)
    {
        foreach (ref readonly CategoryTierRow row in _delta.CategoryTiers.Rows.Span)
        {
            int found = earlier.CategoryTiers.Find(row.Key);
            if (found >= 0 && earlier.CategoryTiers.Rows[found].First != row.First)
            {
                return false;
            }
        }

        return true;
    }

    // A request that gives a value of the wrong kind is refused, so an attribute that only the delta knows would matter
    // beyond the delta.
    private void CompareAttributes()
    {
        for (int i = 0; i < _delta.Attributes.Length; i++)
        {
            int found = _base.AttributeNames.Find(_delta.AttributeNames.Utf8(i));
            bool isSame = found >= 0 && _base.Attributes[found].Key == _delta.Attributes[i].Key && _base.Attributes[found].Personal == _delta.Attributes[i].Personal;
            string problem = found < 0 ? "The base does not declare it." : "The base declares it differently.";
            Require(isSame, $"attributes['{_delta.AttributeNames[i]}']", problem);
        }
    }

    // What is recorded states the categories that caps of any part are over.
    private void CompareCategories()
    {
        ulong[] old = Earlier.Aggregate((ulong[])[], static (keys, earlier) => CappedCategories.Union(keys, CappedCategories.KeysOf(earlier.Catalog)));
        ulong[] all = CappedCategories.Union(old, CappedCategories.KeysOf(_delta));
        foreach (Segment segment in all.Length > old.Length ? segments.All : segments.All[^1..])
        {
            int creative = CappedCategories.FindBeyondLimit(segment.Catalog, all);
            if (creative >= 0)
            {
                Require(false, $"creatives['{segment.Catalog.CreativeIds[creative]}']", $"Caps of base and delta together are over more than {AdSelectLimits.MaxExposureCategories} of its categories.");
            }
        }
    }

    private void Compare(string list, ElementKind kind, Func<FrozenCatalog, int, int, bool> areSame)
    {
        TextTable ids = Segment.IdsOf(_delta, kind);
        for (int i = 0; i < ids.Count; i++)
        {
            int number = _newest[kind][i];
            if (number < _newest[kind].FirstNew && segments.Of(kind, ref number) is { } earlier && !areSame(earlier.Catalog, number, i))
            {
                _differences.Add(new DeltaDifference($"{list}['{ids[i]}']", "It differs from what the base has under this id."));
            }
        }
    }

    private bool SameDeal(FrozenCatalog earlier, int old, int now) =>
        earlier.Deals[old].FloorMicros == _delta.Deals[now].FloorMicros && earlier.Deals[old].Price == _delta.Deals[now].Price;

    // Salts with one hash split units alike.
    private bool SameExperiment(FrozenCatalog earlier, int old, int now)
    {
        ref readonly ExperimentRow a = ref earlier.Experiments[old];
        ref readonly ExperimentRow b = ref _delta.Experiments[now];
        bool same = (a.NamespaceFrom, a.NamespaceTo, a.SaltHash, a.ArmCount, a.Holdout) == (b.NamespaceFrom, b.NamespaceTo, b.SaltHash, b.ArmCount, b.Holdout)
            && SameText(earlier.Namespaces, old, _delta.Namespaces, now);
        for (int i = 0; same && i < a.ArmCount; i++)
        {
            ArmRow arm = earlier.ArmsOf(old)[i];
            ArmRow other = _delta.ArmsOf(now)[i];
            same = (arm.From, arm.To) == (other.From, other.To) && SameText(earlier.ArmNames, a.FirstArm + i, _delta.ArmNames, b.FirstArm + i);
        }

        return same;
    }

    // Experiments that both have are equal, so an arm has the same number in both.
    private bool SameBinding(FrozenCatalog earlier, ArmBinding a, ArmBinding b) => (a.Arm, a.InsideOnly) == (b.Arm, b.InsideOnly)
        && (a.IsBound && b.IsBound ? SameText(earlier.ExperimentIds, a.Experiment - 1, _delta.ExperimentIds, b.Experiment - 1) : a.IsBound == b.IsBound);

    private bool SameAdvertiser(FrozenCatalog earlier, int old, int now)
    {
        ref readonly AdvertiserRow a = ref earlier.Advertisers[old];
        ref readonly AdvertiserRow b = ref _delta.Advertisers[now];
        return a.Paused == b.Paused
            && SameKeys(earlier, a.DomainSet, b.DomainSet)
            && SameKeys(earlier, a.CategorySet, b.CategorySet)
            && SameCaps(earlier, a.CapSet, b.CapSet)
            && SameText(earlier.AdvertiserNames, old, _delta.AdvertiserNames, now);
    }

    private bool SameCampaign(FrozenCatalog earlier, int old, int now)
    {
        ref readonly CampaignRow a = ref earlier.Campaigns[old];
        ref readonly CampaignRow b = ref _delta.Campaigns[now];
        return (a.BudgetMicros, a.GoalCount, a.GoalEvent, a.Paused) == (b.BudgetMicros, b.GoalCount, b.GoalEvent, b.Paused)
            && SameText(earlier.AdvertiserIds, a.Advertiser, _delta.AdvertiserIds, b.Advertiser)
            && SameCaps(earlier, a.CapSet, b.CapSet)
            && SameBinding(earlier, a.Experiment, b.Experiment)
            && SameText(earlier.CampaignNames, old, _delta.CampaignNames, now);
    }

    private bool SameCreative(FrozenCatalog earlier, int old, int now)
    {
        ref readonly CreativeRow a = ref earlier.Creatives[old];
        ref readonly CreativeRow b = ref _delta.Creatives[now];
        return SameText(earlier.AdvertiserIds, a.Advertiser, _delta.AdvertiserIds, b.Advertiser)
            && SameSupply(earlier, earlier.SupplyOf(old), _delta.SupplyOf(now))
            && SameCompanions(earlier, earlier.CompanionsOf(earlier.SupplyOf(old).CompanionSet), _delta.CompanionsOf(_delta.SupplyOf(now).CompanionSet))
            && SameCaps(earlier, a.CapSet, b.CapSet)
            && SameText(earlier.Languages, a.Language, _delta.Languages, b.Language)
            && SameText(earlier.CreativeNames, old, _delta.CreativeNames, now);
    }

    // Sets and MIME types are numbered anew in every snapshot.
    private bool SameSupply(FrozenCatalog earlier, in SupplyRow a, in SupplyRow b) =>
        a with { CategorySet = 0, MimeType = 0, CompanionSet = 0 } == b with { CategorySet = 0, MimeType = 0, CompanionSet = 0 }
        && SameKeys(earlier, a.CategorySet, b.CategorySet)
        && MimeKey(earlier, a.MimeType) == MimeKey(_delta, b.MimeType);

    private bool SameCompanions(FrozenCatalog earlier, ReadOnlySpan<int> old, ReadOnlySpan<int> now)
    {
        bool same = old.Length == now.Length;
        for (int i = 0; same && i < old.Length; i++)
        {
            same = SameText(earlier.CreativeIds, old[i], _delta.CreativeIds, now[i]);
        }

        return same;
    }

    private static ulong? MimeKey(FrozenCatalog catalog, byte mimeType) => mimeType == SupplyRow.NoMimeType ? null : catalog.MimeKeys[mimeType];

    private bool SameKeys(FrozenCatalog earlier, int old, int now) => earlier.KeySets[old].SequenceEqual(_delta.KeySets[now]);

    private bool SameCaps(FrozenCatalog earlier, int old, int now)
    {
        ReadOnlySpan<CapRow> a = earlier.CapsOf(old);
        ReadOnlySpan<CapRow> b = _delta.CapsOf(now);
        bool same = a.Length == b.Length;
        for (int i = 0; same && i < a.Length; i++)
        {
            same = Facts(a[i]) == Facts(b[i]);
        }

        return same;
    }

    private static (long, ulong, int, AdEvent, CapIdentity, CapScope, MissingIdentity, byte) Facts(in CapRow cap) =>
        (cap.WindowTicks, cap.CategoryKey, cap.Limit, cap.Event, cap.Identity, cap.Scope, cap.Missing, cap.Window);

    private static bool SameText(TextTable earlier, int old, TextTable ofDelta, int now) => earlier.Utf8(old).SequenceEqual(ofDelta.Utf8(now));

    private void Require(bool holds, string path, string message)
    {
        if (!holds)
        {
            _differences.Add(new DeltaDifference(path, message));
        }
    }
}
