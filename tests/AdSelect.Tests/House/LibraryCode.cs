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

    private static readonly List<ISymbol> Declared = [];
    private static readonly HashSet<ISymbol> Used = new(SymbolEqualityComparer.Default);

    // Names whose meaning depends on generated code, which is not compiled here.
    private static readonly HashSet<string> Unresolved = [];
    private static readonly Lazy<TypeUse[]> All = new(() => [.. FindUses()]);

    /// <summary>Every use of a type in the library.</summary>
    public static IReadOnlyList<TypeUse> Uses => All.Value;

    /// <summary>Methods, properties and fields that only the library can see, and that nothing in it names.</summary>
    public static IEnumerable<ISymbol> UnnamedMembers => Uses.Count == 0 ? [] : Declared.Where(static member => !Used.Contains(member) && !Unresolved.Contains(member.Name));

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
            Declared.AddRange(MembersOf(model, tree));
            foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                SymbolInfo info = model.GetSymbolInfo(name);
                ISymbol? symbol = info.Symbol;
                Used.UnionWith((symbol is null ? info.CandidateSymbols : [symbol]).Select(static one => (one is IMethodSymbol { ReducedFrom: { } extension } ? extension : one).OriginalDefinition));
                if (info is { Symbol: null, CandidateSymbols.Length: 0 })
                {
                    Unresolved.Add(name.Identifier.Text);
                }

                if (Outermost(symbol) is { } type)
                {
                    yield return new TypeUse(tree.FilePath, tree.GetLineSpan(name.Span).StartLinePosition.Line + 1, type);
                }
            }
        }
    }

    // Not what is called without its name: constructors, operators, indexers, implementations and overrides.
    private static IEnumerable<ISymbol> MembersOf(SemanticModel model, SyntaxTree tree) =>
        from node in tree.GetRoot().DescendantNodes()
        where node is MethodDeclarationSyntax or PropertyDeclarationSyntax or VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax }
        let member = model.GetDeclaredSymbol(node)
        where member is { IsOverride: false, IsImplicitlyDeclared: false } && !IsElementOfInlineArray(member) && IsHidden(member) && !Implements(member)
        select member;

    private static bool IsElementOfInlineArray(ISymbol member) =>
        member is IFieldSymbol && member.ContainingType.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "InlineArrayAttribute");

    private static bool IsHidden(ISymbol member)
    {
        bool isHidden = false;
        for (ISymbol? outer = member; outer is not null and not INamespaceSymbol; outer = outer.ContainingSymbol)
        {
            isHidden |= outer.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal;
        }

        return isHidden;
    }

    private static bool Implements(ISymbol member) => member.ContainingType.TypeKind == TypeKind.Interface
        || member.ContainingType.AllInterfaces.SelectMany(type => type.GetMembers(member.Name.Split('.')[^1])).Any();

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
