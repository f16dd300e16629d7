// Each number in a profile's bytes is checked: what is wrong with it is told as a bad profile, never met while selecting.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using AdSelect.Indexing;
using AdSelect.Matching;
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class ProfileDamageTests
{
    private const int Version = 4;
    private const int GroupCount = 6;
    private const int FirstGroup = 48;
    private const int GroupBytes = 32;
    private const int Listed = 24;
    private const int Words = 28;
    private const int Classes = 30;
    private const int WordPlaces = 32;

    private static readonly KeywordAttribute s_country = new("country");
    private static readonly IntegerAttribute s_segments = new("segments");
    private static readonly DecimalAttribute s_score = new("score");
    private static readonly string[] s_countries = ["DE", "FR", "NO", "SE"];

    private static readonly AdSelector s_few = new(Compile(40));
    private static readonly AdSelector s_many = new(Compile(12_000));

    [Fact]
    public void WholeProfilesAreTaken()
    {
        Assert.Equal(RequestErrorCode.None, Refusal(s_few, Profile(s_few)));
        Assert.Equal(RequestErrorCode.None, Refusal(s_many, Profile(s_many, 6_000, 11_999)));
        Assert.Equal(0, Read(Profile(s_few), WordPlaces));
        Assert.NotEqual(0, Read(Profile(s_many, 6_000, 11_999), WordPlaces));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void OtherVersionsAreRefused(ushort version)
    {
        Assert.Equal(3, ProfileBytes.Version);
        Assert.Equal(RequestErrorCode.BadProfile, Refusal(s_few, With(Profile(s_few), Version, version)));
    }

    [Fact]
    public void ProfilesOfTheVersionBeforeAreRefused()
    {
        // 32 bytes of header, one group of 24, an id: as the first version wrote them.
        byte[] old = new byte[64];
        "ADSP"u8.CopyTo(old);
        old[Version] = 1;
        old[GroupCount] = 1;
        Profile(s_few).AsSpan(8, 16).CopyTo(old.AsSpan(8));
        old[Listed] = 1;
        BinaryPrimitives.WriteUInt64LittleEndian(old.AsSpan(32), s_country.Key);
        old[44] = 1;
        Assert.Equal(RequestErrorCode.BadProfile, Refusal(s_few, old));
    }

    [Fact]
    public void NoBitMayFlip()
    {
        byte[] profile = Profile(s_few);
        for (int bit = 0; bit < 8 * profile.Length; bit++)
        {
            byte[] damaged = [.. profile];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Contains(RefusalAsIs(s_few, damaged), (RequestErrorCode[])[RequestErrorCode.BadProfile, RequestErrorCode.StaleProfile]);
            Assert.False(ListenerProfile.IsCurrent(s_few.Snapshot, damaged));
        }
    }

    [Fact]
    public void NumbersOfTheHeaderMustComeToTheLength()
    {
        foreach (int at in (int[])[GroupCount, Listed, Listed + 2, Words, Classes, WordPlaces])
        {
            byte[] profile = Profile(s_many, 6_000, 11_999);
            foreach (int change in (int[])[-1, 1, 8, 1_000])
            {
                Assert.Equal(RequestErrorCode.BadProfile, Refusal(s_many, With(profile, at, (ushort)(Read(profile, at) + change))));
            }
        }
    }

    [Fact]
    public void TokensThatDoNotExistAreRefused()
    {
        byte[] profile = Profile(s_few);
        int tokens = s_few.Snapshot.Catalog.TokenCount;
        int last = WordsAt(profile) + ((tokens >> 6) * 8);
        Assert.NotEqual(0, tokens & 63);
        Assert.Equal((tokens >> 6) + 1, Read(profile, Words));
        byte[] inside = [.. profile];
        inside[last + (((tokens - 1) & 63) >> 3)] |= (byte)(1 << ((tokens - 1) & 7));
        Assert.Equal(RequestErrorCode.None, Refusal(s_few, inside));
        byte[] outside = [.. profile];
        outside[last + ((tokens & 63) >> 3)] |= (byte)(1 << (tokens & 7));
        Assert.Equal(RequestErrorCode.BadProfile, Refusal(s_few, outside));
    }

    [Fact]
    public void PlacesOfTokenWordsMustExist()
    {
        byte[] profile = Profile(s_many, 6_000, 11_999);
        int words = (s_many.Snapshot.Catalog.TokenCount + 63) / 64;
        int places = PlacesAt(profile);
        Assert.Equal(RequestErrorCode.None, Refusal(s_many, With(profile, places, 3)));
        Assert.Equal(RequestErrorCode.BadProfile, Refusal(s_many, With(profile, places, (ushort)words)));
        Assert.Equal(RequestErrorCode.BadProfile, Refusal(s_many, With(profile, places, ushort.MaxValue)));
    }

    [Fact]
    public void ClassesMustExistAndAscend()
    {
        byte[] profile = Profile(s_few);
        int at = ClassesAt(profile);

        // Of four countries, then of the other attributes.
        Assert.Equal([2, 3, 4, 5], Enumerable.Range(0, 4).Select(i => Read(profile, at + (2 * i))));
        foreach (ushort wrong in (ushort[])[0, 2, 5, 6, 7, 320, ushort.MaxValue])
        {
            Assert.Equal(RequestErrorCode.BadProfile, Refusal(s_few, With(profile, at + 2, wrong)));
        }

        Assert.Equal(RequestErrorCode.None, Refusal(s_few, With(profile, at, 1)));
    }

    [Fact]
    public void GroupsMustBeThoseOfTheirAttribute()
    {
        byte[] profile = Profile(s_few);
        AssertGroups(profile, static (ref ProfileBytes.Group group) => group.AttributeKey++);
        AssertGroups(profile, static (ref ProfileBytes.Group group) => group.Attribute++);
        AssertGroups(profile, static (ref ProfileBytes.Group group) => group.Attribute = -1);
        AssertGroups(profile, static (ref ProfileBytes.Group group) => group.Attribute = 3);
        AssertGroups(profile, static (ref ProfileBytes.Group group) => group.Listed++);
        AssertGroups(profile, static (ref ProfileBytes.Group group) => group.Listed--);
        AssertGroups(profile, static (ref ProfileBytes.Group group) => group.Listed = int.MinValue);
        AssertGroups(profile, static (ref ProfileBytes.Group group) => group.Unlisted++);
        AssertGroups(profile, static (ref ProfileBytes.Group group) => group.Unlisted = int.MaxValue);
        AssertGroups(profile, static (ref ProfileBytes.Group group) => group.FirstListed++);
        AssertGroups(profile, static (ref ProfileBytes.Group group) => group.FirstUnlisted--);
        AssertGroups(profile, static (ref ProfileBytes.Group group) => group.Classes++);
        AssertGroups(profile, static (ref ProfileBytes.Group group) => group.Classes--);
    }

    [Fact]
    public void AGroupMayNotComeTwice()
    {
        byte[] profile = Profile(s_few);
        profile.AsSpan(FirstGroup, 12).CopyTo(profile.AsSpan(FirstGroup + GroupBytes));
        Assert.Equal(RequestErrorCode.BadProfile, Refusal(s_few, profile));
    }

    [Fact]
    public void IdsMustBeOfTheirAttribute()
    {
        byte[] profile = Profile(s_few);
        int ids = IdsAt(profile);
        foreach (int wrong in (int[])[-1, int.MinValue, int.MaxValue, s_countries.Length, s_few.Snapshot.Catalog.ValueBits.Length])
        {
            byte[] damaged = [.. profile];
            BinaryPrimitives.WriteInt32LittleEndian(damaged.AsSpan(ids), wrong);
            Assert.Equal(RequestErrorCode.BadProfile, Refusal(s_few, damaged));
        }
    }

    [Fact]
    public void UnlistedDecimalsMustBeFinite()
    {
        byte[] profile = Profile(s_few);

        // Of the score; then comes the segment that nobody lists.
        int first = IdsAt(profile) - 16;
        Assert.Equal(0.75, BinaryPrimitives.ReadDoubleLittleEndian(profile.AsSpan(first)));
        foreach (double wrong in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
        {
            byte[] damaged = [.. profile];
            BinaryPrimitives.WriteDoubleLittleEndian(damaged.AsSpan(first), wrong);
            Assert.Equal(RequestErrorCode.BadProfile, Refusal(s_few, damaged));
        }
    }

    private delegate void Change(ref ProfileBytes.Group group);

    private static void AssertGroups(byte[] profile, Change change)
    {
        for (int i = 0; i < Read(profile, GroupCount); i++)
        {
            byte[] damaged = [.. profile];
            change(ref MemoryMarshal.Cast<byte, ProfileBytes.Group>(damaged.AsSpan(FirstGroup))[i]);
            Assert.Equal(RequestErrorCode.BadProfile, Refusal(s_few, damaged));
        }
    }

    private static int WordsAt(byte[] profile) => FirstGroup + (Read(profile, GroupCount) * GroupBytes);

    private static int IdsAt(byte[] profile) => WordsAt(profile) + (8 * (Read(profile, Words) + Read(profile, Listed + 2)));

    private static int ClassesAt(byte[] profile) => IdsAt(profile) + (4 * Read(profile, Listed));

    private static int PlacesAt(byte[] profile) => ClassesAt(profile) + (2 * Read(profile, Classes));

    private static ushort Read(byte[] profile, int at) => BinaryPrimitives.ReadUInt16LittleEndian(profile.AsSpan(at));

    private static byte[] With(byte[] profile, int at, ushort value)
    {
        byte[] changed = [.. profile];
        BinaryPrimitives.WriteUInt16LittleEndian(changed.AsSpan(at), value);
        return changed;
    }

    private static AdSnapshot Compile(int segments)
    {
        Catalog catalog = SmallCatalog.Of(
            SmallCatalog.Item("country") with { Targeting = s_country.In(s_countries) },
            SmallCatalog.Item("segments") with { Targeting = s_segments.In(Enumerable.Range(0, segments).Select(static i => (long)i)) },
            SmallCatalog.Item("score") with { Targeting = s_score.In(0.25, 0.5) });
        return Engine.Compile(catalog with { Attributes = [s_country, s_score, s_segments] });
    }

    private static byte[] Profile(AdSelector selector, params long[] far) => ListenerProfile.Create(selector.Snapshot,
    [
        .. s_countries.Select(static value => Term.Of(s_country, value)),
        Term.Of(s_segments, 3),
        Term.Of(s_segments, 39),
        .. far.Select(static value => Term.Of(s_segments, value)),
        Term.Of(s_segments, -1),
        Term.Of(s_score, 0.25),
        Term.Of(s_score, 0.75),
    ]);

    // Sealed anew, so that what is behind the hash is met.
    private static RequestErrorCode Refusal(AdSelector selector, byte[] profile)
    {
        if (profile.Length > FirstGroup)
        {
            profile = [.. profile];
            ProfileBytes.Seal(profile);
        }

        return RefusalAsIs(selector, profile);
    }

    private static RequestErrorCode RefusalAsIs(AdSelector selector, byte[] profile)
    {
        var request = new AdRequest(default) { Id = new RequestId(7), Time = DateTimeOffset.UnixEpoch.AddYears(55), Slot = Slot.Audio(), Profile = profile };
        selector.TrySelect(request, new AdSelection[5], out _, out RequestError error);
        return error.Code;
    }
}
