// The sizes by which the match index is cut: fixed for hosts, smaller in tests, so that few line items fill many parts.
namespace AdSelect.Matching.Full;

/// <param name="MinGroupSize">Line items below which values share a group: a part's directories cost about as much as this many.</param>
/// <param name="MaxPartSize">Line items of one part, at most <see cref="MatchPart.MaxEntries"/>.</param>
internal readonly record struct MatchIndexShape(int MinGroupSize, int MaxPartSize)
{
    public static MatchIndexShape Default { get; } = new(512, MatchPart.MaxEntries);
}
