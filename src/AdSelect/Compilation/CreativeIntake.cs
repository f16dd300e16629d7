// Reads creatives into frozen rows, ordered by id.
using System.Runtime.InteropServices;
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Compilation;

internal sealed class CreativeIntake
{
    private readonly Diagnostics _diagnostics;
    private readonly ElementChecks _checks;
    private readonly CapIntake _caps;
    private readonly SetPool<ulong> _keySets;
    private readonly HashedTexts _texts;
    private readonly Dictionary<string, int> _advertiserIndex;
    private readonly List<ulong> _mimeKeys = [];
    private readonly Dictionary<SupplyRow, int> _supplyIndex = [];
    private readonly Dictionary<string, ushort> _languages = new(StringComparer.Ordinal);

    /// <summary>Reads all of them; the advertisers are known.</summary>
    public CreativeIntake(IReadOnlyList<Creative> creatives, EntityIntake entities, SchemaIntake schema, Diagnostics diagnostics)
    {
        _diagnostics = diagnostics;
        _checks = new ElementChecks(schema, diagnostics);
        _caps = new CapIntake(diagnostics, entities.CapSets, schema.Texts);
        _keySets = entities.KeySets;
        _texts = schema.Texts;
        _advertiserIndex = entities.AdvertiserIndex;
        Languages.Add(string.Empty);
        Read(creatives);
    }

    public Dictionary<string, int> Index { get; } = new(StringComparer.Ordinal);

    public List<CreativeRow> Rows { get; } = [];

    public List<SupplyRow> Supplies { get; } = [];

    /// <summary>Whether a creative's caps need to know who listens.</summary>
    public TextPool Ids { get; } = new();

    public TextPool Names { get; } = new();

    public TextPool Languages { get; } = new();

    /// <summary>Lists of companions, by ordinal of their creatives.</summary>
    public SetPool<int> Companions { get; } = new();

    public ulong[] MimeKeys => [.. _mimeKeys];

    private void Read(IReadOnlyList<Creative> creatives)
    {
        // Companions may come later in the order of ids.
        List<Creative> all = _checks.ById("creatives", creatives, static creative => creative.Id, AdSelectLimits.MaxCreatives);
        for (int i = 0; i < all.Count; i++)
        {
            Index.Add(all[i].Id, i);
        }

        foreach (Creative creative in all)
        {
            string Path() => $"creatives['{creative.Id}']";
            _checks.CheckName(creative.Name, Path);
            CheckMedia(creative, Path);
            if (!_advertiserIndex.TryGetValue(creative.AdvertiserId ?? string.Empty, out int advertiser))
            {
                advertiser = EntityIntake.UnknownAdvertiser;
                _diagnostics.Error(
                    "unknown-advertiser",
                    $"{Path()}.advertiserId",
                    ElementChecks.NoneHas("advertiser", creative.AdvertiserId, _advertiserIndex.Keys));
            }

            int supply = IndexOf(new SupplyRow
            {
                FlightStartTicks = creative.Flight?.Start.UtcTicks ?? 0,
                FlightEndTicks = creative.Flight?.End?.UtcTicks ?? long.MaxValue,
                Attributes = AdCom(creative.Attributes, Path, "attributes"),
                ApiFrameworks = AdCom(creative.ApiFrameworks, Path, "apiFrameworks"),
                DurationMilliseconds = (int)Math.Clamp(creative.Duration.TotalMilliseconds, 0, AdSelectLimits.MaxDurationMilliseconds),
                CategorySet = _keySets.Add(_checks.CategoryKeys(creative.Categories, Path)),
                Format = creative.Format,
                Approval = creative.Approval,
                Skippable = creative.IsSkippable ? (byte)1 : (byte)0,
                MimeType = MimeIndex(creative.MimeType, Path),
                Width = (ushort)Math.Clamp(creative.Width, 0, AdSelectLimits.MaxPixels),
                Height = (ushort)Math.Clamp(creative.Height, 0, AdSelectLimits.MaxPixels),
                CompanionSet = CompanionSet(creative, all, Path),
            });
            Rows.Add(new CreativeRow
            {
                Key = StableHash.Text(creative.Id),
                Supply = supply,
                CapSet = _caps.Add(creative.Caps, creative.Recency, Path),
                Advertiser = advertiser,
                Language = LanguageIndex(creative.Language, Path),
            });
            Ids.Add(creative.Id);
            Names.Add(creative.Name);
        }
    }

    // Creatives that slots cannot tell apart share a row.
    private int IndexOf(in SupplyRow supply)
    {
        if (!_supplyIndex.TryGetValue(supply, out int index))
        {
            index = Supplies.Count;
            _supplyIndex.Add(supply, index);
            Supplies.Add(supply);
        }

        return index;
    }

