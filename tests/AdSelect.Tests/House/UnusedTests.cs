// Nothing in the library is there for nobody.
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace AdSelect.Tests.House;

public sealed partial class UnusedTests
{
    // Called by the compiler, without their names.
    private static readonly string[] s_byPattern = ["GetEnumerator", "Current", "MoveNext", "Dispose", "Deconstruct", "Slice", "Length", "Count", "PrintMembers"];

    [Fact]
    public void Every_member_of_the_library_is_used_by_it_or_by_what_ships_beside_it()
    {
        HashSet<string> outside =
        [
            .. Repository.Files("src", "*.cs").Where(file => !file.StartsWith("src/AdSelect/", StringComparison.Ordinal))
                .SelectMany(file => Word().Matches(Repository.Read(file)).Select(word => word.Value)),
        ];
        ISymbol[] unnamed = [.. LibraryCode.UnnamedMembers];
        Repository.AssertNone(
            from member in unnamed
            where !s_byPattern.Contains(member.Name) && !outside.Contains(member.Name)
            let place = member.Locations[0].GetLineSpan()
            select $"src/AdSelect/{place.Path}({place.StartLinePosition.Line + 1}): {member.ContainingType.Name}.{member.Name} is not used");
    }

    [GeneratedRegex(@"\b[A-Za-z_]\w*\b")]
    private static partial Regex Word();
}
