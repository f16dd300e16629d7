// What each step said of one line item, in the order of the rules.
namespace AdSelect.Eligibility;

internal sealed class StepVerdicts
{
    private readonly List<(SelectionStep Step, StepVerdict Verdict, RejectionReason Reason)> _steps = [];

    public IReadOnlyList<(SelectionStep Step, StepVerdict Verdict, RejectionReason Reason)> Steps => _steps;

    /// <summary>The reason of the first step that failed; none where none did.</summary>
    public RejectionReason First { get; private set; }

    /// <summary>Notes a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="reason">Why it failed; none where it was passed.</param>
    /// <param name="isAsked">False where an earlier step left no creative to ask about: the step then counts as not asked unless it failed.</param>
    public void Add(SelectionStep step, RejectionReason reason, bool isAsked = true)
    {
        StepVerdict verdict = reason != RejectionReason.None ? StepVerdict.Failed : isAsked ? StepVerdict.Passed : StepVerdict.NotAsked;
        _steps.Add((step, verdict, reason));
        First = First == RejectionReason.None ? reason : First;
    }
}
