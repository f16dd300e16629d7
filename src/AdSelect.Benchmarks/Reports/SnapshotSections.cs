// The sections of a snapshot file and their lengths, read as docs/snapshot-format.md describes them.
using System.Buffers.Binary;
using MessagePack;

namespace AdSelect.Benchmarks.Reports;

/// <summary>A section of a file.</summary>
internal readonly record struct SnapshotSection(int Id, string Name, long Length);

internal static class SnapshotSections
{
    private const int HeaderLengthOffset = 30;
    private const int HeaderOffset = 34;

    public static IReadOnlyList<SnapshotSection> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] start = new byte[HeaderOffset];
        file.ReadExactly(start);
        byte[] header = new byte[BinaryPrimitives.ReadInt32BigEndian(start.AsSpan(HeaderLengthOffset))];
        file.ReadExactly(header);
        var reader = new MessagePackReader(header);
        var sections = new List<SnapshotSection>();
        for (int entries = reader.ReadMapHeader(); entries > 0; entries--)
        {
            if (reader.ReadString() == "sections")
            {
                ReadRows(ref reader, sections);
            }
            else
            {
                reader.Skip();
            }
        }

        return sections;
    }

    // A row is [id, offset, length, hash].
    private static void ReadRows(ref MessagePackReader reader, List<SnapshotSection> sections)
    {
        for (int rows = reader.ReadArrayHeader(); rows > 0; rows--)
        {
            int fields = reader.ReadArrayHeader();
            int id = reader.ReadInt32();
            reader.Skip();
            sections.Add(new SnapshotSection(id, NameOf(id), reader.ReadInt64()));
            for (int skipped = 3; skipped < fields; skipped++)
            {
                reader.Skip();
            }
        }
    }

    // The names are the library's own and not public: only this listing for people wants them.
    private static string NameOf(int id) =>
        typeof(AdSnapshot).Assembly.GetType("AdSelect.Snapshots.SectionId") is { } names && Enum.GetName(names, (ushort)id) is { } name
            ? name
            : $"section {id}";
}
