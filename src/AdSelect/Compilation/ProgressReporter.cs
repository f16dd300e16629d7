// Counts what the working threads finish and tells it on, one report at a time, never backwards.
namespace AdSelect.Compilation;

internal sealed class ProgressReporter(IProgress<CompileProgress>? listener)
{
    // A listener that draws something must not slow the work down.
    private const int StepsPerStage = 64;
    private const int StepWithoutTotal = 16_384;

    private readonly Lock _gate = new();
    private CompileStage _stage;
    private int? _total;
    private int _step;
    private int _done;
    private int _told;

    /// <summary>Begins a stage.</summary>
    public void Begin(CompileStage stage, int? total)
    {
        lock (_gate)
        {
            (_stage, _total, _done) = (stage, total, 0);
            _step = total is { } known ? Math.Max(1, known / StepsPerStage) : StepWithoutTotal;
            Tell();
        }
    }

    /// <summary>Counts what is done. Any thread may call it.</summary>
    public void Advance(int count)
    {
        if (listener is null)
        {
            return;
        }

        lock (_gate)
        {
            _done += count;
            if (_done - _told >= _step)
            {
                Tell();
            }
        }
    }

    /// <summary>Ends the stage: whatever it counted is all there was.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_told != _done || _total != _done)
            {
                _total = _done;
                Tell();
            }
        }
    }

    private void Tell()
    {
        _told = _done;
        listener?.Report(new CompileProgress(_stage, _done, _total));
    }
}
