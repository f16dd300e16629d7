// Orders the line items of a group so that those that accept the same requests lie side by side.
using System.Numerics;
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

/// <summary>
/// A 64-bit key per line item: a bit per class, the classes of the most decisive attribute first. Line items with equal
/// demands have equal keys, so survivors come in runs.
/// </summary>
internal static class Clustering
{
    public static ulong[] Keys(ImageScan image, Division division)
    {
        ulong[] keys = new ulong[image.Catalog.LineItems.Length];
        List<int> classes = ChooseClasses(image, division);
        Span<ulong> row = stackalloc ulong[Blocks.Words];
        foreach (ImageBlock block in image.Blocks())
        {
            ReadOnlySpan<EntryRecord> entries = image.Entries(block);
            for (int i = 0; i < classes.Count; i++)
            {
                image.ReadRow(block, classes[i], row);
                ulong key = 1UL << (63 - i);
                for (int word = 0; word < Blocks.Words; word++)
                {
                    for (ulong bits = row[word]; bits != 0; bits &= bits - 1)
                    {
                        keys[entries[(word * 64) + BitOperations.TrailingZeroCount(bits)].LineItem] |= key;
                    }
                }
            }
        }

        return keys;
    }

    private static List<int> ChooseClasses(ImageScan image, Division division)
    {
        var attributes = new List<(double Acceptance, AttributeRow Row)>();
        foreach (ref readonly AttributeRow attribute in image.Catalog.Attributes.Span)
        {
            bool isDividing = division.GroupCount > 1 && attribute.FirstClass == division.Attribute.FirstClass;
            if (attribute.RowsDecide && !isDividing)
            {
                attributes.Add((Acceptance(image, attribute), attribute));
            }
        }

        attributes.Sort((left, right) => left.Acceptance.CompareTo(right.Acceptance));
        var classes = new List<int>();
        foreach ((double _, AttributeRow attribute) in attributes)
        {
            for (int c = 1; c < attribute.ClassCount && classes.Count < 64; c++)
            {
                classes.Add(attribute.FirstClass + c);
            }
        }

        return classes;
    }

    // The share of line items that accept a class, on average over the classes of known values.
    private static double Acceptance(ImageScan image, in AttributeRow attribute)
    {
        long accepting = 0;
        Span<ulong> row = stackalloc ulong[Blocks.Words];
        foreach (ImageBlock block in image.Blocks())
        {
            for (int c = 1; c < attribute.ClassCount; c++)
            {
                image.ReadRow(block, attribute.FirstClass + c, row);
                foreach (ulong word in row)
                {
                    accepting += BitOperations.PopCount(word);
                }
            }
        }

        return (double)accepting / (attribute.ClassCount - 1);
    }
}
