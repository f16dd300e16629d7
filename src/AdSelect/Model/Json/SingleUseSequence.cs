// A sequence that exists once, such as one that is being read from a stream.
using System.Collections;

namespace AdSelect.Model.Json;

internal sealed class SingleUseSequence<T>(IEnumerable<T> items, string messageWhenUsed) : IEnumerable<T>
{
    private IEnumerable<T>? _items = items;

    public IEnumerator<T> GetEnumerator() =>
        (Interlocked.Exchange(ref _items, null) ?? throw new InvalidOperationException(messageWhenUsed)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
