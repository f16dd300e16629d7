// Every example in the documents compiles, runs and prints what the document says.
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AdSelect.Tests.House;

public sealed partial class DocumentationTests
{
    private const string ExampleUsings = "global using Console = AdSelect.Tests.House.DocumentConsole;";

    public static TheoryData<string, int> CSharpBlocks() => Blocks(info => info.StartsWith("csharp", StringComparison.Ordinal));

    public static TheoryData<string, int> CatalogBlocks() => Blocks(info => info == "json catalog");

    [Theory]
    [MemberData(nameof(CSharpBlocks))]
    public void Examples_compile_run_and_print_what_they_say(string document, int line)
    {
        CodeBlock block = Find(document, line);
        MethodInfo entry = Compile(block);
        if (block.Info.Contains("no-run", StringComparison.Ordinal))
        {
            return;
        }

        object?[] arguments = entry.GetParameters().Length == 0 ? [] : [Array.Empty<string>()];
        string printed = DocumentConsole.Capture(() => entry.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null));
        if (block.Output is not null)
        {
            Assert.Equal(block.Output, printed.TrimEnd('\n'));
        }
    }

    [Theory]
    [MemberData(nameof(CatalogBlocks))]
    public void Catalogs_in_documents_compile_without_errors(string document, int line)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Find(document, line).Text));
        CompileResult result = SnapshotCompiler.Compile(CatalogJson.Load(stream));
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void The_readme_has_an_example_that_says_what_it_prints() =>
        Assert.Contains(CodeBlock.Read("README.md"), block => block.Info == "csharp" && block.Output is not null);

    /// <summary>Between choosing and resolving, another snapshot may have been published.</summary>
    [Fact]
    public void No_example_resolves_a_winner_in_whatever_snapshot_is_current()
    {
        IEnumerable<(string Where, string Text)> examples = Documents().SelectMany(CodeBlock.Read).Where(block => block.Info.StartsWith("csharp", StringComparison.Ordinal)).Select(block => (block.Document, block.Text))
            .Concat(Repository.Files("samples", "*.cs").Select(file => (file, Repository.Read(file))));
        Assert.All(examples, example => Assert.DoesNotMatch(CurrentSnapshotResolves(), example.Text));
    }

    [GeneratedRegex(@"(?<!\banswer)\.Snapshot\s*\.(Describe|CreateExposure|Companion|TargetingText|(LineItem|Creative|Campaign|Advertiser|Deal)(Id|Name|KindOf|Priority|At))\(")]
    private static partial Regex CurrentSnapshotResolves();

    private static TheoryData<string, int> Blocks(Func<string, bool> isWanted)
    {
        var data = new TheoryData<string, int>();
        foreach (CodeBlock block in Documents().SelectMany(CodeBlock.Read).Where(block => isWanted(block.Info)))
        {
            data.Add(block.Document, block.Line);
        }

        return data;
    }

    private static IEnumerable<string> Documents() => ["README.md", "CONTRIBUTING.md", .. Repository.Files("docs", "*.md")];

    private static CodeBlock Find(string document, int line) => CodeBlock.Read(document).Single(block => block.Line == line);

    private static MethodInfo Compile(CodeBlock block)
    {
        var compilation = CSharpCompilation.Create(
            $"Example{block.Line}",
            [CSharpSyntaxTree.ParseText(block.Text), CSharpSyntaxTree.ParseText(ExampleUsings), LibraryCode.ImplicitUsingsTree()],
            LibraryCode.References(typeof(AdSelector), typeof(DocumentConsole)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Repository.AssertNone(result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => $"{block}: {diagnostic}"));
        return Assembly.Load(image.ToArray()).EntryPoint!;
    }
}
