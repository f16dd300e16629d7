// Ad-pod auctions that others wrote, with the outcome that they state.
using System.Text.Json.Nodes;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;

namespace AdSelect.Tests.RealData;

/// <summary>
/// Bids become line items of an advertiser each, at the price that the exchange counted; a bid is for one impression, said by a MIME
/// type of its own.
/// </summary>
public sealed class PodCaseTests
{
    private sealed record Bid(string Id, string Impression, decimal Price, int Seconds);

    [RealDataFact]
    public void AStructuredPodTakesTheBestBidOfEachSlot()
    {
        JsonNode pod = Read("structured-adpod.json");
        JsonNode expected = pod["expectedBidResponse"]!;
        Bid[] bids = Bids(expected["ext"]!["adpod"]!["bidresponse"]!, _ => 30);
        Assert.Equal(6, bids.Length);
        (OracleWinner[] ads, BreakResult result) = Fill(bids, new PlainRequest
        {
            Slots = [],
            Break = new PlainBreak { Spots = [.. Impressions(pod).Select(impression => new PlainSpot(SlotOf(impression)))] },
        });
        Assert.True(result.IsOptimal);
        Assert.Equal(Served(expected), ads.Select(ad => ad.LineItemId).Order(StringComparer.Ordinal));
    }

    [RealDataFact]
    public void ADynamicPodTakesTheBestBidsThatFit()
    {
        JsonNode pod = Read("dynamic-adpod.json");
        JsonNode expected = pod["expectedBidResponse"]!;
        JsonNode video = Impressions(pod).Single()["video"]!;
        Bid[] bids = [.. Bids(expected["ext"]!["adpod"]!["bidresponse"]!, _ => (int)video["maxduration"]!).Select(bid => bid with { Impression = "pod::imp" })];
        Assert.Equal(6, bids.Length);
        (OracleWinner[] ads, BreakResult result) = Fill(bids, new PlainRequest
        {
            Slots = [SlotOf(Impressions(pod).Single())],
            Break = new PlainBreak { DurationMilliseconds = (int)video["poddur"]! * 1_000, MaxAds = (int)video["maxseq"]! },
        });
        JsonNode sold = expected["seatbid"]![0]!["bid"]![0]!;
        Assert.Equal(
            sold["ext"]!["adpod"]!["refbids"]!.AsArray().Select(id => (string)id!).Order(StringComparer.Ordinal),
            ads.Select(ad => ad.LineItemId).Order(StringComparer.Ordinal));
        Assert.Equal((long)((decimal)sold["price"]! * 1_000_000), result.RankScore);
        Assert.Equal((int)sold["ext"]!["prebid"]!["video"]!["duration"]! * 1_000, result.DurationMilliseconds);
    }

    [RealDataFact]
    public void PodsOfTwoSlotsTakeBothBids()
    {
        foreach (string file in new[]
        {
            "smaato-single-adpod.json",
            "smaato-multiple-adpods.json",
            "smaato-single-adpod-skadn.json",
            "smaato-multiple-adpods-skadn.json",
        })
        {
            JsonNode pods = Read(file);
            foreach (JsonNode? answer in pods["expectedBidResponses"]!.AsArray())
            {
                JsonArray answered = answer!["bids"]!.AsArray();
                Bid[] bids =
                [
                    .. answered.Select(bid => bid!["bid"]!)
                        .Select(bid => new Bid($"bid for {bid["impid"]}", (string)bid["impid"]!, (decimal)bid["price"]!, (int)bid["ext"]!["duration"]!)),
                ];
                PlainSpot[] spots =
                [
                    .. Impressions(pods)
                        .Where(impression => bids.Any(bid => bid.Impression == (string)impression["id"]!))
                        .Select(impression => new PlainSpot(SlotOf(impression))),
                ];
                (OracleWinner[] ads, BreakResult result) = Fill(bids, new PlainRequest { Slots = [], Break = new PlainBreak { Spots = spots } });
                Assert.Equal(2, spots.Length);
                Assert.Equal(bids.Select(bid => bid.Id).Order(StringComparer.Ordinal), ads.Select(ad => ad.LineItemId).Order(StringComparer.Ordinal));
                Assert.Equal(35_000, result.DurationMilliseconds);
            }
        }
    }

    // Nobody bids: the structured one has three slots, the hybrid one a free part besides.
    [RealDataFact]
    public void PodsWithoutBidsStayEmpty()
    {
        foreach (string file in new[] { "video-request.json", "hybid-adpod.json" })
        {
            JsonNode pod = Read(file);
            JsonNode[] impressions = Impressions(pod);
            JsonNode? free = impressions.SingleOrDefault(impression => impression["video"]!["poddur"] is not null);
            PlainBreak offer = new()
            {
                Spots = [.. impressions.Where(impression => impression != free).Select(impression => new PlainSpot(SlotOf(impression)))],
            };
            offer = free is null
                ? offer
                : offer with
                {
                    DurationMilliseconds = (int)free["video"]!["poddur"]! * 1_000,
                    MaxAds = (int)free["video"]!["maxseq"]!,
                    SpotsBeforeFreePart = offer.Spots.Count,
                };
            (OracleWinner[] ads, BreakResult result) = Fill(
                [new Bid("other", "another pod", 9, 30)],
                new PlainRequest { Slots = free is null ? [] : [SlotOf(free)], Break = offer });
            Assert.Empty(ads);
            Assert.Equal(BreakOutcome.NothingFits, result.Outcome);
            Assert.Equal("{}", pod["expectedBidResponse"]!.ToJsonString());
        }
    }

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(DataFolder.File("openrtb", "pods", file)))!;

    private static JsonNode[] Impressions(JsonNode pod) => [.. pod["mockBidRequest"]!["imp"]!.AsArray().Select(impression => impression!)];

    private static Bid[] Bids(JsonNode response, Func<JsonNode, int> seconds) =>
        [
            .. response["seatbid"]!
                .AsArray()
                .SelectMany(seat => seat!["bid"]!.AsArray())
                .Select(bid => new Bid((string)bid!["id"]!, (string)bid["impid"]!, (decimal)bid["price"]!, seconds(bid))),
        ];

    private static IEnumerable<string> Served(JsonNode response) => Bids(response, _ => 0).Select(bid => bid.Id).Order(StringComparer.Ordinal);

    private static PlainSlot SlotOf(JsonNode impression) => new(AdFormat.Video)
    {
        MinDurationMilliseconds = (int)impression["video"]!["minduration"]! * 1_000,
        MaxDurationMilliseconds = (int)impression["video"]!["maxduration"]! * 1_000,
        FloorMicros = (long)((decimal?)impression["bidfloor"] * 1_000_000 ?? 0),
        MimeTypes = [MimeOf((string)impression["id"]!)],
    };

    private static string MimeOf(string impression) => $"video/{impression}";

    private static (OracleWinner[] Ads, BreakResult Result) Fill(Bid[] bids, PlainRequest request)
    {
        Catalog catalog = SmallCatalog.Of([.. bids.Select(bid => SmallCatalog.Item(bid.Id, bid.Price))]);
        catalog = catalog with
        {
            Creatives =
            [
                .. bids.Select(bid =>
                    new Creative(bid.Id, bid.Id, AdFormat.Video) { Duration = TimeSpan.FromSeconds(bid.Seconds), MimeType = MimeOf(bid.Impression) }),
            ],
        };
        (OracleWinner[] Ads, BreakResult Result) answer = Engine.SelectBreak(new AdSelector(Engine.Compile(catalog)), request);
        BreakAnswers.AssertBest(new OracleSelector(catalog), request, answer);
        return answer;
    }
}
