// Creatives that tell each listener a story in the order of the catalog.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class SequentialRotationTests
{
    private static readonly AdSelector _selector = new(Engine.Compile(Story()));

    [Theory]
    [InlineData("", "one")]
    [InlineData("one", "two")]
    [InlineData("one two", "three")]
    [InlineData("one two three", "one")]
    [InlineData("gone", "one")]
    public void TheNextInOrderFollowsTheLatest(string met, string expected) =>
        Assert.Equal(expected, Play(_selector, Request(CapIdentity.Device, met)));

    [Fact]
    public void OneThatMayNotServeIsPassedOver()
    {
        PlainRequest request = Request(CapIdentity.Device, "two");
        Assert.Equal("one", Play(_selector, request with { Slots = [new PlainSlot(AdFormat.Audio) { MaxDurationMilliseconds = 30_000 }] }));
    }

    [Fact]
    public void TheUserGoesBeforeTheDevice()
    {
        PlainListener both = new()
        {
            Complete = [CapIdentity.User, CapIdentity.Device],
            Logs = new Dictionary<CapIdentity, IReadOnlyList<PlainExposure>> { [CapIdentity.User] = Log("one"), [CapIdentity.Device] = Log("two") },
        };
        Assert.Equal("two", Play(_selector, new PlainRequest { Listener = both }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WithoutIdentityOrConsentAllPlayAlike(bool isKnown)
    {
        PlainRequest request = isKnown ? Request(CapIdentity.Device, "one") with { Consent = default } : new PlainRequest();
        string[] played = [.. Enumerable.Range(0, 3_000).Select(i => Play(_selector, request with { Id = $"request {i}" }))];
        Assert.All(["one", "two", "three"], id => Assert.InRange(played.Count(id.Equals), 880, 1_120));
    }

    [Fact]
    public void WithoutConsentTheSessionTells()
    {
        PlainRequest request = new()
        {
            Consent = default,
            Listener = new PlainListener
            {
                Complete = [CapIdentity.User, CapIdentity.Session],
                Logs = new Dictionary<CapIdentity, IReadOnlyList<PlainExposure>> { [CapIdentity.User] = Log("two"), [CapIdentity.Session] = Log("one") },
            },
        };
        Assert.Equal("two", Play(_selector, request));
        Assert.Equal("three", Play(_selector, request with { Consent = Consent.Full }));
    }

    private static string Play(AdSelector selector, PlainRequest request) => Assert.Single(Engine.Select(selector, request, 1)).CreativeId;

    private static PlainRequest Request(CapIdentity identity, string met) => new() { Listener = PlainListener.Of(identity, Log(met)) };

    private static PlainExposure[] Log(string met) =>
        [
            .. met.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select((id, i) => new PlainExposure(AdEvent.Impression, (ulong)i + 1, SmallCatalog.Noon.AddHours(i - 24), "story", id, "story", "story")),
        ];

    private static Catalog Story() => SmallCatalog.Of(SmallCatalog.Item("story") with
    {
        Rotation = CreativeRotation.Sequential,
        Creatives = ["one", "two", "three"],
    }) with
    {
        Creatives =
        [
            .. new[]
            {
                "one",
                "two",
                "three",
            }.Select(id => SmallCatalog.Creative(id, "story") with { Duration = TimeSpan.FromSeconds(id == "three" ? 60 : 30) }),
        ],
    };
}
