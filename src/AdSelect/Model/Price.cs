// Prices and budgets as authored: exact decimal amounts in any currency of the catalog.
namespace AdSelect;

/// <summary>What a price is paid for.</summary>
public enum PriceModel : byte
{
    /// <summary>Per thousand impressions.</summary>
    Cpm = 0,

    /// <summary>Per click.</summary>
    Cpc = 1,

    /// <summary>Per action (conversion).</summary>
    Cpa = 2,

    /// <summary>Per completed view or listen.</summary>
    Cpcv = 3,

    /// <summary>One amount for the whole flight, whatever is delivered.</summary>
    Flat = 4,
}

/// <summary>An amount of money as authored.</summary>
/// <param name="Amount">Units of the currency (not micros).</param>
/// <param name="Currency">ISO 4217 code; null means the catalog's currency.</param>
public readonly record struct Money(decimal Amount, string? Currency = null);

/// <summary>A price: an amount and what it is paid for.</summary>
/// <param name="Model">What the amount is paid for.</param>
/// <param name="Amount">Units of the currency (not micros), zero or more.</param>
/// <param name="Currency">ISO 4217 code; null means the catalog's currency.</param>
public readonly record struct Price(PriceModel Model, decimal Amount, string? Currency = null)
{
    /// <summary>A price per thousand impressions.</summary>
    public static Price Cpm(decimal amount, string? currency = null) => new(PriceModel.Cpm, amount, currency);

    /// <summary>A price per click.</summary>
    public static Price Cpc(decimal amount, string? currency = null) => new(PriceModel.Cpc, amount, currency);

    /// <summary>A price per action.</summary>
    public static Price Cpa(decimal amount, string? currency = null) => new(PriceModel.Cpa, amount, currency);

    /// <summary>A price per completed view.</summary>
    public static Price Cpcv(decimal amount, string? currency = null) => new(PriceModel.Cpcv, amount, currency);

    /// <summary>One amount for the whole flight.</summary>
    public static Price Flat(decimal amount, string? currency = null) => new(PriceModel.Flat, amount, currency);
}

/// <summary>
/// The rates assumed for every request: the probability, 0 to 1, that an impression leads to the event. They
/// turn a price per click, action or completion into an effective CPM.
/// </summary>
/// <param name="Click">Clicks per impression.</param>
/// <param name="Action">Actions per impression.</param>
/// <param name="Completion">Completed views or listens per impression.</param>
public readonly record struct PredictedRates(double Click = 0, double Action = 0, double Completion = 0);

/// <summary>How a deal's price is set.</summary>
public enum DealPrice : byte
{
    /// <summary>The winner pays its bid.</summary>
    First = 0,

    /// <summary>The winner pays the least that keeps its place.</summary>
    Second = 1,

    /// <summary>Who holds it must bid at least the agreed amount, and ranks, competes and pays by it.</summary>
    Fixed = 2,
}

/// <summary>Pre-agreed terms with an id.</summary>
/// <param name="Id">The deal's id as requests name it.</param>
public sealed record Deal(string Id)
{
    /// <summary>The least CPM at which the deal serves when the request states none.</summary>
    public Money? Floor { get; init; }

    /// <summary>How the price is set.</summary>
    public DealPrice Price { get; init; }
}
