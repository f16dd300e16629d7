// One listener at one moment: what the service knows, and the ad request that follows from it.
namespace AdSelect.Workload;

/// <summary>
/// A listener and the slot that is offered. Made by <see cref="ListenerGenerator"/>. What is unknown is null or empty
/// and missing from the request.
/// </summary>
public sealed class Listener
{
    /// <summary>Most terms that one listener's request takes, with its block lists and deals, of a listener with <see cref="SegmentSet.Dense"/> segments.</summary>
    public const int MaxTerms = 256;

    private Term[] _terms = [];
    private Term[] _otherTerms = [];
    private Term[] _segmentTerms = [];

    /// <summary>Identifies the request.</summary>
    public required ulong RequestNumber { get; init; }

    /// <summary>When, with the listener's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The city the listener is in or near.</summary>
    public required Place Place { get; init; }

    /// <summary>Country code.</summary>
    public required string Country { get; init; }

    /// <summary>Region code, where the network address gives it.</summary>
    public string? Region { get; init; }

    /// <summary>Degrees north and east, where the player shares it.</summary>
    public (double Latitude, double Longitude)? Position { get; init; }

    /// <summary>Age in years.</summary>
    public int? Age { get; init; }

    /// <summary>Gender as told.</summary>
    public string? Gender { get; init; }

    /// <summary>Kind of player.</summary>
    public required string Device { get; init; }

    /// <summary>Language of the player.</summary>
    public required string Language { get; init; }

    /// <summary>Genres of what plays.</summary>
    public required string[] Genres { get; init; }

    /// <summary>Topics of what plays.</summary>
    public required string[] Topics { get; init; }

    /// <summary>Audience segments, ascending.</summary>
    public required long[] Segments { get; init; }

    /// <summary>What is offered.</summary>
    public required Slot Slot { get; init; }

    /// <summary>The request's floor in micros of CPM.</summary>
    public required long FloorMicros { get; init; }

    /// <summary>What the listener agreed to.</summary>
    public required Consent Consent { get; init; }

    /// <summary>True when children's content plays.</summary>
    public bool IsChildDirected { get; init; }

    /// <summary>Deals that the request lists.</summary>
    public string[] Deals { get; init; } = [];

    /// <summary>Categories that the publisher keeps out.</summary>
    public string[] BlockedCategories { get; init; } = [];

    /// <summary>The listener's values, block lists and deals in hashed form, made once.</summary>
    public ReadOnlySpan<Term> Terms => _terms;

    /// <summary>Fills a request from the hashed form: what a host does that keeps terms with the profile.</summary>
    public void FillRequest(ref AdRequest request)
    {
        FillOffer(ref request);
        request.Add(_terms);
    }

    /// <summary>Fills a request with the segments from a profile that <see cref="CreateProfile"/> has made.</summary>
    public void FillRequest(ref AdRequest request, ReadOnlySpan<byte> profile)
    {
        FillOffer(ref request);
        request.Add(_otherTerms);
        request.Profile = profile;
    }

    /// <summary>The listener's segments as looked up in a snapshot: bytes for a host to keep.</summary>
    public byte[] CreateProfile(AdSnapshot snapshot) => ListenerProfile.Create(snapshot, _segmentTerms);

    /// <summary>Fills a request from texts and numbers, hashing each text: what a host does that keeps nothing.</summary>
    public void FillRequestFromValues(ref AdRequest request)
    {
        FillOffer(ref request);
        AddValues(ref request);
    }

    /// <summary>Hashes all values once, for <see cref="FillRequest"/>.</summary>
    internal Listener WithTerms()
    {
        var request = new AdRequest(new Term[MaxTerms + Segments.Length]);
        AddValues(ref request);
        _terms = request.Terms.ToArray();
        _segmentTerms = [.. Segments.Select(static segment => Term.Of(StreamingAttributes.Segments, segment))];
        HashSet<Term> segments = [.. _segmentTerms];
        _otherTerms = [.. _terms.Where(term => !segments.Contains(term))];
        return this;
    }

    private void FillOffer(ref AdRequest request)
    {
        request.Id = RequestNumber;
        request.Time = Time;
        request.Slot = Slot;
        request.FloorMicros = FloorMicros;
        request.PriceRule = PriceRule.Second;
        request.PriceIncrementMicros = 10_000;
        request.Consent = Consent;
        request.IsChildDirected = IsChildDirected;
    }

    private void AddValues(ref AdRequest request)
    {
        request.Add(StreamingAttributes.Country, Country);
        request.Add(StreamingAttributes.Device, Device);
        request.Add(StreamingAttributes.Language, Language);
        request.Add(StreamingAttributes.Genre, (ReadOnlySpan<string>)Genres);
        request.Add(StreamingAttributes.Topic, (ReadOnlySpan<string>)Topics);
        request.Add(StreamingAttributes.Segments, (ReadOnlySpan<long>)Segments);
        AddWhatIsKnown(ref request);
        foreach (string deal in Deals)
        {
            request.AddDeal(deal);
        }

        foreach (string category in BlockedCategories)
        {
            request.BlockCategory(category);
        }
    }

    private void AddWhatIsKnown(ref AdRequest request)
    {
        if (Region is not null)
        {
            request.Add(StreamingAttributes.Region, Region);
        }

        if (Position is var (latitude, longitude))
        {
            request.Add(StreamingAttributes.Position, latitude, longitude);
        }

        if (Age is int age)
        {
            request.Add(StreamingAttributes.Age, age);
        }

        if (Gender is not null)
        {
            request.Add(StreamingAttributes.Gender, Gender);
        }
    }
}