    private void CheckMedia(Creative creative, Func<string> path)
    {
        ElementChecks.CheckDefined(creative.Format, path, "format", _diagnostics);
        ElementChecks.CheckDefined(creative.Approval, path, "approval", _diagnostics);

        double milliseconds = creative.Duration.TotalMilliseconds;
        bool isTimed = creative.Format != AdFormat.Display;
        if (milliseconds != Math.Truncate(milliseconds)
            || milliseconds > AdSelectLimits.MaxDurationMilliseconds
            || (isTimed ? milliseconds <= 0 : milliseconds != 0))
        {
            _diagnostics.Error(
                "bad-duration",
                $"{path()}.duration",
                $"{creative.Duration} is not the length of a creative of format {creative.Format}: whole milliseconds, greater than zero up to 24 "
                + $"hours for audio and video, zero for display.");
        }

        bool hasSize = (creative.Width | creative.Height) != 0;
        if (hasSize
            && (creative.Format != AdFormat.Display
                || creative.Width is < 1 or > AdSelectLimits.MaxPixels
                || creative.Height is < 1 or > AdSelectLimits.MaxPixels))
        {
            _diagnostics.Error(
                "bad-size",
                $"{path()}.width",
                $"{creative.Width} × {creative.Height} is not the size of a creative of format {creative.Format}: width and height of 1 to "
                + $"{AdSelectLimits.MaxPixels} pixels for display, or neither.");
        }

        if (creative.Flight is { End: { } end } flight && end <= flight.Start)
        {
            _diagnostics.Warning("empty-flight", $"{path()}.flight", "The flight ends before it starts; the creative never serves.");
        }
    }

    private int CompanionSet(Creative creative, List<Creative> all, Func<string> path)
    {
        if (creative.Companions.Count == 0)
        {
            return 0;
        }

        if (creative.Companions.Count > AdSelectLimits.MaxCompanions)
        {
            _diagnostics.Error(
                "too-many",
                $"{path()}.companions",
                $"{creative.Companions.Count} companions; at most {AdSelectLimits.MaxCompanions} are allowed.");
            return 0;
        }

        var ordinals = new List<int>(creative.Companions.Count);
        for (int i = 0; i < creative.Companions.Count; i++)
        {
            string id = creative.Companions[i];
            if (!Index.TryGetValue(id ?? string.Empty, out int companion))
            {
                _diagnostics.Error("unknown-creative", $"{path()}.companions[{i}]", ElementChecks.NoneHas("creative", id, Index.Keys));
            }
            else if (ordinals.Contains(companion))
            {
                _diagnostics.Error("duplicate-id", $"{path()}.companions[{i}]", $"The companion '{id}' is listed twice.");
            }
            else if (all[companion].AdvertiserId != creative.AdvertiserId)
            {
                _diagnostics.Error("foreign-creative", $"{path()}.companions[{i}]", $"The creative '{id}' belongs to another advertiser.");
            }
            else if (all[companion].Format != AdFormat.Display || all[companion].Companions.Count > 0)
            {
                _diagnostics.Error(
                    "bad-companion",
                    $"{path()}.companions[{i}]",
                    $"The creative '{id}' is not a display creative without companions of its own.");
            }
            else
            {
                ordinals.Add(companion);
            }
        }

        return Companions.Add(CollectionsMarshal.AsSpan(ordinals));
    }

    private ulong AdCom(IReadOnlyList<int> values, Func<string> path, string field)
    {
        ulong bits = 0;
        foreach (int value in values)
        {
            if (value is < 1 or > AdSelectLimits.MaxAdComValue)
            {
                _diagnostics.Error("out-of-range", $"{path()}.{field}", $"{value} is not between 1 and {AdSelectLimits.MaxAdComValue}.");
                continue;
            }

            bits |= 1UL << value;
        }

        return bits;
    }

    private byte MimeIndex(string? mimeType, Func<string> path)
    {
        if (mimeType is null)
        {
            return SupplyRow.NoMimeType;
        }

        if (!ElementChecks.IsId(mimeType))
        {
            _diagnostics.Error(
                "bad-value",
                $"{path()}.mimeType",
                $"'{ElementChecks.Shorten(mimeType)}' is empty, longer than {AdSelectLimits.MaxIdBytes} UTF-8 bytes, or not valid text.");
            return SupplyRow.NoMimeType;
        }

        ulong key = _texts.Add(LowerCase.Of(mimeType));
        int index = _mimeKeys.IndexOf(key);
        if (index < 0)
        {
            index = _mimeKeys.Count;
            if (index == AdSelectLimits.MaxMimeTypes)
            {
                _diagnostics.Error(
                    "too-many",
                    $"{path()}.mimeType",
                    $"'{ElementChecks.Shorten(mimeType)}' would be one MIME type more than the {AdSelectLimits.MaxMimeTypes} that a catalog may use.");
                return SupplyRow.NoMimeType;
            }

            _mimeKeys.Add(key);
        }

        return (byte)index;
    }

    private ushort LanguageIndex(string? language, Func<string> path)
    {
        if (string.IsNullOrEmpty(language))
        {
            return 0;
        }

        if (!ElementChecks.IsId(language))
        {
            _diagnostics.Error(
                "bad-value",
                $"{path()}.language",
                $"'{ElementChecks.Shorten(language)}' is longer than {AdSelectLimits.MaxIdBytes} UTF-8 bytes or not valid text.");
            return 0;
        }

        if (!_languages.TryGetValue(language, out ushort index) && Languages.Count <= ushort.MaxValue)
        {
            index = (ushort)Languages.Count;
            _languages.Add(language, index);
            Languages.Add(language);
        }

        return index;
    }
}
