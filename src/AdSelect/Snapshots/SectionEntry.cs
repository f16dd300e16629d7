// One row of the section table in a snapshot's header.
namespace AdSelect.Snapshots;

/// <summary>Where a section's payload stands and what it hashes to. The offset counts from the body's start, not the file's.</summary>
internal readonly record struct SectionEntry(SectionId Id, int Offset, int Length, UInt128 Hash)
{
    public override string ToString() => $"Section {Id} (offset {Offset}, length {Length})";
}
