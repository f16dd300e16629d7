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
internal sealed class DeltaAgreement(FrozenCatalog ofBase, DeltaView delta)
{
    private readonly FrozenCatalog _delta = delta.Catalog;
    private readonly List<DeltaDifference> _differences = [];

    public static IReadOnlyList<DeltaDifference> Differences(FrozenCatalog ofBase, DeltaView delta)
    {
        var agreement = new DeltaAgreement(ofBase, delta);
        agreement.CompareHeaders();
        agreement.CompareAttributes();
        agreement.Compare("deals", delta.Deals, agreement._delta.DealIds, agreement.SameDeal);
        agreement.Compare("experiments", delta.Experiments, agreement._delta.ExperimentIds, agreement.SameExperiment);
        agreement.Compare("advertisers", delta.Advertisers, agreement._delta.AdvertiserIds, agreement.SameAdvertiser);
        agreement.Compare("campaigns", delta.Campaigns, agreement._delta.CampaignIds, agreement.SameCampaign);
        agreement.Compare("creatives", delta.Creatives, agreement._delta.CreativeIds, agreement.SameCreative);
        agreement.CompareCategories();
        return agreement._differences;
    }

    private void CompareHeaders()
    {
        SnapshotHeader own = _delta.File.Header;
        SnapshotHeader other = ofBase.File.Header;
        Require(own.Currency == other.Currency, "currency", $"It is '{own.Currency}', in the base '{other.Currency}'.");
        Require(own.TimeZone == other.TimeZone, "timeZone", $"It is '{own.TimeZone}', in the base '{other.TimeZone}'.");
        Require(own.FirstDayOfWeek == other.FirstDayOfWeek, "firstDayOfWeek", $"It is {(DayOfWeek)own.FirstDayOfWeek}, in the base {(DayOfWeek)other.FirstDayOfWeek}.");
        bool sameZone = own.TimeZone != other.TimeZone || _delta.ZoneOffsets.Length == 0 || ofBase.ZoneOffsets.Length == 0 || MemoryMarshal.AsBytes(_delta.ZoneOffsets.Span).SequenceEqual(MemoryMarshal.AsBytes(ofBase.ZoneOffsets.Span));
        Require(sameZone, "timeZone", "Its rules are not those with which the base was compiled.");
        bool sameTraffic = _delta.TrafficCurve.Length == 0 || _delta.TrafficCurve.Span.SequenceEqual(ofBase.TrafficCurve.Span);
        Require(sameTraffic, "trafficCurve", "It is not that of the base.");
        Require(HaveSameTiers(), "categories", "A category is below another one than in the base.");
    }

    private bool HaveSameTiers()
    {
        foreach (ref readonly CategoryTierRow row in _delta.CategoryTiers.Rows.Span)
        {
            int found = ofBase.CategoryTiers.Find(row.Key);
            if (found >= 0 && ofBase.CategoryTiers.Rows[found].First != row.First)
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
            int found = ofBase.AttributeNames.Find(_delta.AttributeNames.Utf8(i));
            bool isSame = found >= 0 && ofBase.Attributes[found].Key == _delta.Attributes[i].Key && ofBase.Attributes[found].Personal == _delta.Attributes[i].Personal;
            string problem = found < 0 ? "The base does not declare it." : "The base declares it differently.";
            Require(isSame, $"attributes['{_delta.AttributeNames[i]}']", problem);
        }
    }

    // What is recorded states the categories that caps of either part are over.
    private void CompareCategories()
    {
        string problem = $"Caps of base and delta together are over more than {AdSelectLimits.MaxExposureCategories} of its categories.";
        ulong[] old = CappedCategories.KeysOf(ofBase);
        ulong[] both = CappedCategories.Union(old, CappedCategories.KeysOf(_delta));
        int creative = CappedCategories.FindBeyondLimit(_delta, both);
        Require(creative < 0, creative < 0 ? string.Empty : $"creatives['{_delta.CreativeIds[creative]}']", problem);
        creative = both.Length > old.Length ? CappedCategories.FindBeyondLimit(ofBase, both) : -1;
        Require(creative < 0, creative < 0 ? string.Empty : $"creatives['{ofBase.CreativeIds[creative]}']", problem);
    }

    private void Compare(string list, EntityNumbers numbers, TextTable ids, Func<int, int, bool> areSame)
    {
        for (int i = 0; i < ids.Count; i++)
        {
            if (numbers[i] < numbers.FirstNew && !areSame(numbers[i], i))
            {
                _differences.Add(new DeltaDifference($"{list}['{ids[i]}']", "It differs from what the base has under this id."));
            }
        }
    }

    private bool SameDeal(int old, int now) =>
        ofBase.Deals[old].FloorMicros == _delta.Deals[now].FloorMicros && ofBase.Deals[old].Price == _delta.Deals[now].Price;

