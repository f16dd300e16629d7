// What was played in the session before a break, in the terms of the snapshot: step 9 over a whole session.
using AdSelect.Frequency;
using AdSelect.Indexing;

namespace AdSelect.Eligibility;

/// <summary>One ad that was played.</summary>
internal struct PlayedAd
{
    public ulong LineItem;
    public ulong Creative;
    public ulong Advertiser;
    public bool AllowsSameAdvertiser;

    /// <summary>Its exclusion labels among those of all ads.</summary>
    public (short First, short Count) Labels;

    /// <summary>Its categories among those of all ads, two keys each.</summary>
    public (short First, short Count) Categories;

    /// <summary>Whether neither labels nor categories keep it apart from a line item of an advertiser.</summary>
    public readonly bool IsAllied(ulong advertiser, bool allowsSameAdvertiser) => allowsSameAdvertiser && AllowsSameAdvertiser && Advertiser == advertiser;
}

/// <summary>
/// Line items are known by key, so what the snapshot does not have any more still counts as itself and as its advertiser's; its labels and
/// categories are not known.
/// </summary>
internal ref struct PlayedAds
{
    private readonly Span<PlayedAd> _ads;
    private readonly Span<ulong> _labels;
    private readonly Span<ulong> _categories;
    private int _adCount;
    private int _labelCount;
    private int _categoryCount;

    /// <param name="ads">Room for <see cref="AdSelectLimits.MaxSessionAds"/> ads.</param>
    /// <param name="keys">Room for <see cref="AdSelectLimits.MaxSessionKeys"/> labels and categories.</param>
    public PlayedAds(Span<PlayedAd> ads, Span<ulong> keys)
    {
        _ads = ads;
        _labels = keys[..(keys.Length / 2)];
        _categories = keys[(keys.Length / 2)..];
    }

    /// <summary>Whether anything was played that ads are to be kept apart from.</summary>
    public readonly bool Any => _adCount > 0;

    /// <summary>Key of the line item that was played last; 0 for none.</summary>
    public ulong LastLineItem { get; private set; }

    /// <summary>Key of the creative that was played last; 0 for none.</summary>
    public ulong LastCreative { get; private set; }

    /// <summary>The spacing labels of what was played last.</summary>
    public ReadOnlySpan<ulong> LastSpacings { get; private set; }

    /// <summary>Takes over what was played, the latest first.</summary>
    /// <param name="records">The session's impressions.</param>
    /// <param name="isWholeSession">Whether ads are kept apart from all of it; otherwise only from the last, as its neighbours.</param>
    /// <param name="segments">The parts of the snapshot.</param>
    public void Fill(ReadOnlySpan<ExposureRecord> records, bool isWholeSession, SegmentList segments)
    {
        for (int i = 0; i < records.Length; i++)
        {
            ref readonly ExposureRecord record = ref records[i];
            int lineItem = segments.TryFind(record.LineItem, out Segment segment, out int found) ? found : -1;
            FrozenCatalog part = segment.Catalog;
            if (i == 0)
            {
                LastLineItem = record.LineItem;
                LastCreative = record.Creative;
                LastSpacings = lineItem < 0 ? [] : part.KeySets[part.TermsOf(lineItem).SpacingSet];
            }

            if (!isWholeSession)
            {
                return;
            }

            bool allows = lineItem >= 0 && part.LineItems[lineItem].Has(LineItemFlags.AllowsSameAdvertiser);
            var ad = new PlayedAd { LineItem = record.LineItem, Creative = record.Creative, Advertiser = record.Advertiser, AllowsSameAdvertiser = allows };
            if (lineItem >= 0)
            {
                AddKeys(part, lineItem, ref ad);
            }

            _ads[_adCount++] = ad;
        }
    }

    /// <summary>Whether a line item may be played in the same session; its creatives' categories apart.</summary>
    public readonly RejectionReason Check(FrozenCatalog catalog, int lineItem, in LineItemRow row)
    {
        ulong key = catalog.LineItemKeys[lineItem];
        ulong advertiser = catalog.Advertisers[row.Advertiser].Key;
        bool allows = row.Has(LineItemFlags.AllowsSameAdvertiser);
        ReadOnlySpan<ulong> labels = _labelCount == 0 ? [] : catalog.KeySets[catalog.TermsOf(lineItem).ExclusionSet];
        bool meetsLabel = false;
        foreach (ref readonly PlayedAd ad in _ads[.._adCount])
        {
            if (ad.LineItem == key)
            {
                return RejectionReason.SameLineItem;
            }

            if (ad.IsAllied(advertiser, allows))
            {
                continue;
            }

            if (ad.Advertiser == advertiser)
            {
                return RejectionReason.SameAdvertiser;
            }

            meetsLabel |= !labels.IsEmpty && labels.ContainsAny(_labels.Slice(ad.Labels.First, ad.Labels.Count));
        }

        return meetsLabel ? RejectionReason.SameExclusionLabel : RejectionReason.None;
    }

    /// <summary>Whether a creative was played, or is of a category that was.</summary>
    public readonly bool MeetsCreative(FrozenCatalog catalog, in LineItemRow row, int creative)
    {
        if (_adCount == 0)
        {
            return false;
        }

        ulong key = catalog.Creatives[creative].Key;
        foreach (ref readonly PlayedAd ad in _ads[.._adCount])
        {
            if (ad.Creative == key)
            {
                return true;
            }
        }

        return _categoryCount > 0 && MeetsCategory(catalog, row, catalog.SupplyOf(creative));
    }

    private readonly bool MeetsCategory(FrozenCatalog catalog, in LineItemRow row, in SupplyRow creative)
    {

        Span<ulong> own = stackalloc ulong[MostCategoryKeys];
        int count = catalog.CategoryTiers.Write(catalog.KeySets[creative.CategorySet], catalog.KeySets[catalog.Advertisers[row.Advertiser].CategorySet], own);

        if (count < 0)
        {
            // More than there is room for: on the safe side.
            return true;
        }

        bool allows = row.Has(LineItemFlags.AllowsSameAdvertiser);
        ulong advertiser = catalog.Advertisers[row.Advertiser].Key;
        foreach (ref readonly PlayedAd ad in _ads[.._adCount])
        {
            if (!ad.IsAllied(advertiser, allows) && CategoryTiers.Meet(own[..count], _categories.Slice(ad.Categories.First, ad.Categories.Count)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Numbers that the categories of one creative may take.</summary>
    public const int MostCategoryKeys = 128;

    // Of more labels and categories than there is room for, those of the latest ads count.
    private void AddKeys(FrozenCatalog part, int lineItem, ref PlayedAd ad)
    {
        ReadOnlySpan<ulong> labels = part.KeySets[part.TermsOf(lineItem).ExclusionSet];
        if (labels.Length <= _labels.Length - _labelCount)
        {
            labels.CopyTo(_labels[_labelCount..]);
            ad.Labels = ((short)_labelCount, (short)labels.Length);
            _labelCount += labels.Length;
        }

        ref readonly LineItemRow row = ref part.LineItems[lineItem];
        ReadOnlySpan<ulong> ofAdvertiser = part.KeySets[part.Advertisers[row.Advertiser].CategorySet];
        for (int i = 0; i < row.CreativeCount; i++)
        {
            int creative = part.LineItemCreatives[row.FirstCreative + i];
            if (part.Creatives[creative].Key == ad.Creative)
            {
                int count = part.CategoryTiers.Write(part.KeySets[part.SupplyOf(creative).CategorySet], ofAdvertiser, _categories[_categoryCount..]);
                ad.Categories = ((short)_categoryCount, (short)Math.Max(0, count));
                _categoryCount += ad.Categories.Count;
                return;
            }
        }
    }
}
