// The places of a break as the gates ask for them: its fixed spots and its free part.
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Eligibility;

/// <summary>Alike places are asked for once.</summary>
internal ref struct BreakPlaces
{
    /// <summary>The bit of the free part; the lower bits are the fixed spots, by number.</summary>
    public const ulong FreePart = 1UL << 63;

    private readonly ReadOnlySpan<BreakSpot> _spots;
    private readonly ref readonly Slot _free;
    private readonly Span<ulong> _mimeTypes;
    private readonly ReadOnlySpan<ulong> _alike;

    /// <param name="spots">The fixed spots.</param>
    /// <param name="free">What the ads of the free part must be.</param>
    /// <param name="hasFreePart">Whether there is one.</param>
    /// <param name="memory">Room for as many numbers as <see cref="MemoryFor"/> says.</param>
    public BreakPlaces(ReadOnlySpan<BreakSpot> spots, ref readonly Slot free, bool hasFreePart, Span<ulong> memory)
    {
        _spots = spots;
        _free = ref free;
        int places = spots.Length + 1;
        Span<ulong> mimeTypes = memory[..places];
        Span<ulong> alike = memory[places..(2 * places)];
        for (int place = 0; place < places; place++)
        {
            bool isFree = place == spots.Length;
            if (isFree ? !hasFreePart : spots[place].Kind == BreakSpotKind.Bumper)
            {
                (mimeTypes[place], alike[place]) = (0, 0);
                continue;
            }

            ref readonly Slot slot = ref isFree ? ref free : ref spots[place].Offered;
            alike[place] = isFree ? FreePart : 1UL << place;
            Join(spots, slot, alike, place);
        }

        _mimeTypes = mimeTypes;
        _alike = alike;
    }

    /// <summary>False for what is not a break.</summary>
    public readonly bool Any => !_alike.IsEmpty;

    /// <summary>The slots offered for companions, to each ad of the break.</summary>
    public ReadOnlySpan<Slot> Companions { readonly get; init; }

    /// <summary>The numbers that so many spots need.</summary>
    public static int MemoryFor(int spots) => 2 * (spots + 1);

    /// <summary>The places that a creative may take at an effective CPM, its policy apart.</summary>
    public readonly ulong For(
        FrozenCatalog catalog,
        in LineItemRow row,
        long cpmMicros,
        in SupplyRow creative,
        in RequestFacts request,
        scoped in Matching.PolicyLists lists)
    {
        // A break is filled by time.
        ulong places = 0;
        for (int place = 0; creative.DurationMilliseconds > 0 && place < _alike.Length; place++)
        {
            ulong alike = _alike[place];
            if (alike == 0)
            {
                continue;
            }

            ref readonly Slot offered = ref SlotOf(place);
            var slot = new SlotFacts(in offered, request, _mimeTypes[place]);
            bool fits = SupplyGate.Check(creative, request, slot) == RejectionReason.None
                && FloorGate.IsReached(catalog, row, cpmMicros, creative, request, lists, slot);
            places |= fits ? alike : 0;
        }

        return places;
    }

    /// <summary>Looks the MIME types of all places up among those of a segment, whose creatives are asked about next.</summary>
    public readonly void LookUpMimeTypes(Segment segment)
    {
        for (int place = 0; place < _alike.Length; place++)
        {
            _mimeTypes[place] = _alike[place] == 0 ? 0 : SlotFacts.MimeTypesOf(SlotOf(place), segment.Catalog);
        }
    }

    /// <summary>The slot of a place: a spot's number, or that of spots for the free part.</summary>
    public readonly SlotFacts FactsOf(int place, scoped in RequestFacts request) => new(in SlotOf(place), request, _mimeTypes[place]);

    /// <summary>The places that take ads of a length.</summary>
    public readonly ulong Taking(int milliseconds)
    {
        ulong places = 0;
        for (int place = 0; place < _alike.Length; place++)
        {
            places |= _alike[place] != 0 && SupplyGate.FitsDuration(milliseconds, SlotOf(place)) ? _alike[place] : 0;
        }

        return places;
    }

    private readonly ref readonly Slot SlotOf(int place) => ref place == _spots.Length ? ref _free : ref _spots[place].Offered;

    // A place like an earlier one is asked for with that.
    private static void Join(ReadOnlySpan<BreakSpot> spots, in Slot slot, Span<ulong> alike, int place)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<Slot>(in slot));
        for (int earlier = 0; earlier < place; earlier++)
        {
            if (alike[earlier] != 0 && MemoryMarshal.AsBytes(new ReadOnlySpan<Slot>(in spots[earlier].Offered)).SequenceEqual(bytes))
            {
                alike[earlier] |= alike[place];
                alike[place] = 0;
                return;
            }
        }
    }
}
