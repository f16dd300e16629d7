// Whatever the bytes of a catalog, a request line or a targeting tree: they are read, or refused with an error that names what is wrong.
using System.Text;
using System.Text.Json;
using AdSelect.Tests.Tools;
using AdSelect.Tool.Requests;

namespace AdSelect.Tests.Catalogs;

public sealed class HostileJsonTests
{
    private const int Documents = 6_000;

    private static readonly byte[] Catalog = """
        {"currency":"EUR","timeZone":"UTC","firstDayOfWeek":"monday","generation":7,
        "attributes":[{"name":"x","kind":"integer"},{"name":"country","kind":"keyword"},{"name":"where","kind":"location","personal":true}],
        "currencyRates":[{"currency":"SEK","rate":0.088}],"categories":[{"id":"sports"},{"id":"tennis","parentId":"sports"}],
        "deals":[{"id":"d","floor":{"amount":1},"price":"second"}],
        "experiments":[{"id":"e","arms":[{"name":"a","weight":0.5},{"name":"b","weight":0.5}]}],
        "advertisers":[{"id":"a","domains":["a.example"],"categories":["tennis"]}],
        "campaigns":[{"id":"c","advertiserId":"a","budget":{"amount":100,"currency":"SEK"},"caps":[{"limit":2,"per":"day"}]}],
        "creatives":[{"id":"k","advertiserId":"a","format":"audio","durationSeconds":30,"mimeType":"audio/mpeg","flight":{"start":"2026-03-01T06:00:00+01:00"}}],
        "lineItems":[{"id":"l","campaignId":"c","kind":"guaranteed","price":{"model":"cpm","amount":2.5},"goal":{"event":"impression","count":10},
        "targeting":{"and":[{"attribute":"x","in":[1,2]},{"not":{"attribute":"country","in":["SE"]}},"where near (59.3, 18.0, 5km)"]},
        "dayparts":[{"days":["workdays"],"from":"06:00","to":"10:00"}],"creatives":[{"creativeId":"k","weight":2}],"dealId":"d","experiment":{"experimentId":"e","arm":"a"}}]}
        """u8.ToArray();

    private static readonly byte[] Request = """
        {"id":"r","time":"2026-03-04T09:00:00+01:00","slots":[{"format":"audio","minSeconds":5,"maxSeconds":30.5,"floor":1.25,"mimeTypes":["audio/mpeg"],"skippable":"any"},
        {"format":"display","width":300,"height":250}],"attributes":{"age":27,"country":["SE","NO"],"loudness":0.5,"position":{"latitude":59.3,"longitude":18.0},"unknown":[1,"x",{}]},
        "floor":0.5,"priceRule":"second","priceIncrement":0.01,"placeWeights":[1,0.5],"consent":{"personalData":true,"purposes":[1,2]},"deals":[{"id":"fjord-q1","floor":5}],
        "blockedDomains":["volt.example"],"blockedCategories":["cars"],"blockedLineItems":["volt-rock"],"blockedCreativeAttributes":[1],"experimentUnit":"u",
        "exposures":{"user":[{"lineItem":"volt-rock","creative":"volt-30","campaign":"x","event":"start","time":"2026-03-02T08:00:00Z","id":"e1","sessionId":"s"}],"sessionId":"s"}}
        """u8.ToArray();

    private static readonly byte[] Targeting =
        """{"and":[{"attribute":"x","in":[1,"a",2.5]},{"or":[{"attribute":"y","from":1,"below":2.5},{"attribute":"p","near":{"latitude":1,"longitude":2,"kilometers":3}}]},{"not":{"attribute":"z","known":true}},"x in (1)"]}"""u8.ToArray();

    [Fact]
    public void The_documents_are_sound_before_they_are_damaged()
    {
        Assert.Empty(SnapshotCompiler.Compile(CatalogJson.Load(new MemoryStream(Catalog))).Errors);
        Answer(Line(Request));
        JsonSerializer.Deserialize<TargetingExpression>(Targeting);
    }

    [Fact]
    public void Any_bytes_as_a_catalog_are_read_or_refused_by_name() => Each(Catalog, bytes =>
    {
        try
        {
            SnapshotCompiler.Compile(CatalogJson.Load(new MemoryStream(bytes)), new CompileOptions { MaxParallelism = 1 });
        }
        catch (CatalogJsonException refusal)
        {
            Assert.All(refusal.Errors, AssertNamed);
        }
    });