    // Salts with one hash split units alike.
    private bool SameExperiment(int old, int now)
    {
        ref readonly ExperimentRow a = ref ofBase.Experiments[old];
        ref readonly ExperimentRow b = ref _delta.Experiments[now];
        bool same = (a.NamespaceFrom, a.NamespaceTo, a.SaltHash, a.ArmCount, a.Holdout) == (b.NamespaceFrom, b.NamespaceTo, b.SaltHash, b.ArmCount, b.Holdout)
            && SameText(ofBase.Namespaces, old, _delta.Namespaces, now);
        for (int i = 0; same && i < a.ArmCount; i++)
        {
            ArmRow arm = ofBase.ArmsOf(old)[i];
            ArmRow other = _delta.ArmsOf(now)[i];
            same = (arm.From, arm.To) == (other.From, other.To) && SameText(ofBase.ArmNames, a.FirstArm + i, _delta.ArmNames, b.FirstArm + i);
        }

        return same;
    }

    // Experiments that both have are equal, so an arm has the same number in both.
    private bool SameBinding(ArmBinding a, ArmBinding b) =>
        (a.Arm, a.InsideOnly) == (b.Arm, b.InsideOnly) && (a.IsBound && b.IsBound ? delta.Experiments[b.Experiment - 1] == a.Experiment - 1 : a.IsBound == b.IsBound);

    private bool SameAdvertiser(int old, int now)
    {
        ref readonly AdvertiserRow a = ref ofBase.Advertisers[old];
        ref readonly AdvertiserRow b = ref _delta.Advertisers[now];
        return a.Paused == b.Paused
            && SameKeys(a.DomainSet, b.DomainSet)
            && SameKeys(a.CategorySet, b.CategorySet)
            && SameCaps(a.CapSet, b.CapSet)
            && SameText(ofBase.AdvertiserNames, old, _delta.AdvertiserNames, now);
    }

    private bool SameCampaign(int old, int now)
    {
        ref readonly CampaignRow a = ref ofBase.Campaigns[old];
        ref readonly CampaignRow b = ref _delta.Campaigns[now];
        return (a.BudgetMicros, a.GoalCount, a.GoalEvent, a.Paused, a.Advertiser) == (b.BudgetMicros, b.GoalCount, b.GoalEvent, b.Paused, delta.Advertisers[b.Advertiser])
            && SameCaps(a.CapSet, b.CapSet)
            && SameBinding(a.Experiment, b.Experiment)
            && SameText(ofBase.CampaignNames, old, _delta.CampaignNames, now);
    }

    private bool SameCreative(int old, int now)
    {
        ref readonly CreativeRow a = ref ofBase.Creatives[old];
        ref readonly CreativeRow b = ref _delta.Creatives[now];
        return a.Advertiser == delta.Advertisers[b.Advertiser]
            && SameSupply(ofBase.SupplyOf(old), _delta.SupplyOf(now))
            && SameCompanions(ofBase.CompanionsOf(ofBase.SupplyOf(old).CompanionSet), _delta.CompanionsOf(_delta.SupplyOf(now).CompanionSet))
            && SameCaps(a.CapSet, b.CapSet)
            && SameText(ofBase.Languages, a.Language, _delta.Languages, b.Language)
            && SameText(ofBase.CreativeNames, old, _delta.CreativeNames, now);
    }

    // Sets and MIME types are numbered anew in every snapshot.
    private bool SameSupply(in SupplyRow a, in SupplyRow b) =>
        a with { CategorySet = 0, MimeType = 0, CompanionSet = 0 } == b with { CategorySet = 0, MimeType = 0, CompanionSet = 0 }
        && SameKeys(a.CategorySet, b.CategorySet)
        && MimeKey(ofBase, a.MimeType) == MimeKey(_delta, b.MimeType);

    private bool SameCompanions(ReadOnlySpan<int> old, ReadOnlySpan<int> now)
    {
        bool same = old.Length == now.Length;
        for (int i = 0; same && i < old.Length; i++)
        {
            same = old[i] == delta.Creatives[now[i]];
        }

        return same;
    }

    private static ulong? MimeKey(FrozenCatalog catalog, byte mimeType) => mimeType == SupplyRow.NoMimeType ? null : catalog.MimeKeys[mimeType];

    private bool SameKeys(int old, int now) => ofBase.KeySets[old].SequenceEqual(_delta.KeySets[now]);

    private bool SameCaps(int old, int now)
    {
        ReadOnlySpan<CapRow> a = ofBase.CapsOf(old);
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

    private static bool SameText(TextTable ofBase, int old, TextTable ofDelta, int now) => ofBase.Utf8(old).SequenceEqual(ofDelta.Utf8(now));

    private void Require(bool holds, string path, string message)
    {
        if (!holds)
        {
            _differences.Add(new DeltaDifference(path, message));
        }
    }
}
