// What a key's value says: the records of a history, the events that joined records stand for, and what was lost.
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AdSelect;

/// <summary>
/// The frames of a value, understood. Their order means nothing but which of equal events came first, so what is appended while somebody
/// else compacts is never in the wrong place.
/// </summary>
internal sealed class StoredValue
{
    /// <summary>
    /// How many events that joined records stand for are known by their ids: as many as a host remembers of one identity. Such an
    /// event counts once, though it is recorded or remembered again.
    /// </summary>
    public const int MaxCounted = RecentExposures.MaxEvents;

    /// <summary>Frames that a compacted value may have beside its records.</summary>
    public const int MostOtherFrames = ((MaxCounted + IdsAFrame - 1) / IdsAFrame) + 1;

    private const int IdsAFrame = Frame.ContentBytes / sizeof(ulong);

    private readonly List<Exposure> _events = [];
    private readonly Dictionary<ulong, int> _places = [];
    private readonly List<ulong> _counted = [];
    private readonly HashSet<ulong> _isCounted = [];

    // Frames, and records, of a version that this one cannot read. They are somebody else's, and stay.
    private readonly List<byte[]> _foreign = [];
    private long _lossTicks = -1;

    public StoredValue(ReadOnlySpan<byte> value)
    {
        for (int at = 0; at < value.Length;)
        {
            int found = Frame.Find(value, at);
            IsDamaged |= found != at;
            if (found < value.Length)
            {
                Take(value.Slice(found, Frame.Length));
            }

            at = found + Frame.Length;
        }

        _events.RemoveAll(recorded => _isCounted.Contains(IdOf(recorded)));
        IndexEvents();
    }

    /// <summary>True when the value holds bytes that are no frame: something may have been lost.</summary>
    public bool IsDamaged { get; }

    /// <summary>How many events it has, joined ones as one.</summary>
    public int Records => _events.Count;

    /// <summary>Until when events may be missing; null when none can be.</summary>
    public DateTimeOffset? IncompleteUntil(DateTimeOffset now) =>
        IsDamaged || _foreign.Count > 0 ? now : _lossTicks < 0 ? null : new DateTimeOffset(_lossTicks, TimeSpan.Zero);

    /// <summary>Takes in events that may be missing. Those that are there, or that a joined record stands for, are not.</summary>
    public void Add(ReadOnlySpan<Exposure> exposures)
    {
        foreach (ref readonly Exposure exposure in exposures)
        {
            if (!_isCounted.Contains(IdOf(exposure)))
            {
                TakeEvent(exposure);
            }
        }
    }

    /// <summary>Notes that events until an instant may be missing.</summary>
    public void NoteLoss(DateTimeOffset until) => _lossTicks = Math.Max(_lossTicks, until.UtcTicks);

    /// <summary>Takes out what is older than an instant, and notes it.</summary>
    public void Forget(DateTimeOffset olderThan)
    {
        foreach (Exposure old in _events.Where(recorded => recorded.Time < olderThan))
        {
            NoteLoss(old.Time);
        }

        RemoveEvents([.. _events.Where(recorded => recorded.Time >= olderThan)]);
    }

    /// <summary>Joins events until there are no more than that, and notes it when some had to be forgotten.</summary>
    public void Compact(int mostRecords)
    {
        if (_events.Count <= mostRecords)
        {
            return;
        }

        byte[] compacted = ExposureHistory.Compact(ToHistory(), mostRecords);
        if (ExposureHistory.IncompleteUntil(compacted) is { } until)
        {
            NoteLoss(until);
        }

        RemoveEvents([.. ExposureHistory.ReadAll(compacted)]);
    }

    /// <summary>What the store knows of the identity.</summary>
    /// <param name="now">The present.</param>
    /// <param name="isAnswered">False when the server did not answer, so that anything may be missing.</param>
    public StoredHistory ToStored(DateTimeOffset now, bool isAnswered) =>
        (isAnswered ? IncompleteUntil(now) : now) is { } until ? ExposureHistory.Incomplete(ToHistory(), until) : ExposureHistory.Stored(ToHistory());

    /// <summary>The history, without what is said about its being complete.</summary>
    public byte[] ToHistory()
    {
        byte[] history = new byte[_events.Count * ExposureHistory.RecordBytes];
        for (int i = 0; i < _events.Count; i++)
        {
            ExposureHistory.Write(_events[i], _events[i].Time, history.AsSpan(i * ExposureHistory.RecordBytes));
        }

        return history;
    }

    /// <summary>The value that says the same.</summary>
    public byte[] ToValue()
    {
        List<byte[]> frames = [.. _foreign];
        Span<byte> content = stackalloc byte[Frame.ContentBytes];
        if (_lossTicks >= 0)
        {
            content.Clear();
            BinaryPrimitives.WriteInt64LittleEndian(content, _lossTicks);
            frames.Add(Frame.Write(FrameKind.Loss, content));
        }

        foreach (ulong[] ids in _counted.TakeLast(MaxCounted).Chunk(IdsAFrame))
        {
            content.Clear();
            for (int i = 0; i < ids.Length; i++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(content[(i * sizeof(ulong))..], ids[i]);
            }

            frames.Add(Frame.Write(FrameKind.Counted, content));
        }

        foreach (byte[] record in ToHistory().Chunk(ExposureHistory.RecordBytes))
        {
            frames.Add(Frame.Write(FrameKind.Record, record));
        }

        return [.. frames.SelectMany(static frame => frame)];
    }

    // An event's id and kind in one number: kinds take the upper three bits. 0 is none, and the one event that comes out as 0 is not
    // remembered.
    private static ulong IdOf(Exposure exposure) => exposure.Id.Value ^ ((ulong)exposure.Event << 61);

    private void Take(ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> content = Frame.ContentOf(frame);
        switch (Frame.KindOf(frame))
        {
            case FrameKind.Record when ExposureHistory.TryRead(content, 0, out Exposure exposure):
                TakeEvent(exposure);
                break;
            case FrameKind.Counted:
                foreach (ulong id in MemoryMarshal.Cast<byte, ulong>(content))
                {
                    TakeCounted(BitConverter.IsLittleEndian ? id : BinaryPrimitives.ReverseEndianness(id));
                }

                break;
            case FrameKind.Loss:
                _lossTicks = Math.Max(_lossTicks, BinaryPrimitives.ReadInt64LittleEndian(content));
                break;
            default:
                _foreign.Add(frame.ToArray());
                break;
        }
    }

    // The first record of an event stands, unless a later one stands for more.
    private void TakeEvent(in Exposure exposure)
    {
        ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, IdOf(exposure), out bool exists);
        if (!exists)
        {
            place = _events.Count;
            _events.Add(exposure);
        }
        else if (_events[place].Count < exposure.Count)
        {
            _events[place] = exposure;
        }
    }

    private void TakeCounted(ulong id)
    {
        if (id != 0 && _isCounted.Add(id))
        {
            _counted.Add(id);
        }
    }

    private void RemoveEvents(Exposure[] kept)
    {
        HashSet<ulong> remaining = [.. kept.Select(IdOf)];
        foreach (Exposure recorded in _events.Where(recorded => !remaining.Contains(IdOf(recorded))))
        {
            TakeCounted(IdOf(recorded));
        }

        _events.Clear();
        _events.AddRange(kept);
        IndexEvents();
    }

    private void IndexEvents()
    {
        _places.Clear();
        for (int i = 0; i < _events.Count; i++)
        {
            _places[IdOf(_events[i])] = i;
        }
    }
}
