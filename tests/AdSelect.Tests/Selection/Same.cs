// Comparison of answers that says where they first differ, and for which request.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public static class Same
{
    public static void Answer<T>(IReadOnlyList<T> expected, IReadOnlyList<T> actual, PlainRequest request)
    {
        int common = Math.Min(expected.Count, actual.Count);
        int at = Enumerable.Range(0, common).FirstOrDefault(i => !Equals(expected[i], actual[i]), common);
        if (at < expected.Count || at < actual.Count)
        {
            Assert.Fail(
                $"Of {expected.Count} expected and {actual.Count} actual entries, number {at} differs:\nexpected {Entry(expected, at)}\nactual   "
                + $"{Entry(actual, at)}\n{request}");
        }
    }

    private static string Entry<T>(IReadOnlyList<T> entries, int at) => at < entries.Count ? $"{entries[at]}" : "nothing";
}
