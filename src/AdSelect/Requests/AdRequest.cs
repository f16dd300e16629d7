// One ad request: who listens, where, when, and what is offered. A view over the caller's memory; nothing is allocated.
using System.Diagnostics.CodeAnalysis;
using AdSelect.Internals;

namespace AdSelect;

/// <summary>
/// One call for ads. The caller owns the memory of the terms (usually <c>stackalloc Term[128]</c>); adding a value
/// hashes it and stores 16 bytes. A request belongs to the thread that builds it and may be used for several calls.
/// </summary>
/// <remarks>
/// Values of attributes that a catalog does not know are ignored. A value of the wrong kind is refused by the
/// selecting call, by name. Giving an attribute several values means the listener has all of them.
/// </remarks>
public ref struct AdRequest
{
    private readonly Span<Term> _terms;
    private int _count;
    private Slot _slot;
    private bool _hasSlot;
    private ExposureHistories _exposures;

    /// <summary>Starts a request over memory for its terms.</summary>
    /// <param name="terms">Room for the values: one term each, two for a location or a deal. At most <see cref="AdSelectLimits.MaxRequestTerms"/> are used.</param>
    public AdRequest(Span<Term> terms)
    {
        this = default;
        _terms = terms.Length <= AdSelectLimits.MaxRequestTerms ? terms : terms[..AdSelectLimits.MaxRequestTerms];
    }

    /// <summary>Identifies the request. Ties, lots and rotations are drawn from it: equal ids get equal draws. Required for selecting.</summary>
    public RequestId Id { get; set; }

    /// <summary>The instant of the request, with the listener's offset from UTC. Required for selecting.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>The one slot offered; the answer is a ranking for it. Give either this or <see cref="Slots"/>.</summary>
    public Slot Slot
    {
        readonly get => _slot;
        set
        {
            _slot = value;
            _hasSlot = true;
        }
    }

    /// <summary>Independent slots to fill, at most one winner each, 1 to <see cref="AdSelectLimits.MaxSlots"/>. Give either this or <see cref="Slot"/>.</summary>
    public ReadOnlySpan<Slot> Slots { get; set; }

    /// <summary>
    /// Places for display beside the ad, for <see cref="Creative.Companions"/>; at most <see cref="AdSelectLimits.MaxCompanionSlots"/>,
    /// all of format display. Every winner has all of them to itself: they show what belongs to the ad that plays. Floors in them do not count.
    /// </summary>
    public ReadOnlySpan<Slot> CompanionSlots { get; set; }

    /// <summary>The break to fill; only <see cref="AdSelector.SelectBreak(in AdRequest, Span{AdSelection})"/> asks. <see cref="Slot"/> says what the ads of its free part must be.</summary>
    public AdBreak Break { get; set; }

    /// <summary>The least effective CPM, in micros of the catalog's currency, where no more specific floor applies.</summary>
    public long FloorMicros { get; set; }

    /// <summary>How prices are set.</summary>
    public PriceRule PriceRule { get; set; }

    /// <summary>Whose bids set a second price or a price by <see cref="PriceRule.Vcg"/>.</summary>
    public PriceCompetition PriceCompetition { get; set; }

    /// <summary>
    /// What each place of a ranking is worth beside the others: its expected clicks or impressions, best place first. Greater
    /// than 0, at most <see cref="AdSelectLimits.MaxPlaceWeight"/>, never rising, and as many as there are winners at least. They
    /// count in whole millionths, rounded half to even, one at least. Empty: all places are worth the same. Only
    /// <see cref="PriceRule.Vcg"/> asks.
    /// </summary>
    public ReadOnlySpan<double> PlaceWeights { get; set; }

    /// <summary>What second price adds to a competitor's price, in micros of effective CPM.</summary>
    public long PriceIncrementMicros { get; set; }

    /// <summary>What the listener agreed to. The default allows no personal data.</summary>
    public Consent Consent { get; set; }

    /// <summary>True when the request comes from content directed at children.</summary>
    public bool IsChildDirected { get; set; }

    /// <summary>True when only line items that hold one of the listed deals may serve.</summary>
    public bool DealsOnly { get; set; }

    /// <summary>
    /// True for a private auction: line items that compete by price without a listed deal take part only when no holder of a
    /// listed deal gets a place. Sponsorships, guaranteed and house line items are not touched.
    /// </summary>
    public bool DealsFirst { get; set; }

    /// <summary>
    /// True lets prices compete with guaranteed line items that have an opportunity cost
    /// (<see cref="DeliveryState.SetOpportunityCost"/>): such a one goes before prices of the same or a weaker priority, unless their
    /// effective CPM exceeds the cost. Not together with <see cref="PriceRule.Vcg"/>.
    /// </summary>
    public bool DynamicAllocation { get; set; }

    /// <summary>AdCOM creative attributes that may not serve; bit <c>n</c> stands for attribute <c>n</c>.</summary>
    public AdComSet BlockedCreativeAttributes { get; set; }

    /// <summary>
    /// The listener's values as <see cref="ListenerProfile.Create"/> has made them for the current snapshot; empty for
    /// none. An attribute has its values either from the profile or from terms.
    /// </summary>
    public ReadOnlySpan<byte> Profile { get; set; }

    /// <summary>
    /// What the listener has met, for frequency caps: a history for each identity that the request knows. The default
    /// knows none, so whatever is capped serves only where its caps allow a missing identity.
    /// </summary>
    public ExposureHistories Exposures
    {
        readonly get => _exposures;
        set => _exposures = value;
    }

    /// <summary>
    /// Who is split by experiments: an id that stays with the listener, at most <see cref="AdSelectLimits.MaxExperimentUnitLength"/>
    /// characters. Empty: in no experiment. It is hashed and not kept.
    /// </summary>
    public ReadOnlySpan<char> ExperimentUnit { get; set; }

    /// <summary>What was added so far. Keep a copy to add the same values to later requests.</summary>
    public readonly ReadOnlySpan<Term> Terms => _terms[.._count];

    /// <summary>True when one slot is offered for a ranking, false when slots are to be filled.</summary>
    internal readonly bool HasSlot => _hasSlot;

    /// <summary>True lets line items serve that are held out from the unit: the run that finds ghosts.</summary>
    internal bool AdmitsHeldOut { get; set; }

    /// <summary>The histories without a copy.</summary>
    [UnscopedRef]
    internal readonly ref readonly ExposureHistories Histories => ref _exposures;

    /// <summary>The slots offered, whichever way they were given.</summary>
    [UnscopedRef]
    internal readonly ReadOnlySpan<Slot> OfferedSlots => Slots.IsEmpty && _hasSlot ? new ReadOnlySpan<Slot>(in _slot) : Slots;

    /// <summary>Adds a text value.</summary>
    /// <exception cref="AdRequestException">No room is left.</exception>
    public void Add(KeywordAttribute attribute, scoped ReadOnlySpan<char> value) => Append(Term.Of(attribute, value), attribute.Name);

    /// <summary>Adds a text value.</summary>
    /// <exception cref="AdRequestException">No room is left.</exception>
    public void Add(KeywordAttribute attribute, string value)
    {
        // Null would quietly be the empty text, and make the attribute known.
        ArgumentNullException.ThrowIfNull(value);
        Append(Term.Of(attribute, value.AsSpan()), attribute.Name);
    }

    /// <summary>Adds a text value that is UTF-8 already.</summary>
    /// <exception cref="AdRequestException">No room is left.</exception>
    public void Add(KeywordAttribute attribute, scoped ReadOnlySpan<byte> utf8) => Append(Term.Of(attribute, utf8), attribute.Name);

    /// <summary>Adds several text values.</summary>
    /// <exception cref="AdRequestException">No room is left; then none was added.</exception>
    public void Add(KeywordAttribute attribute, scoped ReadOnlySpan<string> values)
    {
        Reserve(values.Length, attribute.Name);
        foreach (string value in values)
        {
            Add(attribute, value);
        }
    }

    /// <summary>Adds a whole number.</summary>
    /// <exception cref="AdRequestException">No room is left.</exception>
    public void Add(IntegerAttribute attribute, long value) => Append(Term.Of(attribute, value), attribute.Name);

    /// <summary>Adds several whole numbers.</summary>
    /// <exception cref="AdRequestException">No room is left; then none was added.</exception>
    public void Add(IntegerAttribute attribute, scoped ReadOnlySpan<long> values)
    {
        Reserve(values.Length, attribute.Name);
        Span<Term> room = _terms[_count..];
        for (int i = 0; i < values.Length; i++)
        {
            room[i] = new Term(attribute.Key, values[i]);
        }

        _count += values.Length;
    }

    /// <summary>Adds several whole numbers.</summary>
    /// <exception cref="AdRequestException">No room is left; then none was added.</exception>
    public void Add(IntegerAttribute attribute, scoped ReadOnlySpan<int> values)
    {
        Reserve(values.Length, attribute.Name);
        Span<Term> room = _terms[_count..];
        for (int i = 0; i < values.Length; i++)
        {
            room[i] = new Term(attribute.Key, values[i]);
        }

        _count += values.Length;
    }

    /// <summary>Adds a decimal number.</summary>
    /// <exception cref="AdRequestException">The value is not finite, or no room is left.</exception>
    public void Add(DecimalAttribute attribute, double value) => Append(Term.Of(attribute, value), attribute.Name);

    /// <summary>Adds a location.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="latitude">Degrees, −90 to 90.</param>
    /// <param name="longitude">Degrees, −180 to 180.</param>
    /// <exception cref="AdRequestException">A coordinate is not finite or out of range, or no room is left.</exception>
    public void Add(LocationAttribute attribute, double latitude, double longitude)
    {
        if (!double.IsFinite(latitude) || !double.IsFinite(longitude))
        {
            Throw.Request(RequestErrorCode.NotFinite, attribute.Name);
        }

        if (Math.Abs(latitude) > 90 || Math.Abs(longitude) > 180)
        {
            Throw.Request(RequestErrorCode.OutOfRange, attribute.Name);
        }

        AppendPair(Term.Decimal(attribute.Key, latitude), Term.Decimal(ReservedKeys.Longitude, longitude), attribute.Name);
    }

    /// <summary>Adds terms made earlier, in order.</summary>
    /// <exception cref="AdRequestException">No room is left; then none was added.</exception>
    public void Add(scoped ReadOnlySpan<Term> terms)
    {
        Reserve(terms.Length, nameof(terms));
        terms.CopyTo(_terms[_count..]);
        _count += terms.Length;
    }

    /// <summary>Keeps out advertisers of this domain and of its subdomains, in whatever spelling: scheme, path, <c>www.</c> and case do not matter.</summary>
    /// <exception cref="AdRequestException">It is no host name, or one that must be given in ASCII (<c>xn--…</c>); or no room is left.</exception>
    public void BlockDomain(scoped ReadOnlySpan<char> domain)
    {
        if (!DomainName.TryHash(domain, out ulong hash))
        {
            Throw.Request(RequestErrorCode.BadDomain, nameof(BlockDomain), domain);
        }

        Append(new Term(ReservedKeys.BlockedDomain, (long)hash), nameof(BlockDomain));
    }

    /// <summary>Keeps out advertisers and creatives of this category and of all below it.</summary>
    /// <exception cref="AdRequestException">No room is left.</exception>
    public void BlockCategory(scoped ReadOnlySpan<char> categoryId) => Append(new Term(ReservedKeys.BlockedCategory, (long)StableHash.Text(categoryId)), nameof(BlockCategory));

    /// <summary>Keeps out one line item.</summary>
    /// <exception cref="AdRequestException">No room is left.</exception>
    public void BlockLineItem(scoped ReadOnlySpan<char> lineItemId) => Append(new Term(ReservedKeys.BlockedLineItem, (long)StableHash.Text(lineItemId)), nameof(BlockLineItem));

    /// <summary>Lists a deal. One that is listed several times has the highest of its floors.</summary>
    /// <param name="dealId">The deal's id.</param>
    /// <param name="floorMicros">The deal's floor in micros of effective CPM; null leaves it to the catalog.</param>
    /// <exception cref="AdRequestException">No room is left, or the floor is out of range.</exception>
    public void AddDeal(scoped ReadOnlySpan<char> dealId, long? floorMicros = null)
    {
        if (floorMicros is < 0 or > AdSelectLimits.MaxMoneyMicros)
        {
            Throw.Request(RequestErrorCode.OutOfRange, nameof(AddDeal));
        }

        AppendPair(new Term(ReservedKeys.Deal, (long)StableHash.Text(dealId)), new Term(ReservedKeys.DealFloor, floorMicros ?? -1), nameof(AddDeal));
    }

    private void Append(Term term, string field)
    {
        int count = _count;
        Span<Term> terms = _terms;
        if ((uint)count >= (uint)terms.Length)
        {
            Throw.Request(RequestErrorCode.TooManyValues, field);
        }

        terms[count] = term;
        _count = count + 1;
    }

    private void AppendPair(Term first, Term second, string field)
    {
        Reserve(2, field);
        _terms[_count] = first;
        _terms[_count + 1] = second;
        _count += 2;
    }

    private readonly void Reserve(int count, string field)
    {
        if (count > _terms.Length - _count)
        {
            Throw.Request(RequestErrorCode.TooManyValues, field);
        }
    }
}
