// Makes creatives: audio and video in the lengths of the trade, and display, with MIME types and technical needs.
namespace AdSelect.Workload;

internal static class CreativeGenerator
{
    private const int SkipButtonAttribute = 16;
    private const int UserInteractiveAttribute = 13;
    private const int AudioAutoplayAttribute = 1;
    private const int MraidFramework = 6;
    private const int OpenMeasurementFramework = 7;
    private const int InteractiveFramework = 8;

    private static readonly int[] AudioSeconds = [30, 15, 60];
    private static readonly int[] VideoSeconds = [30, 15, 20, 6, 60];
    private static readonly string[] AudioTypes = ["audio/mpeg", "audio/mp4", "audio/ogg"];
    private static readonly string[] VideoTypes = ["video/mp4", "video/webm"];
    private static readonly string[] DisplayTypes = ["image/jpeg", "image/png", "text/html"];
    private static readonly Zipf AudioLengths = new(AudioSeconds.Length);
    private static readonly Zipf VideoLengths = new(VideoSeconds.Length, offset: 1);
    private static readonly Zipf Types = new(3);
    private static readonly Zipf TwoTypes = new(2, offset: -0.8);

    /// <summary>All creatives of one advertiser: audio always, video and display for most.</summary>
    public static IReadOnlyList<Creative> Create(ulong seed, int advertiserNumber, Advertiser advertiser, Industry industry, MarketCountry home)
    {
        Rng rng = Rng.For(seed, Population.Creative, advertiserNumber);
        var creatives = new List<Creative>();
        AddMany(AdFormat.Audio, rng.Between(2, 6));
        AddMany(AdFormat.Video, rng.Chance(0.6) ? rng.Between(1, 5) : 0);
        AddMany(AdFormat.Display, rng.Chance(0.5) ? rng.Between(1, 4) : 0);
        return creatives;

        void AddMany(AdFormat format, int count)
        {
            for (int i = 0; i < count; i++)
            {
                string id = $"cr-{advertiserNumber:D5}-{creatives.Count}";
                creatives.Add(One(rng, new Creative(id, advertiser.Id, format) { Language = home.Language }, advertiser, industry));
            }
        }
    }

    private static Creative One(Rng rng, Creative creative, Advertiser advertiser, Industry industry)
    {
        Creative media = creative.Format switch
        {
            AdFormat.Audio => Audio(rng, creative),
            AdFormat.Video => Video(rng, creative),
            _ => Display(rng, creative),
        };
        int fate = rng.Next(100);
        string length = media.Duration > TimeSpan.Zero ? $" {media.Duration.TotalSeconds:F0} s" : string.Empty;
        return media with
        {
            Name = $"{advertiser.Name} {media.Format.ToString().ToLowerInvariant()}{length}",
            Categories = rng.Chance(0.1) ? [industry.CategoryId(rng.Pick(industry.Categories))] : [],
            Approval = fate switch { < 3 => CreativeApproval.Pending, < 4 => CreativeApproval.Rejected, _ => CreativeApproval.Approved },
            Flight = rng.Chance(0.05)
                ? new Flight(Market.ReferenceTime.AddDays(-rng.Between(10, 60)), Market.ReferenceTime.AddDays(rng.Between(-5, 60)))
                : null,
        };
    }

    private static Creative Audio(Rng rng, Creative creative) => creative with
    {
        Duration = TimeSpan.FromSeconds(AudioLengths.Pick(rng, AudioSeconds)),
        MimeType = Types.Pick(rng, AudioTypes),
        Attributes = rng.Chance(0.3) ? [AudioAutoplayAttribute] : [],
        ApiFrameworks = rng.Chance(0.04) ? [OpenMeasurementFramework] : [],
    };

    private static Creative Video(Rng rng, Creative creative)
    {
        int seconds = VideoLengths.Pick(rng, VideoSeconds);
        bool isSkippable = seconds >= 15 && rng.Chance(0.35);
        bool isInteractive = rng.Chance(0.06);
        return creative with
        {
            Duration = TimeSpan.FromSeconds(seconds),
            MimeType = TwoTypes.Pick(rng, VideoTypes),
            IsSkippable = isSkippable,
            Attributes = (isSkippable, isInteractive) switch
            {
                (true, true) => [SkipButtonAttribute, UserInteractiveAttribute],
                (true, false) => [SkipButtonAttribute],
                (false, true) => [UserInteractiveAttribute],
                _ => [],
            },
            ApiFrameworks = isInteractive ? [InteractiveFramework] : rng.Chance(0.15) ? [OpenMeasurementFramework] : [],
        };
    }

    private static Creative Display(Rng rng, Creative creative)
    {
        string type = Types.Pick(rng, DisplayTypes);
        return creative with
        {
            MimeType = type,
            Attributes = rng.Chance(0.05) ? [UserInteractiveAttribute] : [],
            ApiFrameworks = type == "text/html" && rng.Chance(0.3) ? [MraidFramework] : [],
        };
    }
}
