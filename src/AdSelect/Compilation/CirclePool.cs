// Stores equal circles once. Any thread may add; the numbers depend on who comes first.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal sealed class CirclePool
{
    private readonly Dictionary<(double, double, double), int> _index = [];
    private readonly List<CircleRow> _circles = [];

    public IReadOnlyList<CircleRow> Circles => _circles;

    public int Add(double latitude, double longitude, double kilometers)
    {
        // Adding zero turns a negative zero into zero: equal circles must have equal bits.
        (double Latitude, double Longitude, double Kilometers) circle = (latitude + 0.0, longitude + 0.0, kilometers + 0.0);
        lock (_index)
        {
            if (!_index.TryGetValue(circle, out int at))
            {
                at = _circles.Count;
                _index.Add(circle, at);
                _circles.Add(GreatCircle.Freeze(circle.Latitude, circle.Longitude, circle.Kilometers));
            }

            return at;
        }
    }
}
