// Which known name a misspelt one was probably meant to be.
namespace AdSelect.Compilation;

internal static class ClosestName
{
    private const int CharactersPerSlip = 4;

    /// <summary>The known name with the fewest slips, case apart; null when more than one in four characters would be wrong.</summary>
    public static string? To(string text, IEnumerable<string> known)
    {
        string? closest = null;
        int fewest = (text.Length / CharactersPerSlip) + 1;
        foreach (string name in known.Where(name => Math.Abs(name.Length - text.Length) <= text.Length / CharactersPerSlip).Order(StringComparer.Ordinal))
        {
            int slips = Slips(text, name);
            if (slips < fewest)
            {
                (fewest, closest) = (slips, name);
            }
        }

        return closest;
    }

    // Characters to insert, remove or replace (Levenshtein), one row at a time.
    private static int Slips(string text, string name)
    {
        Span<int> row = stackalloc int[name.Length + 1];
        for (int i = 0; i <= name.Length; i++)
        {
            row[i] = i;
        }

        for (int at = 0; at < text.Length; at++)
        {
            int diagonal = row[0];
            row[0] = at + 1;
            for (int i = 1; i <= name.Length; i++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(text[at]) == char.ToLowerInvariant(name[i - 1]) ? 0 : 1);
                diagonal = row[i];
                row[i] = Math.Min(replaced, 1 + Math.Min(row[i], row[i - 1]));
            }
        }

        return row[name.Length];
    }
}
