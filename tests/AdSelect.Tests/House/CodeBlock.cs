// Fenced blocks of the documents.
namespace AdSelect.Tests.House;

/// <summary>One fenced block.</summary>
/// <param name="Document">The file, from the repository's root.</param>
/// <param name="Line">The line of the opening fence, from 1.</param>
/// <param name="Info">What follows the opening fence, for example <c>csharp</c> or <c>csharp no-run</c>.</param>
/// <param name="Text">The lines between the fences.</param>
/// <param name="Output">The <c>text</c> block right after it, which says what it prints; null when there is none.</param>
public sealed record CodeBlock(string Document, int Line, string Info, string Text, string? Output)
{
    private const string Fence = "```";

    /// <summary>The blocks of a document, in order.</summary>
    public static IReadOnlyList<CodeBlock> Read(string document)
    {
        string[] lines = Repository.Read(document).Split('\n');
        var blocks = new List<CodeBlock>();
        int? lastEnd = null;
        for (int start = 0; start < lines.Length; start++)
        {
            if (!lines[start].StartsWith(Fence, StringComparison.Ordinal))
            {
                continue;
            }

            int end = Array.IndexOf(lines, Fence, start + 1);
            Assert.True(end > 0, $"{document}({start + 1}): the block has no end");
            string text = string.Join('\n', lines[(start + 1)..end]);
            string info = lines[start][Fence.Length..].Trim();
            if (info == "text" && lastEnd is { } last && lines[(last + 1)..start].All(string.IsNullOrWhiteSpace))
            {
                blocks[^1] = blocks[^1] with { Output = text };
            }

            blocks.Add(new CodeBlock(document, start + 1, info, text, null));
            lastEnd = start = end;
        }

        return blocks;
    }

    /// <summary>Document and line, which is what a test's name shows.</summary>
    public override string ToString() => $"{Document}({Line})";
}
