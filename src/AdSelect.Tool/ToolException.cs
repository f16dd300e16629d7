// A failure that the user can read and act on.
namespace AdSelect.Tool;

/// <summary>Ends a command with its message on standard error and exit code 1.</summary>
internal sealed class ToolException(string message) : Exception(message);
