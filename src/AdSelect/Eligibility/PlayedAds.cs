// What was played in the session before a break, in the terms of the snapshot: step 9 over a whole session.
using AdSelect.Frequency;
using AdSelect.Indexing;

namespace AdSelect.Eligibility;

/// <summary>One ad that was played.</summary>
internal struct PlayedAd
{
    public ulong LineItem;
    public ulong Advertiser;
    public bool AllowsSameAdvertiser;
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
    /// <param name="catalog">The catalog that answers; with a delta, its base.</param>
    /// <param name="delta">The delta that is joined with it, or null.</param>
    public void Fill(ReadOnlySpan<ExposureRecord> records, bool isWholeSession, FrozenCatalog catalog, DeltaView? delta)
    {
        for (int i = 0; i < records.Length; i++)
        {
            ref readonly ExposureRecord record = ref records[i];
            FrozenCatalog part = delta is not null && delta.Catalog.FindLineItem(record.LineItem) >= 0 ? delta.Catalog : catalog;
            int lineItem = part.FindLineItem(record.LineItem);
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
            _ads[_adCount++] = new PlayedAd { LineItem = record.LineItem, Advertiser = record.Advertiser, AllowsSameAdvertiser = allows };
            if (lineItem >= 0)
            {
                AddKeys(part, lineItem, record.Creative);
            }
        }
    }

    /// <summary>Whether a line item may be played in the same session; its creatives' categories apart.</summary>
    public readonly RejectionReason Check(FrozenCatalog catalog, int lineItem, in LineItemRow row)
    {
        ulong key = catalog.LineItemKeys[lineItem];
        ulong advertiser = catalog.Advertisers[row.Advertiser].Key;
        bool allows = row.Has(LineItemFlags.AllowsSameAdvertiser);
        foreach (ref readonly PlayedAd ad in _ads[.._adCount])
        {
            if (ad.LineItem == key)
            {
                return RejectionReason.SameLineItem;
            }

            if (ad.Advertiser == advertiser && !(allows && ad.AllowsSameAdvertiser))
            {
                return RejectionReason.SameAdvertiser;
            }
        }

        ReadOnlySpan<ulong> labels = _labelCount == 0 ? [] : catalog.KeySets[catalog.TermsOf(lineItem).ExclusionSet];
        return !labels.IsEmpty && labels.ContainsAny(_labels[.._labelCount]) ? RejectionReason.SameExclusionLabel : RejectionReason.None;
    }

    /// <summary>Whether a creative is of a category that was played.</summary>
    public readonly bool MeetsCategory(FrozenCatalog catalog, in LineItemRow row, in SupplyRow creative)
    {
        if (_categoryCount == 0)
        {
            return false;
        }

        Span<ulong> own = stackalloc ulong[MostCategoryKeys];
        int count = catalog.CategoryTiers.Write(catalog.KeySets[creative.CategorySet], catalog.KeySets[catalog.Advertisers[row.Advertiser].CategorySet], own);

        // More than there is room for: on the safe side.
        return count < 0 || CategoryTiers.Meet(own[..count], _categories[.._categoryCount]);
    }

    /// <summary>Numbers that the categories of one creative may take.</summary>
    public const int MostCategoryKeys = 128;

    // Of more labels and categories than there is room for, those of the latest ads count.
    private void AddKeys(FrozenCatalog part, int lineItem, ulong creativeKey)
    {
        ReadOnlySpan<ulong> labels = part.KeySets[part.TermsOf(lineItem).ExclusionSet];
        if (labels.Length <= _labels.Length - _labelCount)
        {
            labels.CopyTo(_labels[_labelCount..]);
            _labelCount += labels.Length;
        }

        ref readonly LineItemRow row = ref part.LineItems[lineItem];
        ReadOnlySpan<ulong> ofAdvertiser = part.KeySets[part.Advertisers[row.Advertiser].CategorySet];
        for (int i = 0; i < row.CreativeCount; i++)
        {
            int creative = part.LineItemCreatives[row.FirstCreative + i];
            if (part.Creatives[creative].Key == creativeKey)
            {
                int count = part.CategoryTiers.Write(part.KeySets[part.SupplyOf(creative).CategorySet], ofAdvertiser, _categories[_categoryCount..]);
                _categoryCount += Math.Max(0, count);
                return;
            }
        }
    }
}
