// Where each line item lies: its parts and positions.
namespace AdSelect.Matching.Full;

internal readonly record struct PartPlace(int Part, ushort Position);

/// <summary>PartPlaces by line item, made from the line items of each part.</summary>
internal sealed class PartPlaces
{
    private readonly int[] _starts;
    private readonly PartPlace[] _places;

    public PartPlaces(int lineItemCount, IReadOnlyList<int[]> parts)
    {
        _starts = new int[lineItemCount + 1];
        foreach (int[] part in parts)
        {
            foreach (int lineItem in part)
            {
                _starts[lineItem + 1]++;
            }
        }

        for (int i = 0; i < lineItemCount; i++)
        {
            _starts[i + 1] += _starts[i];
        }

        _places = new PartPlace[_starts[lineItemCount]];
        int[] next = _starts[..lineItemCount];
        for (int part = 0; part < parts.Count; part++)
        {
            for (int position = 0; position < parts[part].Length; position++)
            {
                _places[next[parts[part][position]]++] = new PartPlace(part, (ushort)position);
            }
        }
    }

    public ReadOnlySpan<PartPlace> Of(int lineItem) => _places.AsSpan(_starts[lineItem].._starts[lineItem + 1]);
}
