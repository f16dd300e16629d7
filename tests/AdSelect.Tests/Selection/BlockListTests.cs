// Block lists never fail open: a domain is the same in every spelling on both sides, and what is no host name is refused by name.
using System.Globalization;
using System.Text;
using AdSelect.Internals;
using AdSelect.Tests.Oracle;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

public sealed class BlockListTests
{
    private static readonly string LongestLabel = new('a', 63);

    public static TheoryData<string> Spellings =>
    [
        "ford.com", "FORD.com", " ford.com\t", "https://ford.com", "http://ford.com/", "ford.com/", "//ford.com", "ford.com/a/b?c=d#e",
        "ford.com?x=http://bmw.com",
        "ford.com#x", "ford.com:443", "ford.com:", "https://me:secret@ford.com:8443/x@y", "me@ford.com", "*.ford.com", ".ford.com", "ford.com.",
        "https://ford.com./", "www.ford.com",
        "https://WWW.Ford.Com/", "*.www.ford.com", "www.www.ford.com", "ford。com", "ford．com", "android-app://ford.com",
    ];

    public static TheoryData<string> NoHosts =>
    [
        "", " ", ".", "*", "*.", "..", "https://", "://ford.com", "https:///ford.com", "https:ford.com", "ford com", "ford.com,bmw.com", "ford..com",
        "..ford.com", "ford.com..", "*.*.ford.com",
        "*ford.com", "ford.*", "-ford.com", "ford-.com", "ford.com:x", "ford.com:65536", "ford.com: 80", "ford.com\\x", "ford.com\0", "ford%2Ecom",
        "f\u200Bord.com", "ford\uD800.com",
        "ｆｏｒｄ.com", "ﬁat.com", "mu\u0308nchen.de", "ไทยนี้.com", "xn--ü.com", "\uFEFFford.com", "ЀԱǅ.com", "İ.com", "STRAẞE.de", "a\u00B7b.com", "1", "1.2.3",
        "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "0x7f.1",
        "ford.0x1", "ford.123", "www.1.2.3.4", "[::1", "[::1]x", "[1.2.3.4]", "[fe80::1%eth0]", "1:2:3", "::1::", "1:2:3:4:5:6:7:8:9", "12345::",
        "::1.2.3", "[]", ":80", "@", "a@", "?",
        LongestLabel + "a.com", new string('ü', 60) + ".com", string.Join('.', Enumerable.Repeat(LongestLabel, 4)),
        new string(' ', AdSelectLimits.MaxDomainTextLength + 1) + "ford.com",
    ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public void OneDomainInEverySpelling(string spelling)
    {
        Assert.All(["ford.com", "https://www.FORD.com/cars"], other =>
        {
            Assert.True(Blocks(spelling, other), $"'{spelling}' does not block '{other}'.");
            Assert.True(Blocks(other, spelling), $"'{other}' does not block '{spelling}'.");
        });
        Assert.True(Blocks(spelling, "https://shop.ford.com"));
        Assert.False(Blocks(spelling, "notford.com"));
        Assert.False(Blocks(spelling, "ford.com.se"));
        Assert.False(Blocks("shop.ford.com", spelling));
    }

    [Theory]
    [InlineData("münchen.de", "xn--mnchen-3ya.de")]
    [InlineData("https://www.MÜNCHEN.de/", "XN--MNCHEN-3YA.DE")]
    [InlineData("例え.テスト", "xn--r8jz45g.xn--zckzah")]
    [InlineData("straße.de", "xn--strae-oqa.de")]
    [InlineData("россия.рф", "xn--h1alffa9f.xn--p1ai")]
    [InlineData("РОССИЯ。РФ", "россия.рф")]
    [InlineData("\u212Big.se", "åig.se")]
    [InlineData("192.0.2.1", "http://192.0.2.1:80/")]
    [InlineData("2001:db8::1", "https://[2001:0DB8:0:0:0:0:0:1]:443/")]
    [InlineData("::ffff:192.0.2.1", "[::FFFF:c000:201]")]
    [InlineData("::", "0:0:0:0:0:0:0:0")]
    [InlineData("localhost", "http://LOCALHOST:5000")]
    [InlineData("my_shop.example", "MY_SHOP.example")]
    [InlineData("com", "*.com")]
    [InlineData("www.com", "WWW.COM.")]
    [InlineData("www.co.uk", "co.uk")]
    public void TwoFormsOfOneHost(string left, string right)
    {
        Assert.True(Blocks(left, right));
        Assert.True(Blocks(right, left));
    }

    [Fact]
    public void AddressesAreInNoDomain()
    {
        Assert.False(Blocks("192.0.2.1", "192.0.2.10"));
        Assert.False(Blocks("::1", "::2"));
        Assert.True(Blocks("com", "www.com"));
        Assert.False(Blocks("www.com", "com"));
    }

    [Theory]
    [MemberData(nameof(NoHosts))]
    public void WhatIsNoHostNameIsRefusedByName(string text)
    {
        RequestError error = Refused(text);
        Assert.Equal((RequestErrorCode.BadDomain, "BlockDomain"), (error.Code, error.Field));
        Assert.StartsWith(text.Length <= 80 ? text : text[..80], error.Value, StringComparison.Ordinal);
        Assert.Contains($"'{error.Value}'", error.ToString(), StringComparison.Ordinal);
        CatalogDiagnostic diagnostic = Assert.Single(SnapshotCompiler.Compile(CatalogOf("fine.com", text)).Errors);
        Assert.Equal(("bad-domain", "advertisers['item'].domains[1]"), (diagnostic.Code, diagnostic.Path));
        Assert.Contains(text.Length <= 64 ? $"'{text}'" : text[..60], diagnostic.Message, StringComparison.Ordinal);

        // The framework maps letters by tables of the machine, or by none.
        Assert.Null(Ascii.IsValid(text) ? OracleDomain.Canonical(text) : null);
    }

    [Property(MaxTest = 5_000, QuietOnSuccess = true)]
    public Property EveryTextIsWhatTheOracleSays() => Prop.ForAll(Texts().ToArbitrary(), text =>
    {
        Span<char> canonical = stackalloc char[400];
        bool isHost = DomainName.TryCanonicalize(text, canonical, out int length, out bool isAddress);
        Assert.True(isHost == OracleDomain.Canonical(text) is not null, text);
        if (isHost)
        {
            string once = canonical[..length].ToString();
            Assert.True(DomainName.TryCanonicalize(once, canonical, out length, out bool isStill));
            Assert.Equal((once, isAddress), (canonical[..length].ToString(), isStill));
            Assert.Equal(once[0] == '[' ? OracleDomain.Canonical(once) : once, OracleDomain.Canonical(text));
        }
    });

    // The framework's own encoder is told plain letters only, so its tables and the machine's play no part.
    [Fact]
    public void EveryLetterThatIsTakenHasTheAsciiFormOfTheFramework()
    {
        var mapping = new IdnMapping();
        Span<char> canonical = stackalloc char[400];
        int taken = 0;
        for (int value = 0x80; value <= 0x10FFFF; value++)
        {
            if (!Rune.IsValid(value) || !DomainLetters.TryLower(new Rune(value), out Rune lower))
            {
                continue;
            }

            string text = $"{new Rune(value)}-{new Rune(value)}.com";
            Assert.True(DomainName.TryCanonicalize(text, canonical, out int length, out _), text);
            Assert.Equal(mapping.GetAscii($"{lower}-{lower}.com"), canonical[..length].ToString());
            taken++;
        }

        Assert.InRange(taken, 130_000, 145_000);
    }

    [Fact]
    public void BlockingAllocatesNothing()
    {
        var terms = new Term[64];
        string[] domains = ["https://www.FORD.com/x", "münchen.de", "例え.テスト", "2001:db8::1", "192.0.2.1", "*.россия.рф"];
        long allocated = long.MaxValue;
        for (int round = 0; round < 30 && allocated > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Block(terms, domains);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    private static void Block(Term[] terms, string[] domains)
    {
        var request = new AdRequest(terms);
        foreach (string domain in domains)
        {
            request.BlockDomain(domain);
        }
    }

    // Hosts by accident more often than not: pieces that mean something, put together anyhow.
    private static Gen<string> Texts() => Gen.Elements(
        "ford", "com", "a", "www", "www.", ".", ".", ".", "*.", "://", "https", "//", "/", "?", "#", "@", ":", ":80", "[", "]", "::", "1", "2.3",
        "255", "0x1", "0", "-", "_", "xn--", "xn--mnchen-3ya", "ü", "Ü", "例", " ", "。", "%")
        .ListOf()
        .Select(pieces => string.Concat(pieces.Take(9)));

    private static Catalog CatalogOf(params string[] domains)
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("item"));
        return catalog with { Advertisers = [catalog.Advertisers[0] with { Domains = domains }] };
    }

    private static bool Blocks(string blocked, string own)
    {
        var selector = new AdSelector(Engine.Compile(CatalogOf(own)));
        var request = new AdRequest(new Term[1]) { Id = 1, Time = SmallCatalog.Noon, Slot = Slot.Audio() };
        request.BlockDomain(blocked);
        int count = selector.Select(in request, new AdSelection[1]);
        Assert.Equal(count == 0 ? RejectionReason.DomainBlocked : RejectionReason.None, selector.Explain(in request, "item").Reason);
        return count == 0;
    }

    private static RequestError Refused(string text) => Assert.Throws<AdRequestException>(() =>
    {
        var request = new AdRequest(new Term[1]);
        request.BlockDomain(text);
    }).Error;
}
