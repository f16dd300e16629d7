// The match index: the line items once more, laid out for finding all that match instead of the strongest.
namespace AdSelect.Matching.Full;

/// <summary>
/// Parts by the values of one attribute. Group 0 holds the line items that do not depend on listed values of it and is
/// read for every request; every other group holds those that accept one of its values.
/// </summary>
internal sealed class MatchIndex
{
    /// <summary>Directory index of class 0 of the attribute that divides the line items.</summary>
    public required int FirstClass { get; init; }

    /// <summary>The group by class of the dividing attribute; empty when nothing divides.</summary>
    public required int[] GroupOfClass { get; init; }

    /// <summary>By group its first part; one more than groups.</summary>
    public required int[] FirstPartOf { get; init; }

    public required MatchPart[] Parts { get; init; }

    /// <summary>Words of the longest row: the scratch memory of a call.</summary>
    public required int MaxStride { get; init; }

    public required long Bytes { get; init; }

    /// <summary>The classes that a request selects of the dividing attribute; empty when nothing divides.</summary>
    public ReadOnlySpan<int> DividingClasses(scoped in ResolvedRequest request)
    {
        for (int attribute = 0; attribute < request.Attributes.Length; attribute++)
        {
            ReadOnlySpan<int> classes = request.ClassesOf(attribute);
            if (!classes.IsEmpty && (uint)(classes[0] - FirstClass) < (uint)GroupOfClass.Length)
            {
                return classes;
            }
        }

        return [];
    }
}
