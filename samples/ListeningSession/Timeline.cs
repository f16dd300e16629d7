// The session as a timeline that a person can read.
using System.Globalization;
using AdSelect;
using Spectre.Console;

namespace ListeningSession;

internal static class Timeline
{
    public static void Write(IReadOnlyList<PlayedBreak> session)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumn("minute")
            .AddColumn("break")
            .AddColumn(new TableColumn("s").RightAligned())
            .AddColumn("ad")
            .AddColumn(new TableColumn("CPM").RightAligned());
        foreach (PlayedBreak played in session)
        {
            table.AddRow(
                $"[bold]{played.Minute:00}[/]",
                $"{Markup.Escape(played.Offer)}",
                $"{played.Result.DurationMilliseconds / 1_000}",
                Markup.Escape(Summary(played.Result)),
                "");
            foreach (PlayedAd ad in played.Ads)
            {
                table.AddRow(
                    "",
                    "",
                    $"{ad.Seconds}",
                    Markup.Escape($"  {ad.Name}{Role(ad)}"),
                    ad.PriceMicros == 0 ? "" : (ad.PriceMicros / 1e6m).ToString("0.00", CultureInfo.InvariantCulture));
            }

            table.AddEmptyRow();
        }

        AnsiConsole.Write(table);
    }

    private static string Summary(BreakResult result) => result.Outcome switch
    {
        BreakOutcome.Filled => $"{result.Count} ads, {(result.IsOptimal ? "nothing is better" : "the best that was found")}",
        BreakOutcome.TooSoon => $"none: less than {Evening.MinGap.TotalMinutes:0} minutes after the last",
        BreakOutcome.LoadReached => $"none: {Evening.MaxLoad} ads within the hour",
        BreakOutcome.RequiredSpotEmpty => "none: a required spot stays empty",
        _ => "none: nothing may serve",
    };

    private static string Role(PlayedAd ad) => ad.Priority switch
    {
        4 => " (sponsor, first)",
        16 => " (the station's opener)",
        _ => ad.Spot >= 0 ? " (in the spot with a floor of 9.00)" : "",
    };
}
