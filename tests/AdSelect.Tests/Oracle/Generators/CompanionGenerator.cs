// Adds sizes, banners and companions to generated catalogs and requests, by draws of its own.
namespace AdSelect.Tests.Oracle.Generators;

public sealed class CompanionGenerator
{
    private readonly Draw _draw;
    private readonly bool _isUsed;

    public CompanionGenerator(int seed)
    {
        _draw = new Draw(seed ^ 0x5A17);
        _isUsed = seed % 2 == 0;
    }

    public Catalog With(Catalog catalog)
    {
        if (!_isUsed)
        {
            return catalog;
        }

        ILookup<string, Creative> banners = catalog.Advertisers.SelectMany(Banners).ToLookup(banner => banner.AdvertiserId);
        return catalog with
        {
            Creatives =
            [
                .. catalog.Creatives.Select(creative => creative.Format == AdFormat.Display
                    ? Sized(creative)
                    : creative with { Companions = [.. _draw.Maybe(70, [.. banners[creative.AdvertiserId]], 3).Select(banner => banner.Id)] }),
                .. banners.SelectMany(group => group),
            ],
            LineItems =
            [
                .. catalog.LineItems.Select(item =>
                    item with
                    {
                        CompanionDelivery = _draw.Pick(
                            CompanionDelivery.Optional,
                            CompanionDelivery.Optional,
                            CompanionDelivery.Optional,
                            CompanionDelivery.Any,
                            CompanionDelivery.All),
                    }),
            ],
        };
    }

    public PlainRequest With(PlainRequest request) => !_isUsed ? request : request with
    {
        Slots = [.. request.Slots.Select(slot => slot.Format == AdFormat.Display ? Sized(slot) : slot)],
        CompanionSlots = [.. Enumerable.Range(0, _draw.Pick(0, 1, 2, 3, 4)).Select(_ => CompanionSlot())],
    };

    private Creative[] Banners(Advertiser advertiser) => [.. Enumerable.Range(0, 4).Select(i => Sized(new Creative(
        $"banner-{advertiser.Id}-{i}",
        advertiser.Id,
        AdFormat.Display)
    {
        MimeType = _draw.Chance(80) ? _draw.Pick("image/png", "image/gif") : null,
        Attributes = _draw.Maybe(10, [1, 2], 1),
        ApiFrameworks = _draw.Maybe(10, [7], 1),
        Categories = _draw.Maybe(15, Domain.CategoryIds, 1),
        Approval = _draw.Chance(92) ? CreativeApproval.Approved : CreativeApproval.Pending,
        Flight = _draw.Chance(8) ? new Flight(Domain.Now.AddHours(1)) : null,
    }))];

    private PlainSlot CompanionSlot() => Sized(new PlainSlot(AdFormat.Display)
    {
        MimeTypes = _draw.Maybe(25, ["image/png", "IMAGE/gif"], 1),
        FloorMicros = _draw.Pick(0, 9_000_000),
        BlockedCreativeAttributes = _draw.Maybe(10, [1, 2], 1),
    });

    private Creative Sized(Creative creative)
    {
        (int width, int height) = _draw.Pick((0, 0), (300, 250), (300, 250), (300, 50));
        return creative with { Width = width, Height = height };
    }

    private PlainSlot Sized(PlainSlot slot)
    {
        (int width, int height) = _draw.Pick((0, 0), (300, 0), (300, 250), (300, 250), (300, 50));
        return slot with { Width = width, Height = height };
    }
}
