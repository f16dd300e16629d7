// The long run of the properties: run on request, and seen when not.
using System.Globalization;
using System.Runtime.CompilerServices;

namespace AdSelect.Tests.LongRun;

/// <summary>
/// A fact that runs when ADSELECT_PROPERTY_MINUTES or ADSELECT_PROPERTY_WORLD says so; otherwise its name and the error output say
/// that it did not.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongRunFactAttribute : FactAttribute
{
    /// <summary>How long to run.</summary>
    public const string MinutesVariable = "ADSELECT_PROPERTY_MINUTES";

    /// <summary>Where the worlds begin; without it anywhere.</summary>
    public const string SeedVariable = "ADSELECT_PROPERTY_SEED";

    /// <summary>The one world to look at: the seed that a failure told.</summary>
    public const string WorldVariable = "ADSELECT_PROPERTY_WORLD";

    public LongRunFactAttribute([CallerMemberName] string test = "")
    {
        if (Minutes is null && World is null)
        {
            Skip = $"it takes as long as one likes: set {MinutesVariable} to run it";
            DisplayName = $"{test} NOT RUN, {Skip}";
            Console.Error.WriteLine(DisplayName);
        }
    }

    public static double? Minutes => Environment.GetEnvironmentVariable(MinutesVariable) is { Length: > 0 } text
        ? double.Parse(text, CultureInfo.InvariantCulture)
        : null;

    public static int Seed => Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } text
        ? int.Parse(text, CultureInfo.InvariantCulture)
        : Random.Shared.Next();

    public static int? World => Environment.GetEnvironmentVariable(WorldVariable) is { Length: > 0 } text
        ? int.Parse(text, CultureInfo.InvariantCulture)
        : null;
}
