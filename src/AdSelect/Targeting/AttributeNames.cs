// Which texts are attribute names: what the targeting language can write without quotes and does not use itself.
using System.Collections.Frozen;

namespace AdSelect.Targeting;

internal static class AttributeNames
{
    /// <summary>How a message tells people what a name looks like.</summary>
    public static readonly string Rule =
        $"a letter or '_', then letters, digits, '_', '.' or '-', at most {AdSelectLimits.MaxAttributeNameLength} characters in all, and not a word of "
        + $"the targeting language";

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_reserved =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "and", "or", "not", "in", "all", "near", "known", "true", "false")
            .GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool IsValid(string name) => IsValid(name.AsSpan());

    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name.Length > AdSelectLimits.MaxAttributeNameLength || !CanStart(name[0]))
        {
            return false;
        }

        foreach (char c in name)
        {
            if (!CanContinue(c))
            {
                return false;
            }
        }

        return !IsReserved(name);
    }

    public static bool IsReserved(ReadOnlySpan<char> word) => s_reserved.Contains(word);

    public static bool CanStart(char c) => char.IsAsciiLetter(c) || c == '_';

    public static bool CanContinue(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-';
}
