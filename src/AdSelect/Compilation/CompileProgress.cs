// What somebody who waits for a compilation is told.
namespace AdSelect;

/// <summary>What a compilation is doing; the stages follow each other in this order.</summary>
public enum CompileStage : byte
{
    /// <summary>Line items are read and checked. The total is unknown while the catalog's sequence does not tell it.</summary>
    Reading = 0,

    /// <summary>Line items are put in rank order, and their targeting into its final form. Counted in targeting expressions.</summary>
    Ordering = 1,

    /// <summary>What is legal but looks unintended is searched for. Counted in checks.</summary>
    Checking = 2,

    /// <summary>The matching image is built. Counted in blocks of 512 line items.</summary>
    Indexing = 3,

    /// <summary>The snapshot is laid out, hashed and verified. Counted in sections of the file.</summary>
    Writing = 4,
}

/// <summary>How far a compilation is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">How much of it is done, in the unit of the stage.</param>
/// <param name="Total">How much there is; null while nobody knows.</param>
public readonly record struct CompileProgress(CompileStage Stage, int Done, int? Total);
