// Requests, prices and decisions in words.
using System.Globalization;
using AdSelect;
using AdSelect.Workload;

namespace QuickStart;

internal static class Wording
{
    /// <summary>Who listens to what, where and when.</summary>
    public static string Who(Listener listener)
    {
        string person = (listener.Gender, listener.Age) switch
        {
            (null, null) => "somebody",
            (null, int age) => $"somebody of {age}",
            (string gender, null) => gender,
            (string gender, int age) => $"{gender} {age}",
        };
        string when = listener.Time.ToString("ddd HH:mm", CultureInfo.InvariantCulture);
        return $"{person}, {listener.Place.City} {listener.Country}, {listener.Device}, {string.Join("/", listener.Genres)}, "
            + $"{listener.Segments.Length} segments, {when}";
    }

    /// <summary>What is offered, and what keeps some advertisers out.</summary>
    public static string Offer(Listener listener)
    {
        Slot slot = listener.Slot;
        string length = slot.MaxDurationMilliseconds > 0 ? $" up to {slot.MaxDurationMilliseconds / 1000} s" : string.Empty;
        string skip = slot.Skippability == Skippability.Forbidden ? ", not skippable" : string.Empty;
        string privacy = listener.Consent.AllowsPersonalData ? string.Empty : ", no personal data";
        string children = listener.IsChildDirected ? ", child-directed" : string.Empty;
        string blocked = listener.BlockedCategories.Length > 0 ? $", no {string.Join(", ", listener.BlockedCategories)}" : string.Empty;
        string deals = listener.Deals.Length > 0 ? $", deals {string.Join(", ", listener.Deals)}" : string.Empty;
        return $"{slot.Format.ToString().ToLowerInvariant()}{length}, floor {Money(listener.FloorMicros)}{skip}{privacy}{children}{blocked}{deals}";
    }

    /// <summary>Why the winner won: what it beat, by the first rule that tells them apart.</summary>
    public static string Why(in AdSelection winner, LineItemKind kind, int answers, in AdSelection second)
    {
        string tier = $"{Kind(kind)}, priority {winner.Priority}";
        if (answers == 1)
        {
            return $"{tier}; nothing else is eligible";
        }

        if (second.Priority != winner.Priority)
        {
            return $"{tier}; the next is weaker (priority {second.Priority})";
        }

        return winner.RankScore > second.RankScore
            ? $"{tier}; score {Score(winner)} beats {Score(second)}"
            : $"{tier}; tied at {Score(winner)}, drawn by hash";
    }

    /// <summary>What it pays and how that follows from its bid.</summary>
    public static string Pays(in AdSelection winner)
    {
        string unit = winner.PriceModel switch
        {
            PriceModel.Cpc => " a click",
            PriceModel.Cpa => " an action",
            PriceModel.Cpcv => " a completed view",
            PriceModel.Flat => " for the flight",
            _ => " CPM",
        };
        string cpm = winner.PriceModel == PriceModel.Cpm ? string.Empty : $" = {Money(winner.EffectiveCpmMicros)} CPM";
        return winner.EffectiveCpmMicros == winner.BidCpmMicros
            ? $"{Money(winner.PriceMicros)}{unit}{cpm} (its bid)"
            : $"{Money(winner.PriceMicros)}{unit}{cpm} (bid {Money(winner.BidCpmMicros)})";
    }

    public static string Kind(LineItemKind kind) => kind switch
    {
        LineItemKind.Sponsorship => "sponsorship",
        LineItemKind.Guaranteed => "guaranteed",
        LineItemKind.House => "house",
        _ => "price priority",
    };

    public static string Money(long micros) => (micros / 1_000_000m).ToString(Math.Abs(micros) < 1_000_000 ? "0.0000" : "#,0.00", CultureInfo.InvariantCulture);

    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Milliseconds(TimeSpan elapsed) => $"{elapsed.TotalMilliseconds.ToString("#,0.0", CultureInfo.InvariantCulture)} ms";

    private static string Score(in AdSelection selection) => (selection.RankScore / 1_000_000).ToString("0.00", CultureInfo.InvariantCulture);
}
