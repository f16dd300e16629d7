// What the process returns; part of the documented interface.
namespace AdSelect.Tool;

internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The input is wrong or cannot be read.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Nobody reads the output any more: what a shell counts for a tool that the closed pipe ends.</summary>
    public const int OutputClosed = 141;

    /// <summary>Interrupted, as a shell counts it.</summary>
    public const int Cancelled = 130;
}
