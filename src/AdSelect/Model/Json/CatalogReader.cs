// Walks a catalog document property by property and element by element.
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AdSelect.Internals;

namespace AdSelect.Model.Json;

/// <summary>
/// Reads one document, once. The first properties go into a catalog at hand; the line items come as a sequence, so that
/// the caller decides whether they are ever held together.
/// </summary>
internal sealed class CatalogReader(Stream stream)
{
    private const string LineItems = "lineItems";

    private static readonly string[] Known =
    [
        "$schema", "currency", "timeZone", "firstDayOfWeek", "generation", "attributes", "currencyRates", "categories", "trafficCurve",
        "deals", "experiments", "advertisers", "campaigns", "creatives", LineItems,
    ];

    private static readonly CatalogJsonContext Contracts = CatalogJsonContext.Instance;
    private readonly JsonStream _json = new(stream);
    private readonly ErrorList _errors = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private Catalog _catalog = new();
    private string _path = "$";

    /// <summary>Reads everything, properties in any order.</summary>
    public Catalog Load()
    {
        using JsonStream _ = _json;
        List<LineItem> lineItems = [];
        Guard(() =>
        {
            ExpectObject();
            while (ReadUpToLineItems())
            {
                lineItems.AddRange(Elements(LineItems, Contracts.LineItemJson, static shape => shape.ToModel()));
            }
        });
        _errors.ThrowIfAny();
        return _catalog with { LineItems = lineItems };
    }

    /// <summary>Reads up to the line items; they follow while they are enumerated.</summary>
    public Catalog Open()
    {
        bool hasLineItems = false;
        try
        {
            Guard(() =>
            {
                ExpectObject();
                hasLineItems = ReadUpToLineItems();
            });

            // With errors there will be no catalog: what is left is read only to list its errors too.
            if (_errors.Count > 0)
            {
                foreach (LineItem _ in hasLineItems ? StreamLineItems() : [])
                {
                }
            }

            _errors.ThrowIfAny();
        }
        catch
        {
            _json.Dispose();
            throw;
        }

        if (!hasLineItems)
        {
            _json.Dispose();
            return _catalog;
        }

        return _catalog with
        {
            LineItems = new SingleUseSequence<LineItem>(
                StreamLineItems(),
                "The line items of an opened catalog are read from its stream and can be enumerated only once; use CatalogJson.Load to keep them."),
        };
    }

    private IEnumerable<LineItem> StreamLineItems()
    {
        using JsonStream _ = _json;
        using IEnumerator<LineItem> items = Elements(LineItems, Contracts.LineItemJson, static shape => shape.ToModel()).GetEnumerator();
        while (Guard(items.MoveNext))
        {
            yield return items.Current;
        }

        Guard(ExpectEnd);
        _errors.ThrowIfAny();
    }

    /// <summary>True when the reader stands before the value of <c>lineItems</c>, false at the end of the document.</summary>
    private bool ReadUpToLineItems()
    {
        while (ReadName(out string name))
        {
            if (name == LineItems)
            {
                return true;
            }

            ReadProperty(name);
        }

        return false;
    }

    /// <summary>Reads the next property name that is known and new; skips all others as errors.</summary>
    private bool ReadName(out string name)
    {
        while (_json.ReadToken() == JsonTokenType.PropertyName)
        {
            name = _json.Name;
            string shown = _path = name.Length == 0 ? "$" : JsonText.Shorten(name);
            bool isKnown = Known.Contains(name);
            if (isKnown && _seen.Add(name))
            {
                return true;
            }

            _errors.Add(shown, _json.Line, isKnown ? $"property '{shown}' is repeated" : $"unknown property '{shown}'{Spelling.Hint(name, Known)}");
            SkipValue(_json.ReadToken());
        }

        name = string.Empty;
        _path = "$";
        _json.ReadToken();
        return false;
    }

