// Writes domains as people do: the same one in many spellings, in catalogs and in requests.
namespace AdSelect.Tests.Oracle.Generators;

/// <summary>Draws from a stream of its own, so that the rest of a world is the same with and without it.</summary>
public sealed class DomainSpeller(int seed)
{
    /// <summary>Names and addresses in both of their forms, beside <see cref="Domain.Domains"/>.</summary>
    public static readonly IReadOnlyList<string> Others =
    [
        "münchen.example", "xn--mnchen-3ya.example", "shop.MÜNCHEN.example", "例え.example", "xn--r8jz45g.example",
        "192.0.2.1", "[2001:db8::1]", "2001:DB8:0:0::0.0.0.1", "localhost",
    ];

    private readonly Draw _draw = new(seed ^ 0xD0_3A15);

    public Catalog With(Catalog catalog) => catalog with
    {
        Advertisers = [.. catalog.Advertisers.Select(advertiser => advertiser with { Domains = [.. advertiser.Domains.Select(Spell)] })],
    };

    public PlainRequest With(PlainRequest request) => request with { BlockedDomains = [.. request.BlockedDomains.Select(Spell)] };

    private string Spell(string domain)
    {
        if (_draw.Chance(25))
        {
            domain = _draw.Pick(Others);
        }

        bool isVersion6 = domain.Contains(':', StringComparison.Ordinal);
        return isVersion6 && domain[0] != '[' ? domain : _draw.Pick(
            domain,
            domain,
            $"https://{domain}",
            $"http://user:secret@{domain}:8080/path?and=https://query.example#part",
            $"  {domain}/ ",
            $"//{domain}?",
            isVersion6 ? domain : $"*.{domain}",
            isVersion6 ? domain : $".{domain}",
            isVersion6 ? domain : $"{domain.TrimEnd('.')}.",
            char.IsAsciiLetter(domain[0]) ? $"www.{domain}" : domain,
            domain.ToUpperInvariant(),
            char.IsAsciiLetter(domain[0]) ? domain.Replace('.', '。') : domain);
    }
}
