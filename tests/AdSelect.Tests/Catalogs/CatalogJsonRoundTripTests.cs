// What is saved is what is loaded, whatever the catalog.
using System.Text;
using FsCheck.Xunit;

namespace AdSelect.Tests.Catalogs;

public sealed class CatalogJsonRoundTripTests
{
    [Fact]
    public void EveryFieldSurvives()
    {
        Catalog catalog = CatalogSamples.Everything();

        Catalog loaded = CatalogJson.Load(new MemoryStream(CatalogSamples.Save(catalog)));

        Assert.Equivalent(catalog, loaded, strict: true);
        Assert.Equal(catalog.LineItems.Last().Flight.Start.Offset, loaded.LineItems.Last().Flight.Start.Offset);
    }

    [Property(MaxTest = 200)]
    public void RandomCatalogsSurvive(int seed)
    {
        Catalog catalog = CatalogSamples.Random(seed);
        byte[] saved = CatalogSamples.Save(catalog);

        Assert.Equivalent(catalog, CatalogJson.Load(new MemoryStream(saved)), strict: true);
        Assert.Equivalent(catalog.LineItems.ToList(), CatalogJson.Open(new MemoryStream(saved)).LineItems.ToList(), strict: true);
    }

    [Property(MaxTest = 50)]
    public void SavingWhatWasLoadedGivesTheSameBytes(int seed)
    {
        byte[] saved = CatalogSamples.Save(CatalogSamples.Random(seed));

        Assert.Equal(saved, CatalogSamples.Save(CatalogJson.Load(new MemoryStream(saved))));
    }

    [Fact]
    public void DefaultsAreLeftOut()
    {
        var catalog = new Catalog { LineItems = [new LineItem("a", "b")] };

        Assert.Equal("""
            {
              "currency": "USD",
              "lineItems": [
                {
                  "id": "a",
                  "campaignId": "b"
                }
              ]
            }

            """.ReplaceLineEndings("\n"), Encoding.UTF8.GetString(CatalogSamples.Save(catalog)));
    }

    [Fact]
    public void TextIsWrittenForPeople()
    {
        string saved = Encoding.UTF8.GetString(CatalogSamples.Save(CatalogSamples.Everything()));

        Assert.Contains("Arts & \\\"Entertainment\\\" – Ünï", saved, StringComparison.Ordinal);
        Assert.Contains("\"amount\": 7.50", saved, StringComparison.Ordinal);
        Assert.Contains("\"durationSeconds\": 29.97", saved, StringComparison.Ordinal);
        Assert.Contains("\"to\": \"24:00\"", saved, StringComparison.Ordinal);
        Assert.Contains("\"perSeconds\": 86400.5", saved, StringComparison.Ordinal);
    }

    [Fact]
    public void LineItemsComeLast()
    {
        string saved = Encoding.UTF8.GetString(CatalogSamples.Save(CatalogSamples.Everything()));

        Assert.True(saved.IndexOf("\n  \"lineItems\"", StringComparison.Ordinal) > saved.IndexOf("\n  \"creatives\"", StringComparison.Ordinal));
    }

    public static TheoryData<string, Catalog> Unwritable() => new()
    {
        { "lineItems[1]", new Catalog { LineItems = [new("a", "b"), new("c", "b") { ShareOfVoice = double.NaN }] } },
        { "lineItems[0]", new Catalog { LineItems = [new("a", "b") { Recency = TimeSpan.FromTicks(1) }] } },
        { "lineItems[0]", new Catalog { LineItems = [new("a", "b") { Recency = TimeSpan.FromSeconds(-1) }] } },
        { "lineItems[0]", new Catalog { LineItems = [new("a", "b") { Pacing = (PacingPolicy)9 }] } },
        { "lineItems[0]", new Catalog { LineItems = [new("a", "b") { Dayparts = [new((WeekDays)128, default, default)] }] } },
        { "lineItems[0]", new Catalog { LineItems = [new("a", "b") { Dayparts = [Daypart.Hours(WeekDays.All, 0, 25)] }] } },
        { "trafficCurve[0]", new Catalog { TrafficCurve = [double.PositiveInfinity] } },
    };

    [Theory]
    [MemberData(nameof(Unwritable))]
    public void WhatHasNoJsonFormIsRefusedByPath(string path, Catalog catalog)
    {
        var exception = Assert.Throws<ArgumentException>(() => CatalogSamples.Save(catalog));

        Assert.StartsWith(path + ": ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PropertiesComeInAnyOrder()
    {
        Catalog catalog = CatalogSamples.Load(
            """{"lineItems":[{"campaignId":"b","id":"a"}],"$schema":"catalog.schema.json","advertisers":[{"id":"x"}],"currency":"SEK"}""");

        Assert.Equal("SEK", catalog.Currency);
        Assert.Equal("x", Assert.Single(catalog.Advertisers).Id);
        Assert.Equal("a", Assert.Single(catalog.LineItems).Id);
    }

    [Theory]
    [InlineData("4.50", "4.50")]
    [InlineData("45e-1", "4.5")]
    [InlineData("1.3333333333333333333333333333", "1.3333333333333333333333333333")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    public void AmountsAreExact(string written, string expected)
    {
        Catalog catalog = CatalogSamples.Load($$"""{"deals":[{"id":"d","floor":{"amount":{{written}} } }] }""");

        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), catalog.Deals[0].Floor!.Value.Amount);
    }

    [Fact]
    public void LoadReadsAFileWithAByteOrderMark()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """{"generation":5}""", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            Assert.Equal(5, CatalogJson.Load(path).Generation);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
