// The values that a request has of one attribute: which class they select, and where they stand.
using System.Runtime.InteropServices;

namespace AdSelect.Indexing;

/// <summary>Sixteen bytes an attribute, so that those of a request without values are copied as one piece.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 16)]
internal struct AttributeValues
{
    /// <summary><see cref="Class"/> of many values of a bucketed attribute: they take part by their tokens alone.</summary>
    public const int NoRows = int.MinValue;

    /// <summary><see cref="Ids"/> before somebody has asked for them.</summary>
    public const int NotLookedUp = -1;

    /// <summary>
    /// Directory index of the class of the only value, or of a missing one; of several values ~ the number of their group; or
    /// <see cref="NoRows"/>.
    /// </summary>
    public int Class;

    /// <summary>Number of the first term, or of a location's first place; of values from a profile ~ the number of their group there.</summary>
    public int First;

    /// <summary>How many values there are.</summary>
    public int Count;

    /// <summary>How many value ids have been looked up, or <see cref="NotLookedUp"/>.</summary>
    public int Ids;

    public readonly bool AreOfProfile => First < 0;
}
