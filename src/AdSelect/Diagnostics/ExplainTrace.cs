// Records every step's verdict for one line item.
namespace AdSelect.Diagnostics;

internal readonly struct ExplainTrace : ITrace
{
    private readonly List<(SelectionStep Step, StepVerdict Verdict, RejectionReason Reason)> _steps = [];

    public ExplainTrace()
    {
    }

    public static bool WantsAllSteps => true;

    public IReadOnlyList<(SelectionStep Step, StepVerdict Verdict, RejectionReason Reason)> Steps => _steps;

    public void Step(int lineItem, SelectionStep step, RejectionReason reason) =>
        _steps.Add((step, reason == RejectionReason.None ? StepVerdict.Passed : StepVerdict.Failed, reason));

    public void NotAsked(int lineItem, SelectionStep step) => _steps.Add((step, StepVerdict.NotAsked, RejectionReason.None));
}
