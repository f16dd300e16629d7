// Deltas with changed content and fitting hashes: refused when loaded or joined, or harmless.
using AdSelect.Snapshots;
using AdSelect.Tests.Selection;

namespace AdSelect.Tests.Snapshots;

public sealed class DeltaDamageTests
{
    private const int Rounds = 1_500;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void AChangedDeltaIsRefusedOrHarmless(int deltas)
    {
        DeltaCase sample = DeltaCase.Of(CompiledSample.World, deltas);
        AdSnapshot ofBase = sample.Prefixes()[^2];
        SnapshotFile delta = DeltaCase.Compile(sample.Steps[^1], ofBase).Catalog.File;
        var random = new Random(17);
        int joined = 0;
        for (int round = 0; round < Rounds; round++)
        {
            var sections = new SortedDictionary<SectionId, byte[]>();
            foreach (SectionEntry section in delta.Sections)
            {
                sections.Add(section.Id, delta.Column<byte>(section.Id).Span.ToArray());
            }

            var mutation = new SectionMutation(random);
            string[] changes = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => mutation.Apply(sections))];
            AdSnapshot both;
            try
            {
                both = ofBase.WithDelta(AdSnapshot.Load(CompiledSample.Build(sections, delta.Header)));
            }
            catch (SnapshotException)
            {
                continue;
            }

            joined++;
            try
            {
                SnapshotExercise.Run(both, round);
            }
            catch (Exception failure)
            {
                Assert.Fail($"round {round}: {string.Join(", ", changes)}: {failure}");
            }
        }

        Assert.InRange(joined, Rounds / 50, Rounds * 9 / 10);
    }
}
