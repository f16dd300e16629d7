// A point on the earth and the one definition of distance that targeting uses.
namespace AdSelect.Tests.Oracle;

/// <summary>Degrees, WGS84.</summary>
public readonly record struct GeoPoint(double Latitude, double Longitude)
{
    private const double EarthRadiusKilometers = 6371.0088;

    /// <summary>Great-circle distance by the haversine formula, in this exact order of operations.</summary>
    public static double Kilometers(GeoPoint from, GeoPoint to)
    {
        double fromLatitude = from.Latitude * (Math.PI / 180);
        double toLatitude = to.Latitude * (Math.PI / 180);
        double sinLatitude = Math.Sin((toLatitude - fromLatitude) / 2);
        double sinLongitude = Math.Sin((to.Longitude - from.Longitude) * (Math.PI / 180) / 2);
        double a = (sinLatitude * sinLatitude) + (Math.Cos(fromLatitude) * Math.Cos(toLatitude) * sinLongitude * sinLongitude);
        return 2 * EarthRadiusKilometers * Math.Asin(Math.Min(1, Math.Sqrt(a)));
    }
}
