// Why a snapshot may be refused, and the exception that says so.
namespace AdSelect;

/// <summary>Why a snapshot was refused.</summary>
public enum SnapshotError : byte
{
    /// <summary>The bytes are not an AdSelect snapshot.</summary>
    Foreign = 1,

    /// <summary>The file ends early or has bytes after its end.</summary>
    Truncated,

    /// <summary>A checksum does not fit: the bytes were altered.</summary>
    Altered,

    /// <summary>It was written by a newer major version.</summary>
    Newer,

    /// <summary>The checksums fit but the content contradicts itself.</summary>
    Inconsistent,

    /// <summary>It is beyond a limit of <see cref="AdSelectLimits"/>.</summary>
    TooLarge,

    /// <summary>It is a delta, and the snapshot that it was to be joined with is not its base.</summary>
    OtherBase,

    /// <summary>Its generation is below that of the snapshot in use, and the host asked not to go back.</summary>
    Older,
}

/// <summary>A snapshot was refused; nothing of it was used.</summary>
public sealed class SnapshotException : IOException
{
    /// <summary>Makes the exception.</summary>
    public SnapshotException(SnapshotError error, string message)
        : base(message) => Error = error;

    /// <summary>Why it was refused.</summary>
    public SnapshotError Error { get; }
}
