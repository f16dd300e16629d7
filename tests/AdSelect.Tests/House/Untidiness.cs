// What a file has beyond the measures of the house: lines too wide, methods too long or with too many parameters.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdSelect.Tests.House;

/// <summary>How often a file is beyond each measure.</summary>
/// <param name="WideLines">Lines of more than <see cref="MostColumns"/> columns.</param>
/// <param name="ManyParameters">
/// Methods, constructors (those of a class or structure's own head too), operators, indexers, delegates and local functions with
/// more than <see cref="MostParameters"/> parameters. Records are left out, whose parameters are what they hold, and so are
/// theories, whose parameters are the columns of a table.
/// </param>
/// <param name="LongMethods">
/// Bodies of code of more than <see cref="MostMethodLines"/> lines, from the name on; attributes and remarks before it are left out.
/// </param>
internal sealed record Untidiness(int WideLines = 0, int ManyParameters = 0, int LongMethods = 0)
{
    public const int MostColumns = 160;
    public const int MostParameters = 7;
    public const int MostMethodLines = 70;

    /// <summary>Counts what a file's text has beyond the measures.</summary>
    public static Untidiness Of(string text)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText(text).GetRoot();
        return new Untidiness(
            text.Split('\n').Count(line => line.Length > MostColumns),
            root.DescendantNodes().Count(node => ParametersOf(node)?.Parameters.Count > MostParameters),
            root.DescendantNodes().Count(node => IsMethod(node) && Lines(node) > MostMethodLines));
    }

    private static BaseParameterListSyntax? ParametersOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => IsTheory(method) ? null : method.ParameterList,
        BaseMethodDeclarationSyntax other => other.ParameterList,
        RecordDeclarationSyntax => null,
        TypeDeclarationSyntax type => type.ParameterList,
        DelegateDeclarationSyntax type => type.ParameterList,
        IndexerDeclarationSyntax indexer => indexer.ParameterList,
        LocalFunctionStatementSyntax function => function.ParameterList,
        _ => null,
    };

    private static bool IsTheory(MethodDeclarationSyntax method) =>
        method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() == "Theory");

    private static bool IsMethod(SyntaxNode node) =>
        node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
            or ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax };

    private static int Lines(SyntaxNode node)
    {
        SyntaxToken first = node.ChildNodesAndTokens().First(child => !child.IsKind(SyntaxKind.AttributeList)) switch
        {
            { IsToken: true } child => child.AsToken(),
            var child => child.AsNode()!.GetFirstToken(),
        };
        int start = node.SyntaxTree.GetLineSpan(first.Span).StartLinePosition.Line;
        return node.SyntaxTree.GetLineSpan(node.Span).EndLinePosition.Line - start + 1;
    }
}
