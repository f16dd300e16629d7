// The weights of attached creatives: a byte each while all of them fit one, 32 bits when they do not.
using AdSelect.Internals;
using AdSelect.Snapshots;

namespace AdSelect.Indexing;

internal readonly struct WeightColumn
{
    private readonly Column<byte> _narrow;
    private readonly Column<int> _wide;
    private readonly bool _isNarrow;

    /// <param name="file">The file.</param>
    /// <param name="count">How many creatives are attached; a section of as many bytes is the narrow form.</param>
    public WeightColumn(SnapshotFile file, int count)
    {
        _narrow = file.Column<byte>(SectionId.LineItemCreativeWeights);
        _isNarrow = _narrow.Length == count;
        _wide = _isNarrow ? default : file.Column<int>(SectionId.LineItemCreativeWeights);
    }

    public int Length => _isNarrow ? _narrow.Length : _wide.Length;

    public int this[int attached] => _isNarrow ? _narrow[attached] : _wide[attached];
}
