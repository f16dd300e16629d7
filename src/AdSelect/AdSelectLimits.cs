// The bounds on what hosts author, load and ask.
namespace AdSelect;

/// <summary>
/// The bounds on catalogs, snapshots and requests. Compiling a catalog and loading a snapshot both check them, so that no
/// catalog, file or request can make a selection loop, recurse or allocate without bound. Bounds that follow from the layout of
/// the file or of the index stand beside that layout in the code.
/// </summary>
public static class AdSelectLimits
{
    /// <summary>Nesting of a catalog's JSON outside of targeting, in objects and arrays.</summary>
    public const int MaxCatalogJsonDepth = 256;

    /// <summary>UTF-8 bytes of one element of a catalog's JSON (a line item, a creative).</summary>
    public const int MaxCatalogJsonElementBytes = 16 * 1024 * 1024;

    /// <summary>Line items in one catalog.</summary>
    public const int MaxLineItems = 4_000_000;

    /// <summary>Line items that one delta snapshot adds, changes or removes.</summary>
    public const int MaxDeltaLineItems = 65_536;

    /// <summary>Requests that <see cref="AdSelector.WarmUp(AdSnapshot, CancellationToken)"/> makes up at most.</summary>
    public const int MaxWarmUpRequests = 1_000_000;

    /// <summary>Deltas that are joined with one snapshot at a time.</summary>
    public const int MaxDeltas = 8;

    /// <summary>Advertisers in one catalog.</summary>
    public const int MaxAdvertisers = 1_000_000;

    /// <summary>Campaigns in one catalog.</summary>
    public const int MaxCampaigns = 2_000_000;

    /// <summary>Creatives in one catalog.</summary>
    public const int MaxCreatives = 8_000_000;

    /// <summary>Attributes declared by one catalog.</summary>
    public const int MaxAttributes = 256;

    /// <summary>Characters in an attribute's name.</summary>
    public const int MaxAttributeNameLength = 64;

    /// <summary>UTF-8 bytes in an id of a line item, creative, campaign, advertiser or deal.</summary>
    public const int MaxIdBytes = 256;

    /// <summary>UTF-8 bytes in a name.</summary>
    public const int MaxNameBytes = 1_024;

    /// <summary>UTF-8 bytes in a keyword value.</summary>
    public const int MaxKeywordBytes = 1_024;

    /// <summary>Distinct values that all targeting of one catalog may list.</summary>
    public const int MaxDistinctValues = 8_000_000;

    /// <summary>Nesting of a targeting expression: the longest path from its root to a predicate, in nodes.</summary>
    public const int MaxTargetingDepth = 32;

    /// <summary>Nodes (operators and predicates) in one targeting expression.</summary>
    public const int MaxTargetingNodes = 4_096;

    /// <summary>Values listed by one predicate.</summary>
    public const int MaxPredicateValues = 16_384;

    /// <summary>Values listed by all predicates of one targeting expression together.</summary>
    public const int MaxTargetingValues = 65_536;

    /// <summary>Characters of targeting text that the parser reads.</summary>
    public const int MaxTargetingTextLength = 2_000_000;

    /// <summary>The widest radius of a <c>near</c> predicate, in kilometres: half the earth's circumference.</summary>
    public const double MaxRadiusKilometers = 20_040;

    /// <summary>Creatives attached to one line item.</summary>
    public const int MaxCreativesPerLineItem = 64;

    /// <summary>Companions of one creative.</summary>
    public const int MaxCompanions = 16;

    /// <summary>Companion slots in one request.</summary>
    public const int MaxCompanionSlots = 16;

    /// <summary>The widest or highest creative or slot, in pixels.</summary>
    public const int MaxPixels = 16_384;

    /// <summary>Frequency caps on one line item, campaign, advertiser or creative.</summary>
    public const int MaxCapsPerElement = 16;

    /// <summary>The largest limit of a frequency cap.</summary>
    public const int MaxCapLimit = 65_535;

    /// <summary>Days of the longest rolling window and recency, and of what a lifetime cap remembers at least.</summary>
    public const int MaxCapWindowDays = 400;

    /// <summary>
    /// How far ahead of a request an exposure may be stamped and still be taken for one of now, in hours: what clocks and time zones are
    /// off by.
    /// </summary>
    public const int MaxClockSkewHours = 24;

    /// <summary>Records in one exposure history of a request.</summary>
    public const int MaxHistoryRecords = 2_048;

    /// <summary>
    /// Capped categories that one exposure belongs to: of those of a creative and its advertiser, at most so many may be counted by category caps.
    /// </summary>
    public const int MaxExposureCategories = 5;

