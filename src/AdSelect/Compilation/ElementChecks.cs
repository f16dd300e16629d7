// The checks that every kind of element needs: ids, names, goals, budgets.
using System.Diagnostics.CodeAnalysis;
using AdSelect.Internals;

namespace AdSelect.Compilation;

internal sealed class ElementChecks(SchemaIntake schema, Diagnostics diagnostics)
{
    /// <summary>Whether a text may be an id.</summary>
    public static bool IsId([NotNullWhen(true)] string? id) => !string.IsNullOrEmpty(id) && ValidText.Fits(id, AdSelectLimits.MaxIdBytes);

    public void ReportId(string? id, string path) =>
        diagnostics.Error("bad-id", path, $"The id '{Shorten(id)}' is empty, longer than {AdSelectLimits.MaxIdBytes} UTF-8 bytes, or not valid text.");

    public void CheckName(string? name, Func<string> path)
    {
        if (name is not null && !ValidText.Fits(name, AdSelectLimits.MaxNameBytes))
        {
            diagnostics.Error(
                "bad-name",
                $"{path()}.name",
                $"The name '{Shorten(name)}' is longer than {AdSelectLimits.MaxNameBytes} UTF-8 bytes or not valid text.");
        }
    }

    /// <summary>Says that an id is unknown, and which known one was likely meant.</summary>
    public static string NoneHas(string noun, string? id, IEnumerable<string> known) => $"No {noun} has the id '{Shorten(id)}'{Spelling.Ending(id, known)}";

    /// <summary>Reports a value that its enumeration does not define; false when it is none.</summary>
    public static bool CheckDefined<T>(T value, Func<string> path, string field, Diagnostics diagnostics)
        where T : struct, Enum
    {
        if (Enum.IsDefined(value))
        {
            return true;
        }

        diagnostics.Error("out-of-range", $"{path()}.{field}", $"{value} is not one of {string.Join(", ", Enum.GetNames<T>())}.");
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

    /// <summary>Checks a list of categories; returns the hashes of those and of every category above them.</summary>
    public ulong[] CategoryKeys(IReadOnlyList<string> ids, Func<string> path)
    {
        CheckCount(ids, path, "categories");
        for (int i = 0; i < ids.Count; i++)
        {
            if (!IsId(ids[i]))
            {
                ReportId(ids[i], $"{path()}.categories[{i}]");
            }
        }

        return schema.CategoryKeysUpward(ids);
    }

    /// <summary>Checks a list of domains; returns the hashes of those and of every domain above them, ascending.</summary>
    public ulong[] DomainKeys(IReadOnlyList<string> domains, Func<string> path)
    {
        CheckCount(domains, path, "domains");
        var keys = new SortedSet<ulong>();
        for (int i = 0; i < domains.Count; i++)
        {
            string domain = domains[i] ?? string.Empty;
            if (DomainName.TryAddHashesUpward(domain, keys))
            {
                schema.Texts.Add(DomainName.Canonical(domain)!);
            }
            else
            {
                diagnostics.Error("bad-domain", $"{path()}.domains[{i}]", DomainName.Complaint(Shorten(domains[i])));
            }
        }

        return [.. keys];
    }

    private void CheckCount(IReadOnlyList<string> list, Func<string> path, string field)
    {
        if (list.Count > AdSelectLimits.MaxDomainsOrCategories)
        {
            diagnostics.Error("too-many", $"{path()}.{field}", $"{list.Count} entries; at most {AdSelectLimits.MaxDomainsOrCategories} are allowed.");
        }
    }

    /// <summary>The elements with valid, distinct ids, ordered by id: the order in the snapshot, whatever the catalog's.</summary>
    public List<T> ById<T>(string list, IReadOnlyList<T> elements, Func<T, string?> idOf, int limit)
        where T : class
    {
        if (elements.Count > limit)
        {
            diagnostics.Error("too-many", list, $"{elements.Count} elements; at most {limit} are allowed.");
            return [];
        }

        var seen = new HashSet<string>(elements.Count, StringComparer.Ordinal);
        var valid = new List<T>(elements.Count);
        for (int i = 0; i < elements.Count; i++)
        {
            if (elements[i] is not { } element)
            {
                diagnostics.Error("missing", $"{list}[{i}]", "The element is null.");
            }
            else if (!IsId(idOf(element)))
            {
                ReportId(idOf(element), $"{list}[{i}].id");
            }
            else if (seen.Add(idOf(element)!))
            {
                valid.Add(element);
            }
            else
            {
                diagnostics.Error("duplicate-id", $"{list}[{i}].id", $"The id '{idOf(element)}' is used twice.");
            }
        }

        // Many catalogs are written in this order.
        int Compare(T left, T right) => string.CompareOrdinal(idOf(left), idOf(right));
        if (!Ascends(valid, Compare))
        {
            valid.Sort(Compare);
        }

        return valid;
    }

    private static bool Ascends<T>(List<T> elements, Comparison<T> compare)
    {
        for (int i = 1; i < elements.Count; i++)
        {
            if (compare(elements[i - 1], elements[i]) > 0)
            {
                return false;
            }
        }

        return true;
    }
}
