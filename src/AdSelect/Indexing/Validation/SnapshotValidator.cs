// Checks that a verified file's columns agree: the pair of what compiling asserts.
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdSelect.Internals;
using AdSelect.Snapshots;

namespace AdSelect.Indexing.Validation;

/// <summary>
/// Checksums say that the bytes are those that were written; this says that they make sense. After it, nothing that
/// request time does with the columns can index out of range, recurse deeply or loop without end.
/// </summary>
/// <remarks>
/// Passes over many elements are compiled with full optimization at once. A host may load its first snapshot and no other
/// for hours: code that first runs unoptimized would take most of that time.
/// </remarks>
internal static class SnapshotValidator
{
    /// <summary>Rows of several columns that a thread checks in one go: they fit its second-level cache.</summary>
    public const int RowsPerRange = 1 << 12;

    /// <summary>Elements of a few bytes that a thread checks in one go.</summary>
    public const int ElementsPerRange = 1 << 15;

    /// <exception cref="SnapshotException">The content contradicts itself.</exception>
    public static void Validate(FrozenCatalog catalog)
    {
        SchemaValidation.Validate(catalog);
        EntityValidation.Validate(catalog);
        ProgramStarts programStarts = CodeValidation.Validate(catalog);
        LineItemValidation.Validate(catalog, programStarts);
        ImageValidation.Validate(catalog);
        DeltaValidation.Validate(catalog);
    }

    /// <summary>Refuses the snapshot unless the condition holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Require(bool holds, SectionId section, string rule)
    {
        if (!holds)
        {
            Refuse(section, rule);
        }
    }

    [DoesNotReturn]
    private static void Refuse(SectionId section, string rule) =>
        throw new SnapshotException(SnapshotError.Inconsistent, $"The snapshot contradicts itself: section {section}: {rule}.");

    /// <summary>Offsets of sets or texts: from 0, never descending, to the number of items, none with more than <paramref name="longest"/>.</summary>
    public static void RequireOffsets(Column<int> offsets, int itemCount, int threads, SectionId section, int longest = int.MaxValue)
    {
        int last = offsets.Length - 1;
        Require(last >= 0 && offsets[0] == 0 && offsets[last] == itemCount, section, "offsets begin at 0 and end at the number of items");
        int negative = 0;
        int widest = 0;
        Lock combining = new();
        Ranges.Run(last, ElementsPerRange, threads, (from, to) =>
        {
            Steps(offsets.Span.Slice(from, to - from + 1), out int signs, out int widestHere);
            lock (combining)
            {
                negative |= signs;
                widest = Math.Max(widest, widestHere);
            }
        });
        Require(negative >= 0, section, "offsets ascend");
        Require(widest <= longest, section, "none is longer than its limit");
    }

    // The sign bit of signs is set when an offset or a step is negative. Steps between numbers that are not negative cannot
    // overflow, so without the sign bit they are true steps.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Steps(ReadOnlySpan<int> offsets, out int signs, out int widest)
    {
        ref int first = ref MemoryMarshal.GetReference(offsets);
        int steps = offsets.Length - 1;
        Vector<int> allSigns = default;
        Vector<int> allWidest = default;
        int i = 0;
        for (; i <= steps - Vector<int>.Count; i += Vector<int>.Count)
        {
            Debug.Assert(i + 1 + Vector<int>.Count <= offsets.Length, "there is one step less than offsets");
            Vector<int> next = Vector.LoadUnsafe(ref first, (nuint)i + 1);
            Vector<int> step = next - Vector.LoadUnsafe(ref first, (nuint)i);
            allSigns |= next | step;
            allWidest = Vector.Max(allWidest, step);
        }

        signs = offsets[0];
        widest = 0;
        for (int lane = 0; lane < Vector<int>.Count; lane++)
        {
            signs |= allSigns[lane];
            widest = Math.Max(widest, allWidest[lane]);
        }

        for (; i < steps; i++)
        {
            signs |= offsets[i + 1] | (offsets[i + 1] - offsets[i]);
            widest = Math.Max(widest, offsets[i + 1] - offsets[i]);
        }
    }
}
