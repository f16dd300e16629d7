// The sections of a snapshot file, in the order in which they stand in it.
namespace AdSelect.Snapshots;

/// <summary>Names a section. Values are part of the file format: never reused, never renumbered within a major version.</summary>
internal enum SectionId : ushort
{
}
