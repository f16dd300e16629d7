// Reads what the rest of the catalog refers to by name: attributes, currencies, categories.
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Targeting;

namespace AdSelect.Compilation;

internal sealed class SchemaIntake
{
    private const decimal MicrosPerUnit = 1_000_000m;

    private readonly DiagnosticBag _diagnostics;
    private readonly Dictionary<string, decimal> _rates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Category> _categories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _attributeIndex = new(StringComparer.Ordinal);

    public SchemaIntake(Catalog catalog, DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        Currency = catalog.Currency;
        ReadHeader(catalog);
        Attributes = ReadAttributes(catalog.Attributes);
        ReadRates(catalog);
        ReadCategories(catalog.Categories);
    }

    public string Currency { get; }

    /// <summary>Takes the texts that nothing else keeps.</summary>
    public HashedTexts Texts { get; } = new();

    /// <summary>The valid attributes, ordered by name.</summary>
    public AdAttribute[] Attributes { get; }

    public bool TryFindAttribute(string name, out int index) => _attributeIndex.TryGetValue(name, out index);

    /// <summary>Converts an amount to micros of the catalog's currency, rounding half to even.</summary>
    public bool TryToMicros(decimal amount, string? currency, Func<string> path, string field, Diagnostics diagnostics, out long micros)
    {
        micros = 0;
        decimal rate = 1;
        if (currency is not null && currency != Currency && !_rates.TryGetValue(currency, out rate))
        {
            string ending = Spelling.Ending(currency, _rates.Keys.Append(Currency));
            diagnostics.Error("missing-rate", $"{path()}.{field}", $"No rate converts '{currency}' to '{Currency}'; add one to currencyRates{ending}");
            return false;
        }

        if (amount < 0)
        {
            diagnostics.Error("out-of-range", $"{path()}.{field}", $"The amount {amount} is negative.");
            return false;
        }

        const decimal Max = AdSelectLimits.MaxMoneyMicros / MicrosPerUnit;
        if (amount > Max || amount * rate > Max)
        {
            diagnostics.Error("out-of-range", $"{path()}.{field}", $"The amount {amount} is beyond {Max} units of '{Currency}'.");
            return false;
        }

        micros = (long)Math.Round(amount * rate * MicrosPerUnit, MidpointRounding.ToEven);
        return true;
    }

    /// <summary>Hashes of the categories and of every category above them.</summary>
    public ulong[] CategoryKeysUpward(IReadOnlyList<string> ids)
    {
        var keys = new SortedSet<ulong>();
        foreach (string id in ids)
        {
            string? current = id;
            for (int level = 0; current is not null && level < AdSelectLimits.MaxCategoryDepth; level++)
            {
                keys.Add(Texts.Add(current));
                current = _categories.GetValueOrDefault(current)?.ParentId;
            }
        }

        return [.. keys];
    }

    /// <summary>The categories below others, ascending by key.</summary>
    public CategoryTierRow[] CategoryTiers() =>
    [
        .. ChildCategories().Select(category => new CategoryTierRow
        {
            Key = Texts.Add(category.Id),
            First = IsTop(category.ParentId!) ? StableHash.Text(category.ParentId) : 0,
        }),
    ];

    /// <summary>Hashes of what is above each of those.</summary>
    public ulong[] CategoryParents() => [.. ChildCategories().Select(category => Texts.Add(category.ParentId!))];

    private IEnumerable<Category> ChildCategories() =>
        _categories.Values.Where(static category => category.ParentId is not null).OrderBy(static category => StableHash.Text(category.Id));

    private bool IsTop(string category) => _categories.GetValueOrDefault(category)?.ParentId is null;

    private void ReadHeader(Catalog catalog)
    {
        CheckCurrency(catalog.Currency, "currency");
        if (catalog.Generation < 0)
        {
            _diagnostics.Error("out-of-range", "generation", $"{catalog.Generation} is negative.");
        }

        if (!IanaZones.Contains(catalog.TimeZone ?? string.Empty))
        {
            string name = ElementChecks.Shorten(catalog.TimeZone);
            string meant = IanaZones.Closest(name) is { } closest ? $" Did you mean '{closest}'?" : string.Empty;
            _diagnostics.Error("bad-time-zone", "timeZone", $"'{name}' is not an IANA time zone name such as 'Europe/Stockholm'.{meant}");
        }

        if (!Enum.IsDefined(catalog.FirstDayOfWeek))
        {
            _diagnostics.Error("out-of-range", "firstDayOfWeek", $"{catalog.FirstDayOfWeek} is not one of {string.Join(", ", Enum.GetNames<DayOfWeek>())}.");
        }

        if (catalog.TrafficCurve.Count is not (0 or 168) || catalog.TrafficCurve.Any(weight => !double.IsFinite(weight) || weight < 0))
        {
            _diagnostics.Error("bad-traffic-curve", "trafficCurve", "A traffic curve has 168 finite weights, none negative, or is empty.");
        }
        else if (catalog.TrafficCurve.Count > 0)
        {
            _diagnostics.Warning("not-enforced", "trafficCurve", "Pacing does not use the traffic curve yet; it is kept in the snapshot.");
        }
    }

