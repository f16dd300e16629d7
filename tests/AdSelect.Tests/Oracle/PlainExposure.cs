// What a listener has met, as people would log it, and its translation to the engine's histories.
using AdSelect.Internals;

namespace AdSelect.Tests.Oracle;

/// <summary>One line of the log. Lines stand in the order of recording, which need not be that of time.</summary>
public sealed record PlainExposure(AdEvent Event, ulong Id, DateTimeOffset Time, string LineItemId, string CreativeId, string CampaignId, string AdvertiserId)
{
    public bool CountsTowardParents { get; init; } = true;

    public string? SessionId { get; init; }

    public string? BreakId { get; init; }

    /// <summary>The capped categories of the creative and its advertiser, with all above them.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    public Exposure ToExposure()
    {
        var exposure = new Exposure
        {
            Event = Event,
            Id = Id,
            Time = Time,
            LineItemKey = StableHash.Text(LineItemId),
            CreativeKey = StableHash.Text(CreativeId),
            CampaignKey = StableHash.Text(CampaignId),
            AdvertiserKey = StableHash.Text(AdvertiserId),
            CountsTowardParents = CountsTowardParents,
            SessionId = SessionId ?? string.Empty,
            BreakId = BreakId ?? string.Empty,
        };
        return Categories.Aggregate(exposure, static (all, category) => all.WithCategory(category));
    }
}

/// <summary>Who listens: a log for each identity, which identities are known in full, and where the listener is.</summary>
public sealed record PlainListener
{
    public IReadOnlyDictionary<CapIdentity, IReadOnlyList<PlainExposure>> Logs { get; init; } = new Dictionary<CapIdentity, IReadOnlyList<PlainExposure>>();

    public IReadOnlyList<CapIdentity> Complete { get; init; } = [];

    public string? SessionId { get; init; }

    public string? BreakId { get; init; }

    public static PlainListener Of(CapIdentity identity, params IReadOnlyList<PlainExposure> log) => new()
    {
        Complete = [identity],
        Logs = new Dictionary<CapIdentity, IReadOnlyList<PlainExposure>> { [identity] = log },
    };

    /// <summary>What is left when the histories of persons may not be read.</summary>
    public PlainListener WithoutPersons() => this with
    {
        Complete = [.. Complete.Where(IsNoPerson)],
        Logs = Logs.Where(log => IsNoPerson(log.Key)).ToDictionary(),
    };

    public void Fill(ref AdRequest request)
    {
        var histories = new ExposureHistories { SessionId = SessionId ?? string.Empty, BreakId = BreakId ?? string.Empty };
        foreach (CapIdentity identity in Enum.GetValues<CapIdentity>())
        {
            histories.Set(identity, Logs.GetValueOrDefault(identity, []).SelectMany(line => ExposureHistory.Append([], line.ToExposure())).ToArray(), Complete.Contains(identity));
        }

        request.Exposures = histories;
    }

    private static bool IsNoPerson(CapIdentity identity) => identity is CapIdentity.Session or CapIdentity.Break;

    public override string ToString() =>
        $"known {string.Join(' ', Complete)} session {SessionId} break {BreakId}"
        + string.Concat(Logs.SelectMany(log => log.Value.Select(line => $"\n    {log.Key}: {line} [{string.Join(' ', line.Categories)}]")));
}
