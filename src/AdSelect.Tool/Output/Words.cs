// Numbers with their nouns.
namespace AdSelect.Tool.Output;

internal static class Words
{
    /// <summary>A count with its noun, which takes an s in the plural.</summary>
    public static string Count(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count:N0} {noun}s";
}
