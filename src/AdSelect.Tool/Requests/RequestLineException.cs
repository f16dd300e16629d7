// What is wrong with one line of a request file.
namespace AdSelect.Tool.Requests;

/// <summary>A line is not a request. The reader of the file adds its name and the line number.</summary>
/// <param name="path">The field, for example <c>slots[1].minSeconds</c>; empty when the whole line is meant.</param>
/// <param name="message">What is wrong and what was expected.</param>
internal sealed class RequestLineException(string path, string message) : FormatException(path.Length == 0 ? message : $"{path}: {message}")
{
    /// <summary>The field.</summary>
    public string Path { get; } = path;
}
