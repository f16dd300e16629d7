// Random advertisers with their campaigns and creatives.
namespace AdSelect.Tests.Oracle.Generators;

public sealed class CreativeGenerator(Draw draw, CapGenerator caps)
{
    public Advertiser Advertiser(int number) => new($"advertiser-{number}")
    {
        Name = draw.Chance(50) ? $"Advertiser {number}" : null,
        Domains = draw.Maybe(50, Domain.Domains, 2),
        Categories = draw.Maybe(40, Domain.CategoryIds, 2),
        IsPaused = draw.Chance(3),
        Caps = caps.Caps(),
        Recency = caps.Recency(),
    };

    public Campaign Campaign(string id, Advertiser advertiser) => new(id, advertiser.Id)
    {
        Budget = Budget(),
        Goal = Goal(),
        IsPaused = draw.Chance(4),
        Caps = caps.Caps(),
        Recency = caps.Recency(),
    };

    public Creative Creative(string id, Advertiser advertiser)
    {
        AdFormat format = draw.Pick(AdFormat.Audio, AdFormat.Audio, AdFormat.Video, AdFormat.Display);
        return new Creative(id, advertiser.Id, format)
        {
            Duration = format == AdFormat.Display ? TimeSpan.Zero : TimeSpan.FromMilliseconds(draw.Pick(Domain.DurationsMilliseconds)),
            MimeType = draw.Chance(80) ? draw.Pick("audio/mpeg", "Audio/MPEG", "audio/ogg", "video/mp4", "image/png") : null,
            Attributes = draw.Maybe(25, [1, 2, 16], 2),
            ApiFrameworks = draw.Maybe(20, [1, 7], 2),
            IsSkippable = draw.Chance(30),
            Categories = draw.Maybe(25, Domain.CategoryIds, 2),
            Approval = draw.Chance(94) ? CreativeApproval.Approved : draw.Pick(CreativeApproval.Pending, CreativeApproval.Rejected),
            Flight = draw.Chance(10) ? Flight() : null,
            Caps = caps.Caps(),
            Recency = caps.Recency(),
        };
    }

    /// <summary>Mostly around the present; sometimes it touches it exactly, and sometimes it ends before it starts.</summary>
    public Flight Flight()
    {
        DateTimeOffset start = draw.Pick(
            default,
            default,
            default,
            default,
            Domain.Now.AddDays(-9),
            Domain.Now.AddDays(-9),
            Domain.Now,
            Domain.Now.AddHours(1));
        DateTimeOffset? end = draw.Pick<DateTimeOffset?>(
            null,
            null,
            null,
            null,
            Domain.Now.AddDays(4),
            Domain.Now.AddDays(4),
            Domain.Now,
            Domain.Now.AddHours(2));
        return new Flight(start, end);
    }

    public Money? Budget() => draw.Between(0, 19) switch
    {
        0 => new Money(0),
        < 4 => new Money(draw.Between(1, 3), draw.Pick(null, "EUR")),
        _ => null,
    };

    public DeliveryGoal? Goal() => draw.Chance(25) ? new DeliveryGoal(draw.Pick(AdEvent.Impression, AdEvent.Click), draw.Between(1, 3)) : null;
}
