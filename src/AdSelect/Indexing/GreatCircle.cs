// Distances on the earth: the exact haversine, and the dot product that decides all but the rim of a circle.
using System.Runtime.CompilerServices;

namespace AdSelect.Indexing;

internal static class GreatCircle
{
    /// <summary>Mean radius of the earth (IUGG), as the semantics fix it.</summary>
    public const double EarthRadiusKilometers = 6371.0088;

    // The dot product of two rounded unit vectors errs by a few 1e-16, the haversine likewise; near the centre of a
    // small circle the cosine is flat, so the band where both could disagree is measured in cosine, generously.
    private const double CosineMargin = 1e-12;

    private const double RadiansPerDegree = Math.PI / 180;

    /// <summary>Great-circle distance by the haversine formula, in kilometres.</summary>
    public static double DistanceKilometers(double latitude1, double longitude1, double latitude2, double longitude2)
    {
        double phi1 = latitude1 * RadiansPerDegree;
        double phi2 = latitude2 * RadiansPerDegree;
        double sinHalfPhi = Math.Sin((phi2 - phi1) / 2);
        double sinHalfLambda = Math.Sin((longitude2 - longitude1) * RadiansPerDegree / 2);
        double a = (sinHalfPhi * sinHalfPhi) + (Math.Cos(phi1) * Math.Cos(phi2) * sinHalfLambda * sinHalfLambda);
        return 2 * EarthRadiusKilometers * Math.Asin(Math.Min(1, Math.Sqrt(a)));
    }

    /// <summary>Unit vector of a point.</summary>
    public static (double X, double Y, double Z) UnitVector(double latitude, double longitude)
    {
        (double sinPhi, double cosPhi) = Math.SinCos(latitude * RadiansPerDegree);
        (double sinLambda, double cosLambda) = Math.SinCos(longitude * RadiansPerDegree);
        return (cosPhi * cosLambda, cosPhi * sinLambda, sinPhi);
    }

    /// <summary>Freezes a circle.</summary>
    public static CircleRow Freeze(double latitude, double longitude, double kilometers)
    {
        (double x, double y, double z) = UnitVector(latitude, longitude);
        double cosine = Math.Cos(Math.Min(Math.PI, kilometers / EarthRadiusKilometers));
        return new CircleRow
        {
            Latitude = latitude,
            Longitude = longitude,
            Kilometers = kilometers,
            X = x,
            Y = y,
            Z = z,
            CosineOutside = cosine - CosineMargin,
            CosineInside = cosine + CosineMargin,
        };
    }

    /// <summary>True when the point is within the circle, its rim included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Contains(in CircleRow circle, ref Place place)
    {
        place.FindVector();
        double cosine = (circle.X * place.X) + (circle.Y * place.Y) + (circle.Z * place.Z);
        if (cosine > circle.CosineInside)
        {
            return true;
        }

        return cosine >= circle.CosineOutside && ContainsExactly(circle, place);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool ContainsExactly(in CircleRow circle, in Place place) =>
        DistanceKilometers(circle.Latitude, circle.Longitude, place.Latitude, place.Longitude) <= circle.Kilometers;
}

/// <summary>A location of a request, with its unit vector once a circle has asked for it.</summary>
internal struct Place(double latitude, double longitude)
{
    public double Latitude = latitude;
    public double Longitude = longitude;
    public double X;
    public double Y;
    public double Z;

    /// <summary>Computes the unit vector, unless it is known: it is never zero.</summary>
    public void FindVector()
    {
        if (X == 0 && Y == 0 && Z == 0)
        {
            (X, Y, Z) = GreatCircle.UnitVector(Latitude, Longitude);
        }
    }
}
