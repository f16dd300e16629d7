// One attribute value of a request as people write it, before any hashing.
using System.Globalization;

namespace AdSelect.Tests.Oracle;

/// <summary>One value of one attribute; <see cref="Point"/> counts for locations, <see cref="Value"/> for every other kind.</summary>
public readonly record struct PlainValue(AdAttribute Attribute, AttributeValue Value, GeoPoint Point)
{
    public static PlainValue Of(KeywordAttribute attribute, string value) => new(attribute, AttributeValue.Of(value), default);

    public static PlainValue Of(IntegerAttribute attribute, long value) => new(attribute, AttributeValue.Of(value), default);

    public static PlainValue Of(DecimalAttribute attribute, double value) => new(attribute, AttributeValue.Of(value), default);

    public static PlainValue Of(LocationAttribute attribute, double latitude, double longitude) => new(attribute, default, new GeoPoint(latitude, longitude));

    /// <summary>Terms that an engine's request needs for it.</summary>
    public int TermCount => Attribute.Kind == AttributeKind.Location ? 2 : 1;

    public void AddTo(ref AdRequest request)
    {
        switch (Attribute)
        {
            case KeywordAttribute keyword:
                request.Add(keyword, Value.Text);
                break;
            case IntegerAttribute integer:
                request.Add(integer, Value.Integer);
                break;
            case DecimalAttribute number:
                request.Add(number, Value.Decimal);
                break;
            case LocationAttribute location:
                request.Add(location, Point.Latitude, Point.Longitude);
                break;
        }
    }

    public override string ToString() => Attribute.Kind == AttributeKind.Location
        ? string.Create(CultureInfo.InvariantCulture, $"{Attribute.Name}=({Point.Latitude:R}, {Point.Longitude:R})")
        : $"{Attribute.Name}={Value}";
}
