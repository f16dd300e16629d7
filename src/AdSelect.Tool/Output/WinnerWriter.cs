// The answer of `select` to one request.
using System.Text.Json;
using AdSelect.Tool.Requests;

namespace AdSelect.Tool.Output;

internal sealed class WinnerWriter(JsonLines lines)
{
    /// <summary>Writes one line.</summary>
    public void Write(RequestLine request, AdSnapshot snapshot, ReadOnlySpan<AdSelection> winners)
    {
        Utf8JsonWriter json = lines.Json;
        json.WriteStartObject();
        JsonValues.WriteId(json, request);
        json.WriteNumber("generation"u8, snapshot.Generation);
        json.WriteString("currency"u8, snapshot.Currency);
        json.WriteNumber("count"u8, winners.Length);
        json.WriteStartArray("winners"u8);
        foreach (ref readonly AdSelection winner in winners)
        {
            WriteWinner(json, snapshot, in winner);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        lines.EndLine();
    }

    private static void WriteWinner(Utf8JsonWriter json, AdSnapshot snapshot, in AdSelection winner)
    {
        AdDescription ad = snapshot.Describe(in winner);
        json.WriteStartObject();
        json.WriteNumber("position"u8, winner.Position);
        json.WriteString("lineItem"u8, ad.LineItemId);
        json.WriteString("creative"u8, ad.CreativeId);
        json.WriteString("campaign"u8, ad.CampaignId);
        json.WriteString("advertiser"u8, ad.AdvertiserId);
        json.WriteString("deal"u8, ad.DealId);
        json.WriteNumber("priority"u8, winner.Priority);
        json.WriteString("priceModel"u8, NameOf(winner.PriceModel));
        JsonValues.WriteMoney(json, "price"u8, winner.PriceMicros);
        JsonValues.WriteMoney(json, "effectiveCpm"u8, winner.EffectiveCpmMicros);
        JsonValues.WriteMoney(json, "bidCpm"u8, winner.BidCpmMicros);
        JsonValues.WriteSeconds(json, "durationSeconds"u8, winner.DurationMilliseconds);
        WriteCompanions(json, ad.Companions);
        json.WriteEndObject();
    }

    private static void WriteCompanions(Utf8JsonWriter json, IReadOnlyList<string> companions)
    {
        if (companions.Count == 0)
        {
            return;
        }

        json.WriteStartArray("companions"u8);
        foreach (string companion in companions)
        {
            json.WriteStringValue(companion);
        }

        json.WriteEndArray();
    }

    private static string NameOf(PriceModel model) => model switch
    {
        PriceModel.Cpm => "cpm",
        PriceModel.Cpc => "cpc",
        PriceModel.Cpa => "cpa",
        PriceModel.Cpcv => "cpcv",
        _ => "flat",
    };
}
