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

    /// <summary>When one takes it to have happened: up to a day ahead is now, further ahead is never known.</summary>
    public DateTimeOffset TimeAsOf(DateTimeOffset now) => Time <= now ? Time : Time - now <= TimeSpan.FromHours(24) ? now : DateTimeOffset.MinValue;

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

    /// <summary>Until when events may be missing from the log of an identity; nothing is missing where none stands.</summary>
    public IReadOnlyDictionary<CapIdentity, DateTimeOffset> ForgottenUntil { get; init; } = new Dictionary<CapIdentity, DateTimeOffset>();

    public string? SessionId { get; init; }

    public string? BreakId { get; init; }

    public static PlainListener Of(CapIdentity identity, params IReadOnlyList<PlainExposure> log) => new()
    {
        Complete = [identity],
        Logs = new Dictionary<CapIdentity, IReadOnlyList<PlainExposure>> { [identity] = log },
    };

    /// <summary>Whether anything is known of an identity, be it that something was forgotten.</summary>
    public bool IsGiven(CapIdentity identity) =>
        Complete.Contains(identity) || ForgottenUntil.ContainsKey(identity) || Logs.GetValueOrDefault(identity, []).Count > 0;

    /// <summary>What is left when the histories of persons may not be read.</summary>
    public PlainListener WithoutPersons() => this with
    {
        Complete = [.. Complete.Where(IsNoPerson)],
        ForgottenUntil = ForgottenUntil.Where(mark => IsNoPerson(mark.Key)).ToDictionary(),
        Logs = Logs.Where(log => IsNoPerson(log.Key)).ToDictionary(),
    };

    public void Fill(ref AdRequest request)
    {
        var histories = new ExposureHistories { SessionId = SessionId ?? string.Empty, BreakId = BreakId ?? string.Empty };
        foreach (CapIdentity identity in Enum.GetValues<CapIdentity>())
        {
            // As a writer whose clock is ahead would have left it.
            byte[] history = Logs.GetValueOrDefault(identity, [])
                .SelectMany(line => ExposureHistory.Append([], line.ToExposure(), DateTimeOffset.MaxValue))
                .ToArray();
            history = ForgottenUntil.TryGetValue(identity, out DateTimeOffset until) ? ExposureHistory.Incomplete(history, until).Bytes.ToArray() : history;
            histories.Set(identity, history, Complete.Contains(identity));
        }

        request.Exposures = histories;
    }

    private static bool IsNoPerson(CapIdentity identity) => identity is CapIdentity.Session or CapIdentity.Break;

    public override string ToString() =>
        $"known {string.Join(' ', Complete)} forgotten {string.Join(' ', ForgottenUntil)} session {SessionId} break {BreakId}"
        + string.Concat(Logs.SelectMany(log => log.Value.Select(line => $"\n    {log.Key}: {line} [{string.Join(' ', line.Categories)}]")));
}
