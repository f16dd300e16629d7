// The sections of a snapshot file, in the order in which they stand in it.
namespace AdSelect.Snapshots;

/// <summary>Names a section. Values are part of the file format: never reused, never renumbered within a major version.</summary>
internal enum SectionId : ushort
{
    // The schema: what requests are resolved with.
    Attributes = 1,
    Cuts = 2,
    ValueBits = 3,
    ValueSlots = 4,
    ValueTokens = 5,
    MimeKeys = 6,
    Facts = 7,
    ValuePilots = 8,

    // The matching image.
    Partitions = 20,
    RowDirectory = 21,
    Summaries = 23,
    BlockRows = 24,
    Entries = 25,
    TargetingCode = 26,
    Circles = 27,
    TargetingClauses = 28,

    // What the gates and the auction ask of line items, in rank order.
    LineItems = 40,
    LineItemKeys = 41,
    LineItemTerms = 42,
    Terms = 43,
    TieStarts = 44,
    LineItemCreatives = 45,
    LineItemCreativeWeights = 46,
    LineItemsByKey = 47,
    DaypartGrids = 48,
    BidPresence = 49,
    Bids = 50,
    BudgetPresence = 51,
    Budgets = 52,
    GoalPresence = 53,
    Goals = 54,
    ScoreCeilings = 55,

    // What line items refer to, ordered by id.
    Supplies = 59,
    Creatives = 60,
    Campaigns = 61,
    Advertisers = 62,
    Deals = 63,
    KeySetOffsets = 64,
    KeySetKeys = 65,
    CapSetOffsets = 66,
    Caps = 67,
    TrafficCurve = 68,
    ZoneOffsets = 69,
    CompanionOffsets = 70,
    Companions = 71,
    CategoryTiers = 75,

    // Texts: cold, for people and for answers. Each is a pair of offsets and UTF-8 bytes.
    AttributeNameOffsets = 80,
    AttributeNames = 81,
    KeywordOffsets = 82,
    Keywords = 83,
    LineItemIdOffsets = 84,
    LineItemIds = 85,
    LineItemNameOffsets = 86,
    LineItemNames = 87,
    CampaignIdOffsets = 88,
    CampaignIds = 89,
    CampaignNameOffsets = 90,
    CampaignNames = 91,
    AdvertiserIdOffsets = 92,
    AdvertiserIds = 93,
    AdvertiserNameOffsets = 94,
    AdvertiserNames = 95,
    CreativeIdOffsets = 96,
    CreativeIds = 97,
    CreativeNameOffsets = 98,
    CreativeNames = 99,
    DealIdOffsets = 100,
    DealIds = 101,
    LanguageOffsets = 102,
    Languages = 103,

    // Only in a delta: what it changes.
    DeltaBase = 120,
    DeltaReplaced = 121,
}
