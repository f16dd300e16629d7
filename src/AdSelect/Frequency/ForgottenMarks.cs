// Whom a store has forgotten, and until when they had met something: 16 bytes for each instead of a history.
using System.IO.Hashing;
using System.Runtime.InteropServices;
using AdSelect.Internals;

namespace AdSelect.Frequency;

/// <summary>
/// A listener who is forgotten looks like one who never came, and must not be taken for one. Bounded: when too many are remembered, the
/// half that was forgotten first counts for everybody of whom nothing is known. Thread-safe.
/// </summary>
/// <param name="maxBytes">About what it may take.</param>
internal sealed class ForgottenMarks(long maxBytes)
{
    /// <summary>Stands for everybody in a file.</summary>
    public const ulong Everybody = 0;

    // A dictionary's entry, its bucket, and room to grow.
    private const int BytesPerMark = 56;

    private readonly int _mostPerHalf = (int)Math.Clamp(maxBytes / BytesPerMark / 2, 1, int.MaxValue / 4);
    private readonly Lock _gate = new();
    private Dictionary<ulong, long> _newer = [];
    private Dictionary<ulong, long> _older = [];
    private long _everybody = -1;

    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return (long)BytesPerMark * (_newer.Count + _older.Count);
            }
        }
    }

    /// <summary>The last instant of which events of an identity may have been forgotten; −1 when none were.</summary>
    public long UntilOf(in ListenerIdentity identity)
    {
        lock (_gate)
        {
            if (_newer.Count + _older.Count == 0)
            {
                return _everybody;
            }

            ulong key = KeyOf(identity);
            return Math.Max(_everybody, Math.Max(_newer.GetValueOrDefault(key, -1), _older.GetValueOrDefault(key, -1)));
        }
    }

    /// <summary>Remembers that an identity was forgotten.</summary>
    /// <param name="identity">Who.</param>
    /// <param name="untilTicks">When it last met something.</param>
    public void Add(in ListenerIdentity identity, long untilTicks) => Add(KeyOf(identity), untilTicks);

    /// <summary>As <see cref="Add(in ListenerIdentity, long)"/>, for a key as <see cref="Copy"/> gives it.</summary>
    public void Add(ulong key, long untilTicks)
    {
        lock (_gate)
        {
            if (key == Everybody)
            {
                _everybody = Math.Max(_everybody, untilTicks);
                return;
            }

            if (_newer.Count >= _mostPerHalf && !_newer.ContainsKey(key))
            {
                foreach (long ticks in _older.Values)
                {
                    _everybody = Math.Max(_everybody, ticks);
                }

                (_older, _newer) = (_newer, []);
            }

            ref long until = ref CollectionsMarshal.GetValueRefOrAddDefault(_newer, key, out bool exists);
            until = exists ? Math.Max(until, untilTicks) : untilTicks;
        }
    }

    /// <summary>Everything, those forgotten first before the others.</summary>
    public List<(ulong Key, long UntilTicks)> Copy()
    {
        lock (_gate)
        {
            List<(ulong, long)> all = _everybody < 0 ? [] : [(Everybody, _everybody)];
            all.AddRange(_older.Select(static mark => (mark.Key, mark.Value)));
            all.AddRange(_newer.Select(static mark => (mark.Key, mark.Value)));
            return all;
        }
    }

    private static ulong KeyOf(in ListenerIdentity identity)
    {
        ulong ofText = StableHash.Text(identity.Id);
        return Math.Max(1, XxHash3.HashToUInt64(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in ofText)), (long)identity.Kind));
    }
}
