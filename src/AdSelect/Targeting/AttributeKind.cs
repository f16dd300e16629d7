// The kinds of targeting attributes.
namespace AdSelect;

/// <summary>What kind of values a targeting attribute takes.</summary>
public enum AttributeKind : byte
{
    /// <summary>Text, compared exactly (case matters). Example: a country code, a genre.</summary>
    Keyword = 0,

    /// <summary>64-bit whole numbers. Example: an age, a segment id.</summary>
    Integer = 1,

    /// <summary>Finite double-precision numbers. Example: a bit rate, a probability.</summary>
    Decimal = 2,

    /// <summary>A latitude and longitude in degrees, WGS84.</summary>
    Location = 3,
}
