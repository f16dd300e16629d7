// Every reason that can keep a line item out.
namespace AdSelect;

/// <summary>Why a line item did not serve: one reason for each rule that can keep it out.</summary>
public enum RejectionReason : byte
{
    /// <summary>It was not kept out.</summary>
    None = 0,

    /// <summary>The line item is paused.</summary>
    LineItemPaused,

    /// <summary>Its campaign is paused.</summary>
    CampaignPaused,

    /// <summary>Its advertiser is paused.</summary>
    AdvertiserPaused,

    /// <summary>The flight has not begun.</summary>
    BeforeFlight,

    /// <summary>The flight is over.</summary>
    AfterFlight,

    /// <summary>Outside the weekly dayparts.</summary>
    OutsideDayparts,

    /// <summary>The line item's budget is used up.</summary>
    BudgetExhausted,

    /// <summary>The line item's goal is reached.</summary>
    GoalReached,

    /// <summary>The campaign's budget is used up.</summary>
    CampaignBudgetExhausted,

    /// <summary>The campaign's goal is reached.</summary>
    CampaignGoalReached,

    /// <summary>No creative is attached.</summary>
    NoCreative,

    /// <summary>No attached creative is approved.</summary>
    CreativeNotApproved,

    /// <summary>No approved creative is within its own dates.</summary>
    CreativeOutsideFlight,

    /// <summary>No creative has the slot's format.</summary>
    WrongFormat,

    /// <summary>No creative has a MIME type that the slot takes.</summary>
    WrongMimeType,

    /// <summary>No creative has the size that the slot takes.</summary>
    WrongSize,

    /// <summary>No creative has a duration that the slot takes.</summary>
    WrongDuration,

    /// <summary>No creative is skippable, or not skippable, as the slot demands.</summary>
    WrongSkippability,

    /// <summary>No creative gets along with the API frameworks of the slot.</summary>
    ApiFrameworkMissing,

    /// <summary>Every creative has an attribute that is blocked.</summary>
    CreativeAttributeBlocked,

    /// <summary>No creative has the companions served that the line item wants.</summary>
    CompanionMissing,

    /// <summary>The targeting does not match.</summary>
    TargetingMiss,

    /// <summary>The line item is on the request's block list.</summary>
    LineItemBlocked,

    /// <summary>A domain of the advertiser is blocked.</summary>
    DomainBlocked,

    /// <summary>A category of the advertiser or of every creative is blocked.</summary>
    CategoryBlocked,

    /// <summary>The line item's deal is not listed by the request, or the request takes deals only.</summary>
    DealNotOffered,

    /// <summary>The request is child-directed and the line item is not marked suitable for children.</summary>
    NotSuitableForChildren,

    /// <summary>It needs personal data and consent does not allow it.</summary>
    PersonalDataNotAllowed,

    /// <summary>Consent lacks a purpose that it requires.</summary>
    ConsentPurposeMissing,

    /// <summary>The request is a private auction, and the holder of a listed deal has a place.</summary>
    DealStands,

    /// <summary>Its effective CPM is below the floor.</summary>
    BelowFloor,

    /// <summary>A frequency cap is reached: its own, its campaign's or its advertiser's, or one of every creative that is left.</summary>
    FrequencyCapReached,

    /// <summary>The least time since the last exposure is not over.</summary>
    TooRecent,

    /// <summary>A cap denies without an identity, session or break that the request lacks.</summary>
    IdentityMissing,

    /// <summary>The same line item already fills another slot.</summary>
    SameLineItem,

    /// <summary>The same advertiser already fills another slot.</summary>
    SameAdvertiser,

    /// <summary>An ad of the session has one of its exclusion labels.</summary>
    SameExclusionLabel,

    /// <summary>An ad of the session has a category of every creative that is left.</summary>
    SameCategory,

    /// <summary>The unit is in the holdout arm of an experiment that the line item or its campaign is bound to.</summary>
    HeldOut,

    /// <summary>The unit is in another arm of an experiment than the line item or its campaign is bound to.</summary>
    OtherExperimentArm,

    /// <summary>The line item or its campaign is only for units inside an experiment, and the unit is outside or missing.</summary>
    NotInExperiment,

    /// <summary>It was eligible and no stronger priority served; it was not the turn of its share of voice.</summary>
    NotItsTurn,

    /// <summary>It was eligible; others were stronger.</summary>
    Outranked,
}
