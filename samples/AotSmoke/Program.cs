// Proves that a native, trimmed executable really works: JSON, compiling, saving, loading, selecting, explaining.
using AdSelect;

const string Json = """
    {
      "attributes": [{ "name": "country", "kind": "keyword" }, { "name": "segments", "kind": "integer" }],
      "advertisers": [{ "id": "a" }, { "id": "b" }],
      "campaigns": [{ "id": "ca", "advertiserId": "a" }, { "id": "cb", "advertiserId": "b" }],
      "creatives": [
        { "id": "sa", "advertiserId": "a", "format": "audio", "durationSeconds": 20 },
        { "id": "sb", "advertiserId": "b", "format": "audio", "durationSeconds": 30 }
      ],
      "lineItems": [
        { "id": "narrow", "campaignId": "ca", "targeting": "country in (\"SE\") and segments in (7, 8)", "price": { "model": "cpm", "amount": 9 }, "creatives": ["sa"] },
        { "id": "wide", "campaignId": "cb", "targeting": "not country in (\"US\")", "price": { "model": "cpm", "amount": 5 }, "creatives": ["sb"] }
      ]
    }
    """;

using var json = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Json));
CompileResult result = SnapshotCompiler.Compile(CatalogJson.Load(json));
if (result.Snapshot is null)
{
    Console.WriteLine(string.Join(Environment.NewLine, result.Errors));
    return 1;
}

using var file = new MemoryStream();
result.Snapshot.Save(file);
AdSnapshot snapshot = AdSnapshot.Load(file.ToArray());
var selector = new AdSelector(snapshot);
var country = new KeywordAttribute("country");
var segments = new IntegerAttribute("segments");
Span<AdSelection> winners = stackalloc AdSelection[2];

var request = new AdRequest(stackalloc Term[16])
{
    Id = "native",
    Time = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero),
    Slot = Slot.Audio(maxSeconds: 30),
    PriceRule = PriceRule.Second,
    PriceIncrementMicros = 10_000,
};
request.Add(country, "SE");
request.Add(segments, 7);
int count = selector.Select(in request, winners);
string first = count > 0 ? snapshot.LineItemId(winners[0].LineItem) : "";
Explanation explanation = selector.Explain(in request, "wide");
Console.WriteLine($"{count} winners, first {first} at {winners[0].PriceMicros}, 'wide': {explanation.Reason}, rank {explanation.Rank}");
return count == 2 && first == "narrow" && winners[0].PriceMicros == 5_010_000 && explanation.IsEligible ? 0 : 1;
