// The vectors of the GrowthBook specification that are about splitting: hash, ranges, choice, namespaces, weights.
using System.Text;
using System.Text.Json;
using AdSelect.Compilation;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Tests.RealData;

namespace AdSelect.Tests.Experiments;

public sealed class GrowthBookVectorTests
{
    private const double Exact = 1e-9;

    [RealDataFact]
    public void BucketsAreThoseOfTheHashOfVersion2()
    {
        JsonElement[] cases = [.. Cases("hash").Where(one => one[2].GetInt32() == 2)];
        Assert.True(cases.Length >= 7);
        Assert.All(
            cases,
            one =>
                Assert.Equal(
                    one[3].GetDouble(),
                    BucketHash.Bucket(BucketHash.Append(BucketHash.Append(BucketHash.Empty, one[0].GetString()), one[1].GetString())),
                    Exact));
    }

    // Version 1 hashes value and seed, and a namespace is a seed after two underscores.
    [RealDataFact]
    public void PlacesInNamespacesAreThoseOfTheHashOfVersion1()
    {
        JsonElement[] cases = [.. Cases("hash").Where(one => one[2].GetInt32() == 1 && one[0].GetString()!.StartsWith("__", StringComparison.Ordinal))];
        Assert.All(
            cases,
            one => Assert.Equal(one[3].GetDouble(), BucketHash.NamespaceBucket(one[1].GetString(), Encoding.UTF8.GetBytes(one[0].GetString()![2..])), Exact));
        JsonElement[] all = [.. Cases("hash").Where(one => one[2].GetInt32() == 1)];
        Assert.True(all.Length >= 7);
        Assert.All(
            all,
            one =>
                Assert.Equal(
                    one[3].GetDouble(),
                    BucketHash.Append(BucketHash.Append(BucketHash.Empty, one[1].GetString()), one[0].GetString()) % 1_000 / 1_000.0,
                    Exact));
    }

    [RealDataFact]
    public void RangesFollowFromCoverageAndWeights() => Assert.All(Cases("getBucketRange"), one =>
    {
        double[] weights = one[1][2].ValueKind == JsonValueKind.Null ? [] : Numbers(one[1][2]);
        ArmRow[] ranges = ArmRanges.Of(one[1][0].GetInt32(), one[1][1].GetDouble(), weights);
        Assert.Equal(one[2].GetArrayLength(), ranges.Length);
        Assert.All(ranges.Zip(one[2].EnumerateArray()), pair =>
        {
            Assert.Equal(pair.Second[0].GetDouble(), pair.First.From, Exact);
            Assert.Equal(pair.Second[1].GetDouble(), pair.First.To, Exact);
        });
    });

    [RealDataFact]
    public void TheArmIsTheFirstWhoseRangeHasTheBucket() => Assert.All(Cases("chooseVariation"), one =>
    {
        ArmRow[] arms = [.. one[2].EnumerateArray().Select(range => new ArmRow { From = range[0].GetDouble(), To = range[1].GetDouble() })];
        Assert.Equal(one[3].GetInt32(), ArmRow.Find(arms, one[1].GetDouble()));
    });

    [RealDataFact]
    public void NamespacesHaveTheUnitsOfTheirParts() => Assert.All(Cases("inNamespace"), one =>
        Assert.Equal(
            one[3].GetBoolean(),
            UnitArms.IsInNamespace(one[1].GetString(), Encoding.UTF8.GetBytes(one[2][0].GetString()!), one[2][1].GetDouble(), one[2][2].GetDouble())));

    [RealDataFact]
    public void WeightsAreEqual() => Assert.All(Cases("getEqualWeights"), one =>
    {
        double[] weights = ArmRanges.EqualWeights(one[0].GetInt32());
        Assert.Equal(one[1].GetArrayLength(), weights.Length);
        Assert.All(weights.Zip(Numbers(one[1])), pair => Assert.Equal(pair.Second, pair.First, 1e-8));
    });

    /// <summary>The published examples of FNV-1a.</summary>
    [Theory]
    [InlineData("", 0x811c9dc5)]
    [InlineData("a", 0xe40c292c)]
    [InlineData("foobar", 0xbf9cf968)]
    public void TheHashIsFnv1a(string text, uint expected) => Assert.Equal(expected, BucketHash.Append(BucketHash.Empty, text));

    [Theory]
    [InlineData("åäö")]
    [InlineData("聴取者")]
    [InlineData("😀 and \ud800")]
    public void TextIsHashedAsUtf8(string text) =>
        Assert.Equal(BucketHash.Append(BucketHash.Empty, Encoding.UTF8.GetBytes(text)), BucketHash.Append(BucketHash.Empty, text));

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];

    private static JsonElement[] Cases(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(DataFolder.File("vectors", "growthbook", "cases.json")));
        JsonElement[] cases = [.. document.RootElement.GetProperty(name).EnumerateArray().Select(one => one.Clone())];
        Assert.NotEmpty(cases);
        return cases;
    }
}
