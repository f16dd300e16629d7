// The library's source as the compiler sees it: which file uses which type.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdSelect.Tests.House;

/// <summary>One use of a type.</summary>
/// <param name="File">The file that uses it, from the library's folder.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Type">The type, or the type whose member is used; the outermost one where types are nested.</param>
internal sealed record TypeUse(string File, int Line, INamedTypeSymbol Type);

internal static class LibraryCode
{
    private const string Folder = "src/AdSelect/";

    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly Lazy<TypeUse[]> All = new(() => [.. FindUses()]);

    /// <summary>Every use of a type in the library.</summary>
    public static IReadOnlyList<TypeUse> Uses => All.Value;

    /// <summary>The file that declares a type, from the library's folder; null when the library does not declare it.</summary>
    public static string? FileOf(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.FilePath is { Length: > 0 } file ? file : null;

    /// <summary>References for compiling against the library: the platform, the library and what it ships with.</summary>
    public static IReadOnlyList<MetadataReference> References(params Type[] more)
    {
        IEnumerable<string> platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return
        [
            .. platform.Concat(more.Select(type => type.Assembly.Location))
                .DistinctBy(Path.GetFileName)
                .Select(file => MetadataReference.CreateFromFile(file)),
        ];
    }

    /// <summary>The usings that the SDK adds to every project here.</summary>
    public static SyntaxTree ImplicitUsingsTree() => CSharpSyntaxTree.ParseText(ImplicitUsings);

    private static IEnumerable<TypeUse> FindUses()
    {
        SyntaxTree[] trees =
        [
            .. Repository.Files("src/AdSelect", "*.cs").Select(file => CSharpSyntaxTree.ParseText(Repository.Read(file), path: file[Folder.Length..])),
        ];
        IEnumerable<MetadataReference> references = References().Where(reference => !Path.GetFileName(reference.Display!).StartsWith("AdSelect", StringComparison.Ordinal));
        var compilation = CSharpCompilation.Create(
            "AdSelect",
            [.. trees, ImplicitUsingsTree()],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        foreach (SyntaxTree tree in trees)
        {
            SemanticModel model = compilation.GetSemanticModel(tree);
            foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (Outermost(model.GetSymbolInfo(name).Symbol) is { } type)
                {
                    yield return new TypeUse(tree.FilePath, tree.GetLineSpan(name.Span).StartLinePosition.Line + 1, type);
                }
            }
        }
    }

    private static INamedTypeSymbol? Outermost(ISymbol? symbol)
    {
        INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
        while (type?.ContainingType is { } outer)
        {
            type = outer;
        }

        return type?.OriginalDefinition;
    }
}
