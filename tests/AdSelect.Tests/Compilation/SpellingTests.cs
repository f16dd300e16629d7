// "Did you mean": near words are named, far ones are not.
using AdSelect.Internals;
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Compilation;

public sealed class SpellingTests
{
    private static readonly string[] Words = ["country", "age", "device", "segments", "daysSinceVisit"];

    [Theory]
    [InlineData("contry", "country")]
    [InlineData("counrty", "country")]
    [InlineData("countries", "country")]
    [InlineData("COUNTRY", "country")]
    [InlineData("Age", "age")]
    [InlineData("aeg", "age")]
    [InlineData("segment", "segments")]
    [InlineData("dayssincevisit", "daysSinceVisit")]
    [InlineData("planet", null)]
    [InlineData("ag", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_nearest_word_is_meant(string? word, string? expected) => Assert.Equal(expected, Spelling.Nearest(word, Words));

    [Fact]
    public void A_word_is_never_far_from_itself_with_one_edit()
    {
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++)
        {
            string word = new([.. Enumerable.Range(0, random.Next(3, 20)).Select(_ => (char)('a' + random.Next(26)))]);
            int at = random.Next(word.Length);
            string wrong = random.Next(3) switch
            {
                0 => word.Remove(at, 1),
                1 => word.Insert(at, "q"),
                _ => $"{word[..at]}q{word[(at + 1)..]}",
            };
            Assert.True(wrong.Length < 3 || Spelling.Nearest(wrong, [word]) == word, $"{wrong} for {word}");
        }
    }

    [Fact]
    public void Neither_a_long_word_nor_a_long_list_is_searched()
    {
        string word = new('x', 1_000);
        Assert.Null(Spelling.Nearest(word + "y", [word]));
        Assert.Null(Spelling.Nearest("item", [.. Enumerable.Range(0, 60_000).Select(i => $"item{i}")]));
    }

    [Fact]
    public void Compile_errors_name_what_was_likely_meant()
    {
        Catalog good = SmallCatalog.Of(SmallCatalog.Item("spring"));
        LineItem item = good.LineItems.Single();
        Campaign campaign = good.Campaigns[0];
        Creative creative = good.Creatives[0];
        Catalog catalog = good with
        {
            Attributes = [new KeywordAttribute("country")],
            Advertisers = [.. good.Advertisers, new Advertiser("volt")],
            Campaigns = [campaign, campaign with { Id = "volt-2026", AdvertiserId = "vollt" }, campaign with { Id = "autumn" }],
            Deals = [new Deal("premium")],
            Creatives = [creative, creative with { Id = "jingle", Format = AdFormat.Audio }],
            LineItems =
            [
                item with { Id = "one", Targeting = TargetingExpression.Parse("contry in (\"SE\")") },
                item with { Id = "two", CampaignId = "autum" },
                item with { Id = "three", DealId = "Premium" },
                item with { Id = "four", Creatives = ["jinlge"] },
                item with { Id = "five", Creatives = ["nothing-like-it"] },
            ],
        };
        string[] errors = [.. SnapshotCompiler.Compile(catalog).Errors.Select(error => error.Message)];
        Assert.Contains("No advertiser has the id 'vollt'; did you mean 'volt'?", errors);
        Assert.Contains("The attribute 'contry' is not declared in the catalog's attributes; did you mean 'country'?", errors);
        Assert.Contains("No campaign has the id 'autum'; did you mean 'autumn'?", errors);
        Assert.Contains("No deal has the id 'Premium'; did you mean 'premium'?", errors);
        Assert.Contains("No creative has the id 'jinlge'; did you mean 'jingle'?", errors);
        Assert.Contains("No creative has the id 'nothing-like-it'.", errors);
    }
}
