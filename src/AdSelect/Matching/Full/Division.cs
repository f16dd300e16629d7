// Which attribute divides the line items into groups, and which of its values share one.
using System.Numerics;
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

/// <summary>
/// The attribute whose values leave the fewest line items to look at. Values with too few line items for parts of their
/// own share a group.
/// </summary>
internal sealed class Division
{
    /// <summary>An attribute that leaves more than this share of the line items to look at divides nothing.</summary>
    private const double WorthwhileShare = 0.8;

    private Division(AttributeRow attribute, int[] groupOfClass, int groupCount)
    {
        Attribute = attribute;
        GroupOfClass = groupOfClass;
        GroupCount = groupCount;
    }

    /// <summary>The dividing attribute; of no use when nothing divides.</summary>
    public AttributeRow Attribute { get; }

    /// <summary>Group by class; 0 for missing and unlisted values. Empty when nothing divides.</summary>
    public int[] GroupOfClass { get; }

    public int GroupCount { get; }

    public static Division Choose(ImageScan image, int minGroupSize)
    {
        int total = image.Catalog.LineItems.Length;
        double best = total * WorthwhileShare;
        AttributeRow chosen = default;
        int[] chosenCounts = [];
        foreach (ref readonly AttributeRow attribute in image.Catalog.Attributes.Span)
        {
            if (attribute.Mode == ClassMode.Values && total >= 2 * minGroupSize)
            {
                int[] counts = Count(image, attribute, out int open);
                double share = ExpectedReads(counts, open);
                if (share < best)
                {
                    (best, chosen, chosenCounts) = (share, attribute, counts);
                }
            }
        }

        return new Division(chosen, Group(chosenCounts, minGroupSize, out int groups), groups);
    }

    // Line items that list each class, and how many are open to unlisted values.
    private static int[] Count(ImageScan image, in AttributeRow attribute, out int open)
    {
        int[] counts = new int[attribute.ClassCount];
        Span<ulong> demanding = stackalloc ulong[Blocks.Words];
        Span<ulong> isOpen = stackalloc ulong[Blocks.Words];
        Span<ulong> row = stackalloc ulong[Blocks.Words];
        open = 0;
        foreach (ImageBlock block in image.Blocks())
        {
            image.ReadDemands(block, attribute, demanding, isOpen);
            foreach (ulong word in isOpen)
            {
                open += BitOperations.PopCount(word);
            }

            for (int c = 2; c < counts.Length; c++)
            {
                image.ReadRow(block, attribute.FirstClass + c, row);
                for (int word = 0; word < Blocks.Words; word++)
                {
                    counts[c] += BitOperations.PopCount(row[word] & ~isOpen[word]);
                }
            }
        }

        return counts;
    }

    // A request asks for a value about as often as line items list it.
    private static double ExpectedReads(int[] counts, int open)
    {
        double listed = 0;
        double squares = 0;
        foreach (int count in counts)
        {
            listed += count;
            squares += (double)count * count;
        }

        return listed == 0 ? double.PositiveInfinity : open + (squares / listed);
    }

    private static int[] Group(int[] counts, int minGroupSize, out int groups)
    {
        int[] groupOfClass = new int[counts.Length];
        groups = 1;
        int shared = 0;
        int sharedSize = 0;
        for (int c = 2; c < counts.Length; c++)
        {
            if (counts[c] >= minGroupSize)
            {
                groupOfClass[c] = groups++;
                continue;
            }

            if (shared == 0)
            {
                shared = groups++;
                sharedSize = 0;
            }

            groupOfClass[c] = shared;
            sharedSize += counts[c];
            shared = sharedSize >= minGroupSize ? 0 : shared;
        }

        return groupOfClass;
    }
}
