// The window into a decision: the engine is generic over it, so that deciding, counting and explaining are one code.
namespace AdSelect.Diagnostics;

/// <summary>Told the verdict of every step. A struct: with <see cref="NoTrace"/> the JIT erases the calls.</summary>
internal interface ITrace
{
    /// <summary>True when steps after the first failure are wanted too.</summary>
    static abstract bool WantsAllSteps { get; }

    void Step(int lineItem, SelectionStep step, RejectionReason reason);
}

/// <summary>Nobody watches.</summary>
internal struct NoTrace : ITrace
{
    public static bool WantsAllSteps => false;

    public readonly void Step(int lineItem, SelectionStep step, RejectionReason reason)
    {
    }
}
