// The checks that every kind of element needs: ids, names, goals, budgets.
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace AdSelect.Compilation;

internal sealed class ElementChecks(SchemaIntake schema, Diagnostics diagnostics)
{
    // One UTF-16 unit never needs more than three UTF-8 bytes.
    private const int MostBytesPerChar = 3;

    /// <summary>Whether a text may be an id.</summary>
    public static bool IsId([NotNullWhen(true)] string? id) => !string.IsNullOrEmpty(id) && Fits(id, AdSelectLimits.MaxIdBytes);

    public void ReportId(string? id, string path) =>
        diagnostics.Error("bad-id", path, $"The id '{Shorten(id)}' is empty, longer than {AdSelectLimits.MaxIdBytes} UTF-8 bytes, or not valid text.");

    public void CheckName(string? name, Func<string> path)
    {
        if (name is not null && !Fits(name, AdSelectLimits.MaxNameBytes))
        {
            diagnostics.Error("bad-name", $"{path()}.name", $"The name '{Shorten(name)}' is longer than {AdSelectLimits.MaxNameBytes} UTF-8 bytes or not valid text.");
        }
    }

    /// <summary>Whether a text is valid and no longer than that.</summary>
    public static bool Fits(string text, int maxBytes)
    {
        bool isPlain = !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');
        return (isPlain && text.Length * MostBytesPerChar <= maxBytes)
            || (text.Length <= maxBytes && Encoding.UTF8.GetByteCount(text) <= maxBytes && (isPlain || !HasLoneSurrogate(text)));
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    return true;
                }

                i++;
            }
        }

        return false;
    }

    public static string Shorten(string? text) => text is null ? "(null)" : text.Length <= 64 ? text : string.Concat(text.AsSpan(0, 61), "...");

    public bool TryGoal(DeliveryGoal? goal, Func<string> path, out long count, out AdEvent counted)
    {
        count = goal?.Count ?? -1;
        counted = goal?.Event ?? AdEvent.Impression;
        if (goal is { Count: < 1 } || !Enum.IsDefined(counted))
        {
            diagnostics.Error("out-of-range", $"{path()}.goal", $"The goal {goal?.Count} of {counted} is below 1 or counts an unknown event.");
            return false;
        }

        return true;
    }

    public bool TryBudget(Money? budget, Func<string> path, out long micros)
    {
        micros = -1;
        return budget is not { } money || schema.TryToMicros(money.Amount, money.Currency, path, "budget", diagnostics, out micros);
    }
}
