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

    private readonly List<HeldRecord> _events = [];
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

        _events.RemoveAll(recorded => _isCounted.Contains(recorded.Id));
        IndexEvents();
    }

    /// <summary>True when the value holds bytes that are no frame: something may have been lost.</summary>
    public bool IsDamaged { get; }

    /// <summary>How many events it has, joined ones as one.</summary>
    public int Records => _events.Count;

    /// <summary>Until when events may be missing that a cap could still count; null when none can be.</summary>
    public DateTimeOffset? IncompleteUntil(DateTimeOffset now)
    {
        if (IsDamaged || _foreign.Count > 0)
        {
            return now;
        }

        bool isForgiven = _lossTicks < 0 || now.UtcTicks - _lossTicks > AdSelectLimits.MaxCapWindowDays * TimeSpan.TicksPerDay;
        return isForgiven ? null : new DateTimeOffset(_lossTicks, TimeSpan.Zero);
    }

    /// <summary>Takes in events that may be missing. Those that are there, or that a joined record stands for, are not.</summary>
    public void Add(ReadOnlySpan<Exposure> exposures)
    {
        foreach (ref readonly Exposure exposure in exposures)
        {
            byte[] record = new byte[ExposureHistory.RecordBytes];
            ExposureHistory.Write(exposure, exposure.Time, record);
            var held = new HeldRecord(record);
            if (!_isCounted.Contains(held.Id))
            {
                TakeEvent(held);
            }
        }
    }

    /// <summary>Notes that events until an instant may be missing.</summary>
    public void NoteLoss(DateTimeOffset until) => _lossTicks = Math.Max(_lossTicks, until.UtcTicks);

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

        IEnumerable<byte[]> events = compacted.Chunk(ExposureHistory.RecordBytes).Where(static record => ExposureHistory.TryRead(record, 0, out _));
        HeldRecord[] kept = [.. events.Select(static record => new HeldRecord(record))];
        HashSet<ulong> remaining = [.. kept.Select(static recorded => recorded.Id)];
        foreach (HeldRecord removed in _events.Where(recorded => !remaining.Contains(recorded.Id)))
        {
            TakeCounted(removed.Id);
        }

        _events.Clear();
        _events.AddRange(kept);
        IndexEvents();
    }

    /// <summary>What the store knows of the identity.</summary>
    /// <param name="now">The present.</param>
    /// <param name="isAnswered">False when the server did not answer, so that anything may be missing.</param>
    public StoredHistory ToStored(DateTimeOffset now, bool isAnswered) =>
        (isAnswered ? IncompleteUntil(now) : now) is { } until ? ExposureHistory.Incomplete(ToHistory(), until) : ExposureHistory.Stored(ToHistory());

    /// <summary>The history, without what is said about its being complete.</summary>
    public byte[] ToHistory() => [.. _events.SelectMany(static recorded => recorded.Bytes)];

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

        frames.AddRange(_events.Select(static recorded => Frame.Write(FrameKind.Record, recorded.Bytes)));
        return [.. frames.SelectMany(static frame => frame)];
    }

    private void Take(ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> content = Frame.ContentOf(frame);
        switch (Frame.KindOf(frame))
        {
            case FrameKind.Record when ExposureHistory.TryRead(content, 0, out _):
                TakeEvent(new HeldRecord(content.ToArray()));
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
    private void TakeEvent(HeldRecord held)
    {
        ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, held.Id, out bool exists);
        if (!exists)
        {
            place = _events.Count;
            _events.Add(held);
        }
        else if (_events[place].Event.Count < held.Event.Count)
        {
            _events[place] = held;
        }
    }

    private void TakeCounted(ulong id)
    {
        if (id != 0 && _isCounted.Add(id))
        {
            _counted.Add(id);
        }
    }

    private void IndexEvents()
    {
        _places.Clear();
        for (int i = 0; i < _events.Count; i++)
        {
            _places[_events[i].Id] = i;
        }
    }

    // The bytes stay as they are: they may say more than an exposure does.
    private sealed class HeldRecord(byte[] bytes)
    {
        public byte[] Bytes { get; } = bytes;

        public Exposure Event { get; } = ExposureHistory.Read(bytes, 0);

        /// <summary>The event's id and kind in one number: kinds take the upper three bits. The one event that comes out as 0 is not remembered.</summary>
        public ulong Id => Event.Id.Value ^ ((ulong)Event.Event << 61);
    }
}
