// The media formats.
namespace AdSelect;

/// <summary>The media format of a creative and of the slot that plays it.</summary>
public enum AdFormat : byte
{
    /// <summary>Sound only.</summary>
    Audio = 0,

    /// <summary>Moving pictures with sound.</summary>
    Video = 1,

    /// <summary>A still or interactive picture; it has no duration.</summary>
    Display = 2,
}