    private AdAttribute[] ReadAttributes(IReadOnlyList<AdAttribute> attributes)
    {
        if (attributes.Count > AdSelectLimits.MaxAttributes)
        {
            _diagnostics.Error("too-many", "attributes", $"{attributes.Count} attributes; at most {AdSelectLimits.MaxAttributes} are allowed.");
            return [];
        }

        var byName = new SortedDictionary<string, AdAttribute>(StringComparer.Ordinal);
        for (int i = 0; i < attributes.Count; i++)
        {
            string path = $"attributes[{i}]";
            if (attributes[i] is not { } attribute)
            {
                _diagnostics.Error("missing", path, "The attribute is null.");
            }
            else if (!AttributeNames.IsValid(attribute.Name))
            {
                _diagnostics.Error(
                    "bad-attribute-name",
                    path,
                    $"'{attribute.Name}' is not a name: a letter or underscore, then letters, digits, '_', '-' or '.', at most "
                    + $"{AdSelectLimits.MaxAttributeNameLength} characters, and no reserved word.");
            }
            else if (!byName.TryAdd(attribute.Name, attribute))
            {
                _diagnostics.Error("duplicate-id", path, $"The attribute '{attribute.Name}' is declared twice.");
            }
        }

        AdAttribute[] ordered = [.. byName.Values];
        for (int i = 0; i < ordered.Length; i++)
        {
            _attributeIndex.Add(ordered[i].Name, i);
        }

        foreach (IGrouping<ulong, AdAttribute> clash in ordered.GroupBy(attribute => attribute.Key & ~3UL).Where(group => group.Count() > 1))
        {
            _diagnostics.Error(
                "hash-collision",
                "attributes",
                $"The names {string.Join(" and ", clash.Select(attribute => $"'{attribute.Name}'"))} have the same hash; rename one.");
        }

        return ordered;
    }

    private void ReadRates(Catalog catalog)
    {
        for (int i = 0; i < catalog.CurrencyRates.Count; i++)
        {
            (string currency, decimal rate) = catalog.CurrencyRates[i];
            string path = $"currencyRates[{i}]";
            if (!CheckCurrency(currency, path))
            {
                continue;
            }

            if (rate is <= 0 or > 1_000_000_000m)
            {
                _diagnostics.Error("out-of-range", path, $"The rate {rate} of '{currency}' is not between 0 and 1,000,000,000.");
            }
            else if (currency == catalog.Currency || !_rates.TryAdd(currency, rate))
            {
                _diagnostics.Error("duplicate-id", path, $"'{currency}' has a rate already.");
            }
        }
    }

    private void ReadCategories(IReadOnlyList<Category> categories)
    {
        for (int i = 0; i < categories.Count; i++)
        {
            if (categories[i] is null || string.IsNullOrEmpty(categories[i].Id) || !_categories.TryAdd(categories[i].Id, categories[i]))
            {
                _diagnostics.Error("duplicate-id", $"categories[{i}]", $"The category id '{categories[i]?.Id}' is empty or appears twice.");
            }
        }

        foreach (Category category in _categories.Values)
        {
            int depth = 1;
            for (string? parent = category.ParentId; parent is not null && depth <= AdSelectLimits.MaxCategoryDepth; depth++)
            {
                parent = _categories.GetValueOrDefault(parent)?.ParentId;
            }

            if (depth > AdSelectLimits.MaxCategoryDepth)
            {
                _diagnostics.Error(
                    "category-depth",
                    $"categories['{category.Id}']",
                    $"It is deeper than {AdSelectLimits.MaxCategoryDepth} levels, or is its own ancestor.");
            }
        }
    }

    private bool CheckCurrency(string? currency, string path)
    {
        if (currency is { Length: 3 } && currency.All(char.IsAsciiLetterUpper))
        {
            return true;
        }

        _diagnostics.Error("bad-currency", path, $"'{currency}' is not an ISO 4217 code such as 'USD'.");
        return false;
    }
}
