// Where a JSON reader is inside a targeting tree, for its messages.
using System.Globalization;
using System.Text;

namespace AdSelect.Targeting;

internal struct TargetingJsonPath
{
    private List<(string? Name, int Index)>? _steps;

    public void Enter(string name) => (_steps ??= []).Add((name, 0));

    public void Enter(int index) => (_steps ??= []).Add((null, index));

    public readonly void Leave() => _steps!.RemoveAt(_steps.Count - 1);

    public override readonly string ToString()
    {
        var path = new StringBuilder();
        foreach ((string? name, int index) in _steps ?? [])
        {
            if (name is null)
            {
                path.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
            else
            {
                path.Append(path.Length == 0 ? string.Empty : ".").Append(name);
            }
        }

        return path.ToString();
    }
}