    [Fact]
    public void Any_bytes_as_a_streamed_catalog_are_read_or_refused_by_name() => Each(Catalog, bytes =>
    {
        try
        {
            _ = CatalogJson.Open(new MemoryStream(bytes)).LineItems.Count();
        }
        catch (CatalogJsonException refusal)
        {
            Assert.All(refusal.Errors, AssertNamed);
        }
    });

    [Fact]
    public void Any_bytes_as_a_request_line_are_answered_or_refused_by_name() => Each(Request, bytes =>
    {
        byte[] line = Line(bytes);
        try
        {
            Answer(line);
        }
        catch (Exception refusal) when (refusal is RequestLineException or AdRequestException)
        {
            AssertPlain(refusal.Message);
        }
    });

    [Fact]
    public void Any_bytes_as_targeting_are_read_or_refused_by_name() => Each(Targeting, bytes =>
    {
        try
        {
            JsonSerializer.Deserialize<TargetingExpression>(bytes);
        }
        catch (JsonException refusal)
        {
            Assert.NotEmpty(refusal.Message);
        }

        try
        {
            TargetingExpression.FromJson(Encoding.UTF8.GetString(bytes));
        }
        catch (JsonException refusal)
        {
            Assert.NotEmpty(refusal.Message);
        }
    });

    [Fact]
    public void A_name_with_half_a_surrogate_pair_does_not_end_a_run_that_keeps_going()
    {
        const string Good = """{"id":"good"}""";
        string[] bad =
        [
            """{"id":"r","\ud800":1}""",
            """{"id":"r","attributes":{"\udc00":1}}""",
            """{"id":"r","slot":{"\ud800":"audio"}}""",
            """{"id":"r","consent":{"\ud800":1}}""",
            """{"id":"r","attributes":{"country":"\ud800"}}""",
            """{"id":"r","attributes":{"position":{"\ud800":1}}}""",
        ];
        ToolRun run = ToolRun.WithInput(string.Join('\n', (string[])[Good, .. bad, Good]), "match", ToolFiles.Snapshot, "-r", "-", "-k")
            .Failed(1, "6 bad lines");
        Assert.Equal(2, run.Lines.Length);
        Assert.Equal(bad.Length, run.Error.Split('\n').Count(line => line.EndsWith("half of a surrogate pair.", StringComparison.Ordinal)));
    }

    private static void Each(byte[] sound, Action<byte[]> read)
    {
        for (int seed = 0; seed < Documents; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = seed % 20 == 0 ? HostileJson.Noise(random) : HostileJson.Damage(sound, random);
            try
            {
                read(bytes);
            }
            catch (Exception failure)
            {
                Assert.Fail($"seed {seed}: {failure.GetType().Name}: {failure.Message}\n{Encoding.UTF8.GetString(bytes)}\n{failure.StackTrace}");
            }
        }
    }

    private static void Answer(byte[] line)
    {
        var request = new RequestLine();
        s_parser.Parse(line, request);
        request.RequireSelectable();
        var asked = new AdRequest(s_terms);
        request.Fill(ref asked);
        s_selector.Select(in asked, s_winners);
    }

    private static readonly AdSelector s_selector = new(AdSnapshot.Load(ToolFiles.Snapshot));
    private static readonly RequestLineParser s_parser = new(s_selector.Snapshot.Attributes, s_selector.Snapshot);
    private static readonly Term[] s_terms = new Term[AdSelectLimits.MaxRequestTerms];
    private static readonly AdSelection[] s_winners = new AdSelection[AdSelectLimits.MaxSlots];

    private static byte[] Line(byte[] bytes) => [.. bytes.Select(one => one == '\n' ? (byte)' ' : one)];

    private static void AssertNamed(CatalogJsonError error)
    {
        Assert.True(error.Line >= 1 && error.Path.Length > 0, error.ToString());
        AssertPlain(error.Message);
    }

    private static void AssertPlain(string message)
    {
        Assert.NotEmpty(message);
        foreach (string word in (string[])["System.", "Utf8JsonReader", "JsonConverter", "AdSelect.Model", "InvalidOperation", "LineNumber:"])
        {
            Assert.DoesNotContain(word, message, StringComparison.Ordinal);
        }
    }
}
