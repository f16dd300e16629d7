// One number for each line item that hosts may set: made when the first differs from the usual one.
using System.Runtime.CompilerServices;

namespace AdSelect.Pacing;

/// <summary>Written under the lock of the delivery state, read without one: until something is set, selections do without.</summary>
/// <param name="count">Line items.</param>
/// <param name="usual">What holds where nothing was set.</param>
internal sealed class LineItemSetting<T>(int count, T usual)
    where T : unmanaged, IEquatable<T>
{
    private T[]? _values;

    /// <summary>The values by line item; null while all are the usual one.</summary>
    public T[]? Values => Volatile.Read(ref _values);

    public T this[int lineItem]
    {
        get => _values is null ? usual : _values[lineItem];
        set
        {
            if (_values is null)
            {
                if (value.Equals(usual))
                {
                    return;
                }

                Make();
            }

            // At most eight bytes, so that readers see the old value or the new one.
            _values![lineItem] = value;
        }
    }

    /// <summary>Makes room, so that threads may set values at once.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Make()
    {
        T[] values = new T[count];
        Array.Fill(values, usual);
        Volatile.Write(ref _values, values);
    }
}
