// What the targeting and the dayparts of all line items share while they are read: any thread adds to it.
namespace AdSelect.Compilation;

internal sealed class TargetingPools
{
    public ValueDictionary Values { get; } = new();

    public CirclePool Circles { get; } = new();

    public SetPool<ulong> DaypartGrids { get; } = DaypartIntake.CreatePool();
}
