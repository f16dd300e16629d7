// Makes the exceptions with which a snapshot is refused.
namespace AdSelect.Snapshots;

internal static class Refusal
{
    public static SnapshotException Foreign(string message) => new(SnapshotError.Foreign, message);

    public static SnapshotException Truncated(string message) => new(SnapshotError.Truncated, message);

    public static SnapshotException Altered(string message) => new(SnapshotError.Altered, message);

    public static SnapshotException Newer(string message) => new(SnapshotError.Newer, message);

    public static SnapshotException Inconsistent(string message) => new(SnapshotError.Inconsistent, message);

    public static SnapshotException OtherBase(string message) => new(SnapshotError.OtherBase, message);

    public static SnapshotException Older(long generation, long current) =>
        new(SnapshotError.Older, $"The snapshot is of generation {generation}, and the current one of generation {current}.");

    public static SnapshotException TooLarge(string message) => new(SnapshotError.TooLarge, message);
}
