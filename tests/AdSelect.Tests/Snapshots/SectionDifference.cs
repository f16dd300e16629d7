// In which sections two snapshots differ: the answer to "other bytes".
using AdSelect.Snapshots;

namespace AdSelect.Tests.Snapshots;

internal static class SectionDifference
{
    /// <summary>The sections in words.</summary>
    public static string Of(byte[] left, byte[] right)
    {
        SnapshotFile a = SnapshotFile.Read(left);
        SnapshotFile b = SnapshotFile.Read(right);
        IEnumerable<SectionId> differing = Enum.GetValues<SectionId>()
            .Where(id => a.Has(id) != b.Has(id) || (a.Has(id) && !a.Column<byte>(id).Span.SequenceEqual(b.Column<byte>(id).Span)));
        return string.Join(", ", differing) is { Length: > 0 } sections ? $"the sections {sections} differ" : "the headers differ";
    }
}