    private void ExpectObject()
    {
        JsonTokenType token = _json.ReadToken();
        if (token != JsonTokenType.StartObject)
        {
            _errors.Add("$", _json.Line, $"expected an object, found {JsonText.KindOf(token)}");
            _errors.ThrowIfAny();
        }
    }

    private void ExpectEnd()
    {
        while (ReadName(out string name))
        {
            _errors.Add(name, _json.Line, $"property '{name}' comes after lineItems; to read line items as a stream, lineItems must be the last property");
            SkipValue(_json.ReadToken());
        }
    }

    private void ReadProperty(string name) => _catalog = name switch
    {
        "currency" => _catalog with { Currency = Value(name, Contracts.String) ?? _catalog.Currency },
        "timeZone" => _catalog with { TimeZone = Value(name, Contracts.String) ?? _catalog.TimeZone },
        "firstDayOfWeek" => _catalog with { FirstDayOfWeek = Value(name, Contracts.DayOfWeek) },
        "generation" => _catalog with { Generation = Value(name, Contracts.Int64) },
        "attributes" => _catalog with { Attributes = [.. Elements(name, Contracts.AttributeJson, static shape => shape.ToModel())] },
        "currencyRates" => _catalog with { CurrencyRates = [.. Elements(name, Contracts.CurrencyRateJson, static shape => shape.ToModel())] },
        "categories" => _catalog with { Categories = [.. Elements(name, Contracts.CategoryJson, static shape => shape.ToModel())] },
        "trafficCurve" => _catalog with { TrafficCurve = [.. Elements(name, Contracts.Double, static value => value)] },
        "deals" => _catalog with { Deals = [.. Elements(name, Contracts.DealJson, static shape => shape.ToModel())] },
        "experiments" => _catalog with { Experiments = [.. Elements(name, Contracts.ExperimentJson, static shape => shape.ToModel())] },
        "advertisers" => _catalog with { Advertisers = [.. Elements(name, Contracts.AdvertiserJson, static shape => shape.ToModel())] },
        "campaigns" => _catalog with { Campaigns = [.. Elements(name, Contracts.CampaignJson, static shape => shape.ToModel())] },
        "creatives" => _catalog with { Creatives = [.. Elements(name, Contracts.CreativeJson, static shape => shape.ToModel())] },
        _ => Ignore(name),
    };

    // Editors find the schema by this property; it says nothing about the catalog.
    private Catalog Ignore(string name)
    {
        Value(name, Contracts.String);
        return _catalog;
    }

    private T? Value<T>(string name, JsonTypeInfo<T> contract)
    {
        _json.ReadValue();
        return ElementReader.TryRead(_json, contract, name, -1, _errors, out T? value) ? value : default;
    }

    private IEnumerable<TModel> Elements<TShape, TModel>(string list, JsonTypeInfo<TShape> contract, Func<TShape, TModel> toModel)
    {
        JsonTokenType token = _json.ReadToken();
        if (token != JsonTokenType.StartArray)
        {
            _errors.Add(list, _json.Line, $"expected an array, found {JsonText.KindOf(token)}");
            SkipValue(token);
            yield break;
        }

        for (int index = 0; ; index++)
        {
            _path = $"{list}[{index}]";
            if (_json.ReadValue() == JsonTokenType.EndArray)
            {
                yield break;
            }

            // After an error nobody gets the catalog; the rest is read for its errors alone.
            if (ElementReader.TryRead(_json, contract, list, index, _errors, out TShape? shape) && _errors.Count == 0)
            {
                yield return toModel(shape);
            }
        }
    }

    private void SkipValue(JsonTokenType first)
    {
        if (first is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            _json.SkipInside();
        }
    }

    private void Guard(Action read) => Guard(() =>
    {
        read();
        return true;
    });

    private bool Guard(Func<bool> read)
    {
        try
        {
            return read();
        }
        catch (JsonException exception)
        {
            throw _errors.Malformed(_path, exception);
        }
    }
}
