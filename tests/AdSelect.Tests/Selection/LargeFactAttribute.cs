// Tests that need gigabytes and minutes: run on request, and seen when not.
using System.Runtime.CompilerServices;

namespace AdSelect.Tests.Selection;

/// <summary>A fact that runs when ADSELECT_LARGE_TESTS is 1; otherwise its name, its reason and the error output say that it did not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LargeFactAttribute : FactAttribute
{
    public const string Variable = "ADSELECT_LARGE_TESTS";

    public LargeFactAttribute([CallerMemberName] string test = "")
    {
        if (Environment.GetEnvironmentVariable(Variable) != "1")
        {
            // Runners show the names of skipped tests and keep their reasons and the error output to themselves.
            Skip = $"it takes minutes and 8 GB: set {Variable} to 1 to run it";
            DisplayName = $"{test} NOT RUN, {Skip}";
            Console.Error.WriteLine(DisplayName);
        }
    }
}
