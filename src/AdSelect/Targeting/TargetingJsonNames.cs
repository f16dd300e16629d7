// The property names of the JSON form of targeting, and which of them make up a node.
namespace AdSelect.Targeting;

internal static class TargetingJsonNames
{
    public const string And = "and";
    public const string Or = "or";
    public const string Not = "not";
    public const string Attribute = "attribute";
    public const string In = "in";
    public const string All = "all";
    public const string From = "from";
    public const string Above = "above";
    public const string To = "to";
    public const string Below = "below";
    public const string Near = "near";
    public const string Known = "known";
    public const string Latitude = "latitude";
    public const string Longitude = "longitude";
    public const string Kilometers = "kilometers";

    /// <summary>Every property of a node, at the index of its bit in a set of properties seen.</summary>
    public static readonly string[] OfNode = [And, Or, Not, Attribute, In, All, From, Above, To, Below, Near, Known];

    /// <summary>The properties of a point and its radius.</summary>
    public static readonly string[] OfNear = [Latitude, Longitude, Kilometers];

    /// <summary>The set that holds the given properties.</summary>
    public static int Set(params ReadOnlySpan<string> names)
    {
        int set = 0;
        foreach (string name in names)
        {
            set |= 1 << Array.IndexOf(OfNode, name);
        }

        return set;
    }

    /// <summary>The properties of a set in quotes, for a message.</summary>
    public static string Describe(int set)
    {
        string[] names = [.. OfNode.Where((_, i) => (set & (1 << i)) != 0).Select(name => $"\"{name}\"")];
        return names.Length < 2 ? string.Concat(names) : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }
}
