// The leaf tests that compiled targeting calls.
namespace AdSelect.Benchmarks.Peers;

/// <summary>The constants of one line item's targeting, beside the delegate that its shape shares with others.</summary>
internal sealed class Constants
{
    public required int[][] Lists { get; init; }

    public required long[] Numbers { get; init; }

    public required Circle[] Circles { get; init; }
}

internal readonly record struct Circle(double Latitude, double Longitude, double Kilometers);

internal static class Clauses
{
    private const double EarthRadiusKilometers = 6371.0088;

    public static bool AnyOf(ulong[] set, int[] list)
    {
        foreach (int number in list)
        {
            if ((set[number >> 6] >> number & 1) != 0)
            {
                return true;
            }
        }

        return false;
    }

    public static bool AllOf(ulong[] set, int[] list)
    {
        foreach (int number in list)
        {
            if ((set[number >> 6] >> number & 1) == 0)
            {
                return false;
            }
        }

        return true;
    }

    public static bool InRange(long[] values, long low, long high)
    {
        foreach (long value in values)
        {
            if (value >= low && value <= high)
            {
                return true;
            }
        }

        return false;
    }

    public static bool Near((double Latitude, double Longitude)[] positions, Circle circle)
    {
        foreach ((double latitude, double longitude) in positions)
        {
            // A degree of latitude is a cheap lower bound of the distance; it spares most of the trigonometry.
            double north = Math.Abs(latitude - circle.Latitude);
            if (north * EarthRadiusKilometers <= circle.Kilometers && Haversine(latitude, longitude, circle) <= circle.Kilometers)
            {
                return true;
            }
        }

        return false;
    }

    private static double Haversine(double latitude, double longitude, Circle circle)
    {
        double north = Math.Sin((latitude - circle.Latitude) / 2);
        double east = Math.Sin((longitude - circle.Longitude) / 2);
        double a = (north * north) + (Math.Cos(latitude) * Math.Cos(circle.Latitude) * east * east);
        return 2 * EarthRadiusKilometers * Math.Asin(Math.Min(1, Math.Sqrt(a)));
    }
}