    /// <summary>Exclusion or spacing labels on one line item.</summary>
    public const int MaxLabelsPerLineItem = 32;

    /// <summary>Experiments in one catalog.</summary>
    public const int MaxExperiments = 64;

    /// <summary>Arms of one experiment.</summary>
    public const int MaxExperimentArms = 64;

    /// <summary>Characters of a request's <see cref="AdRequest.ExperimentUnit"/>.</summary>
    public const int MaxExperimentUnitLength = 256;

    /// <summary>Domains, or categories, of one advertiser or creative.</summary>
    public const int MaxDomainsOrCategories = 64;

    /// <summary>Characters of a domain in its ASCII form.</summary>
    public const int MaxDomainLength = 253;

    /// <summary>Characters of a domain as it is written, in a catalog or a request, with all that does not matter.</summary>
    public const int MaxDomainTextLength = 2_048;

    /// <summary>Levels of the category tree.</summary>
    public const int MaxCategoryDepth = 16;

    /// <summary>The highest value of the AdCOM lists that are kept as bit sets (creative attributes, API frameworks).</summary>
    public const int MaxAdComValue = 63;

    /// <summary>Distinct MIME types in one catalog.</summary>
    public const int MaxMimeTypes = 64;

    /// <summary>Distinct weekly daypart grids in one catalog.</summary>
    public const int MaxDaypartGrids = 65_535;

    /// <summary>The weakest priority; 1 is the strongest.</summary>
    public const int MaxPriority = 16;

    /// <summary>The largest amount of money, in micros of the catalog's currency: one billion units.</summary>
    public const long MaxMoneyMicros = 1_000_000_000_000_000;

    /// <summary>The largest weight of a line item in lots, or of a creative in a rotation.</summary>
    public const int MaxWeight = 1_000_000;

    /// <summary>The largest quality factor of a line item.</summary>
    public const int MaxQuality = 1_000;

    /// <summary>The largest weight of a place in a ranking.</summary>
    public const double MaxPlaceWeight = 1_000_000_000;

    /// <summary>The longest creative or slot.</summary>
    public const int MaxDurationMilliseconds = 24 * 60 * 60 * 1000;

    /// <summary>Terms (attribute values and block list entries) in one request.</summary>
    public const int MaxRequestTerms = 4_096;

    /// <summary>Locations in one request.</summary>
    public const int MaxRequestLocations = 64;

    /// <summary>Slots in one request.</summary>
    public const int MaxSlots = 32;

    /// <summary>Winners that one <see cref="AdSelector.Select(in AdRequest, Span{AdSelection})"/> returns.</summary>
    public const int MaxWinners = 256;

    /// <summary>Candidates, one for each line item and duration, among which one ad break is filled.</summary>
    public const int MaxBreakCandidates = 256;

    /// <summary>Ads in one ad break.</summary>
    public const int MaxBreakAds = 32;

    /// <summary>Line items drawn for one ad break.</summary>
    public const int MaxBreakLineItems = 160;

    /// <summary>The free part of one ad break, in milliseconds.</summary>
    public const int MaxBreakMilliseconds = 3_600_000;

    /// <summary>Steps that the search for one ad break takes unless the break says otherwise.</summary>
    public const int DefaultBreakSteps = 20_000;

    /// <summary>Steps that the search for one ad break may be given.</summary>
    public const int MaxBreakSteps = 10_000_000;

    /// <summary>Ads of a session, the latest ones, that the ads of a break are kept apart from.</summary>
    public const int MaxSessionAds = 64;

    /// <summary>Exclusion labels and categories, the latter twofold, of the ads of a session that the ads of a break are kept apart from.</summary>
    public const int MaxSessionKeys = 2_048;

    /// <summary>Exclusion and spacing labels, categories and caps of all candidates of one ad break together.</summary>
    public const int MaxBreakKeys = 1_024;

    /// <summary>Distinct caps that the candidates of one ad break are counted against.</summary>
    public const int MaxBreakCaps = 64;

    /// <summary>The highest rank score, in micros, that counts in an ad break; more counts as this.</summary>
    public const long MaxBreakScoreMicros = 10_000_000_000_000_000;

    /// <summary>Questions that an <see cref="IRatePredictor"/> is asked at a time.</summary>
    public const int MaxPredictionBatch = 512;

    /// <summary>Required durations, duration floors or MIME types that one slot lists.</summary>
    public const int MaxSlotListEntries = 8;

    /// <summary>Bytes of a snapshot file.</summary>
    public const int MaxSnapshotBytes = 0x7FFF_0000;

    /// <summary>Errors, and warnings of one code, that a compilation lists before it only counts them.</summary>
    public const int MaxListedDiagnostics = 1_000;
}
