// The circles of 'near': on the earth, and numbers.
using System.Runtime.CompilerServices;
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

internal static class CircleValidation
{
    private const double UnitTolerance = 1e-9;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Validate(FrozenCatalog catalog)
    {
        foreach (ref readonly CircleRow circle in catalog.Circles.Span)
        {
            Require(
                Math.Abs(circle.Latitude) <= 90 && Math.Abs(circle.Longitude) <= 180 && circle.Kilometers is >= 0 and <= AdSelectLimits.MaxRadiusKilometers,
                SectionId.Circles,
                "circles lie on the earth");

            // Comparisons with NaN are false, so they are written such that NaN fails them.
            double length = (circle.X * circle.X) + (circle.Y * circle.Y) + (circle.Z * circle.Z);
            Require(
                Math.Abs(length - 1) <= UnitTolerance
                && circle.CosineOutside <= circle.CosineInside
                && circle.CosineInside - circle.CosineOutside <= UnitTolerance,
                SectionId.Circles,
                "circles have a unit vector and a narrow rim");
        }
    }
}
