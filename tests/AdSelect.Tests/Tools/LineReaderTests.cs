// Lines of any ending and any size arrive whole, numbered, and bounded.
using System.Text;
using AdSelect.Tool.Requests;

namespace AdSelect.Tests.Tools;

public class LineReaderTests
{
    [Fact]
    public void Takes_both_line_endings_a_mark_at_the_start_and_a_last_line_without_end()
    {
        Assert.Equal(["a", "", "b", "c"], Read(Encoding.UTF8.GetBytes("\uFEFFa\r\n\nb\nc")));
        Assert.Equal(["a"], Read("a\n"u8.ToArray()));
        Assert.Empty(Read([]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Does_not_depend_on_the_sizes_of_reads(int readSize)
    {
        string[] lines = [.. Enumerable.Range(0, 300).Select(i => new string((char)('a' + (i % 26)), i * 7))];
        Assert.Equal(lines, Read(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), readSize));
    }

    [Fact]
    public void Passes_over_a_line_that_is_too_long_and_counts_it_once()
    {
        string limit = new('x', LineReader.MaxLineBytes);
        Assert.Equal([limit, "!too long", "after"], Read(Encoding.UTF8.GetBytes($"{limit}\r\n{limit}{limit}{limit}x\nafter\n")));
        Assert.Equal(["!too long"], Read(Encoding.UTF8.GetBytes(limit + "x")));
        Assert.Equal(["!too long"], Read(Encoding.UTF8.GetBytes(limit + limit[..(limit.Length / 2)])));
    }

    private static List<string> Read(byte[] bytes, int readSize = int.MaxValue)
    {
        var reader = new LineReader(new SmallReads(bytes, readSize));
        List<string> lines = [];
        while (reader.Read())
        {
            lines.Add(reader.IsTooLong ? "!too long" : Encoding.UTF8.GetString(reader.Line));
            Assert.Equal(lines.Count, reader.LineNumber);
        }

        return lines;
    }

    private sealed class SmallReads(byte[] bytes, int readSize) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, readSize));
    }
}
