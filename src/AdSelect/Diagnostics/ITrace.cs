// The window into a decision: the engine is generic over it, so that deciding, counting and explaining are one code.
namespace AdSelect.Diagnostics;

/// <summary>Told the verdict of every step. A struct, so that the JIT inlines it.</summary>
internal interface ITrace
{
    /// <summary>True when steps after the first failure are wanted too.</summary>
    static abstract bool WantsAllSteps { get; }

    /// <summary>A step was passed, or failed for a reason.</summary>
    void Step(int lineItem, SelectionStep step, RejectionReason reason);

    /// <summary>Nothing failed in a step, and a part of it could not be asked: an earlier step left no creative to ask about.</summary>
    void NotAsked(int lineItem, SelectionStep step);
}
