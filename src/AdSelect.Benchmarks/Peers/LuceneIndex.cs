// Line items as Lucene documents: one field for what each attribute must have, one for what it may not.
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace AdSelect.Benchmarks.Peers;

/// <summary>
/// One document a line item, added in rank order, so that document numbers are ranks. Fields hold untokenised terms
/// without norms, frequencies and positions. A field of a clause that a line item lacks holds the wildcard.
/// </summary>
internal sealed class LuceneIndex : IDisposable
{
    public const string Wildcard = "*";
    public const string Format = "format";

    private static readonly FieldType Untokenized = new()
    {
        IsIndexed = true,
        IsTokenized = false,
        OmitNorms = true,
        IndexOptions = IndexOptions.DOCS_ONLY,
    };

    private readonly RAMDirectory _directory = new();
    private readonly IndexWriter _writer;
    private readonly int _attributes;
    private DirectoryReader? _reader;

    public LuceneIndex(int attributes)
    {
        _attributes = attributes;

        // Merging adjacent segments only keeps the order; there is one in the end.
        _writer = new IndexWriter(_directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, null)
        {
            MergePolicy = new LogDocMergePolicy(),
            MergeScheduler = new SerialMergeScheduler(),
            RAMBufferSizeMB = 256,
            UseCompoundFile = false,
        });
    }

    /// <summary>The only segment.</summary>
    public AtomicReaderContext Segment { get; private set; } = null!;

    public static string Required(int attribute) => $"+{attribute}";

    public static string Excluded(int attribute) => $"-{attribute}";

    public static string TermOf(int token) => token.ToString("x", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Adds the line item of the next rank; null is one that can never match.</summary>
    public void Add(AdFormat format, IndexedConjunction? conjunction, Func<int, int> attributeOf)
    {
        var document = new Document();
        if (conjunction is not null)
        {
            document.Add(new Field(Format, format.ToString(), Untokenized));
            for (int attribute = 0; attribute < _attributes; attribute++)
            {
                foreach (string term in conjunction.Required.TryGetValue(attribute, out int[]? tokens) ? tokens.Select(TermOf) : [Wildcard])
                {
                    document.Add(new Field(Required(attribute), term, Untokenized));
                }
            }

            foreach (int token in conjunction.Excluded)
            {
                document.Add(new Field(Excluded(attributeOf(token)), TermOf(token), Untokenized));
            }
        }

        _writer.AddDocument(document);
    }

    /// <summary>Merges to one segment and opens it.</summary>
    public void Freeze()
    {
        _writer.ForceMerge(1);
        _reader = _writer.GetReader(applyAllDeletes: true);
        Segment = _reader.Leaves.Single();
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _writer.Dispose();
        _directory.Dispose();
    }
}
