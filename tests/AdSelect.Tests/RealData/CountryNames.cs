// The ad library's names of countries by their ISO 3166 codes.
namespace AdSelect.Tests.RealData;

public static class CountryNames
{
    private const string Table =
        """
        AE united arab emirates
        AR argentina
        AT austria
        AU australia
        BE belgium
        BH bahrain
        BR brazil
        CA canada
        CH switzerland
        CL chile
        CZ czech republic
        DE germany
        DK denmark
        ES spain
        FI finland
        FR france
        GB united kingdom
        GR greece
        HR croatia
        IE ireland
        IN india
        IQ iraq
        IT italy
        KW kuwait
        LT lithuania
        LU luxembourg
        NG nigeria
        NL netherlands
        NO norway
        NZ new zealand
        PL poland
        PR puerto rico
        RS serbia
        SA saudi arabia
        SE sweden
        SI slovenia
        SK slovakia (slovak republic)
        TR turkey
        US united states
        ZA south africa
        """;

    private static readonly Dictionary<string, string> ByCode = Table.Split('\n').ToDictionary(line => line[..2], line => line[3..].TrimEnd());

    /// <summary>The library's name; a country that it never targets keeps its code.</summary>
    public static string Of(string code) => ByCode.GetValueOrDefault(code, code);

    /// <summary>Every name that the library uses.</summary>
    public static IEnumerable<string> All => ByCode.Values;
}
