// Where a JSON reader is inside a targeting tree, for its messages; costs nothing until an error is made.
using System.Globalization;
using System.Text;

namespace AdSelect.Targeting;

internal struct TargetingJsonPath
{
    // Every node takes a property and an index, and the innermost predicate three steps more.
    private readonly (string? Name, int Index)[] _steps = new (string?, int)[(AdSelectLimits.MaxTargetingDepth * 2) + 4];
    private int _count;

    public TargetingJsonPath()
    {
    }

    public void Enter(string name) => _steps[_count++] = (name, 0);

    public void Enter(int index) => _steps[_count++] = (null, index);

    public void Leave() => _count--;

    public override readonly string ToString()
    {
        var path = new StringBuilder();
        for (int i = 0; i < _count; i++)
        {
            (string? name, int index) = _steps[i];
            if (name is null)
            {
                path.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
            else
            {
                path.Append(i == 0 ? string.Empty : ".").Append(name);
            }
        }

        return path.ToString();
    }
}
