// Numbers as the tables show them.
using System.Globalization;

namespace AdSelect.Benchmarks.Measuring;

internal static class Numbers
{
    /// <summary>About three digits: 0.83, 4.2, 57, 1,240.</summary>
    public static string Short(double value) => value.ToString(value switch { < 1 => "0.00", < 20 => "0.0", _ => "#,0" }, CultureInfo.InvariantCulture);

    public static string Whole(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
