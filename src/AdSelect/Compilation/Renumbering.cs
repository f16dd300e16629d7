// Gives things new numbers in the order they are first used, so that the snapshot does not depend on the catalog's order.
namespace AdSelect.Compilation;

internal sealed class Renumbering
{
    private readonly int[] _newNumbers;
    private readonly List<int> _order = [];

    /// <param name="count">How many old numbers there are.</param>
    /// <param name="keepFirst">True keeps number 0, which then is the empty or default thing.</param>
    public Renumbering(int count, bool keepFirst = false)
    {
        _newNumbers = new int[count];
        Array.Fill(_newNumbers, -1);
        if (keepFirst)
        {
            Of(0);
        }
    }

    /// <summary>The old numbers in their new order.</summary>
    public IReadOnlyList<int> Order => _order;

    /// <summary>The new number of an old one.</summary>
    public int Of(int oldNumber)
    {
        ref int number = ref _newNumbers[oldNumber];
        if (number < 0)
        {
            number = _order.Count;
            _order.Add(oldNumber);
        }

        return number;
    }
}
