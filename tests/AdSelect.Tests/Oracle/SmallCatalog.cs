// The smallest catalogs that examples need: one advertiser, campaign and creative for each line item.
namespace AdSelect.Tests.Oracle;

public static class SmallCatalog
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// A catalog of line items that each stand for an advertiser of their own, with a 30 second audio creative of the line item's id
    /// unless they attach others.
    /// </summary>
    public static Catalog Of(params IReadOnlyList<LineItem> items) => new()
    {
        Attributes = [],
        Advertisers = [.. items.Select(item => new Advertiser(item.Id))],
        Campaigns = [.. items.Select(item => new Campaign(item.Id, item.Id))],
        Creatives = [.. items.Select(item => Creative(item.Id))],
        LineItems = [.. items.Select(item => item.Creatives.Count > 0 ? item : item with { Creatives = [item.Id] })],
    };

    public static LineItem Item(string id, decimal cpm = 1) => new(id, id) { Price = Price.Cpm(cpm) };

    public static Creative Creative(string id, string? advertiser = null) =>
        new(id, advertiser ?? id, AdFormat.Audio) { Duration = TimeSpan.FromSeconds(30), MimeType = "audio/mpeg" };
}
