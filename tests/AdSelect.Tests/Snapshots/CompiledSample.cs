// One compiled catalog that uses every feature, requests of every shape, and its file with sections changed at will.
using AdSelect.Snapshots;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using AdSelect.Tests.Selection;

namespace AdSelect.Tests.Snapshots;

internal static class CompiledSample
{
    private const int FirstSeed = 20;
    private const int Seeds = 100;

    /// <summary>The first world with experiments whose programs share clauses: not many small catalogs have a clause that is worth sharing.</summary>
    public static readonly World World = Enumerable.Range(FirstSeed, Seeds)
        .Select(seed => World.Generate(seed, 90, 60, Domain.FewCities))
        .First(static world => world.Catalog.Experiments.Count > 1 && Engine.Compile(world.Catalog).Catalog.Clauses.Length > 0);

    public static readonly AdSnapshot Snapshot = Engine.Compile(World.Catalog);

    public static readonly byte[] Bytes = Engine.Bytes(Snapshot);

    /// <summary>The sections' payloads, by id.</summary>
    public static SortedDictionary<SectionId, byte[]> Sections() => Sections(Snapshot);

    /// <summary>The sections' payloads of any snapshot, by id.</summary>
    public static SortedDictionary<SectionId, byte[]> Sections(AdSnapshot snapshot)
    {
        SnapshotFile file = snapshot.Catalog.File;
        var sections = new SortedDictionary<SectionId, byte[]>();
        foreach (SectionEntry section in file.Sections)
        {
            sections.Add(section.Id, file.Column<byte>(section.Id).Span.ToArray());
        }

        return sections;
    }

    /// <summary>A file with these sections and fitting checksums.</summary>
    public static byte[] Build(SortedDictionary<SectionId, byte[]> sections, SnapshotHeader? header = null)
    {
        var writer = new SnapshotWriter(header ?? SnapshotFile.Read(Bytes).Header);
        foreach ((SectionId id, byte[] payload) in sections)
        {
            writer.Add(id, payload);
        }

        return writer.Build().Bytes.ToArray();
    }

    /// <summary>The file with one section's elements changed.</summary>
    public static byte[] With<T>(SectionId id, Action<T[]> change)
        where T : unmanaged
    {
        SortedDictionary<SectionId, byte[]> sections = Sections();
        T[] elements = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(sections[id]).ToArray();
        change(elements);
        sections[id] = System.Runtime.InteropServices.MemoryMarshal.AsBytes(elements.AsSpan()).ToArray();
        return Build(sections);
    }
}
