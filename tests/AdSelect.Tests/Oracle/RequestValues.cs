// The values of a request that the catalog's schema knows, by attribute name.
namespace AdSelect.Tests.Oracle;

/// <summary>All values of one attribute; only the list of the attribute's kind is filled.</summary>
public sealed record AttributeValues(string[] Texts, long[] Integers, double[] Decimals, GeoPoint[] Points)
{
    public static AttributeValues None { get; } = new([], [], [], []);

    public bool Any => Texts.Length + Integers.Length + Decimals.Length + Points.Length > 0;
}

/// <summary>Attributes that the catalog does not declare are left out: they are ignored.</summary>
public sealed class RequestValues
{
    private readonly Dictionary<string, AttributeValues> _byName = [];

    public RequestValues(PlainRequest request, IReadOnlyDictionary<string, AdAttribute> schema)
    {
        foreach (IGrouping<string, PlainValue> group in request.Values.GroupBy(value => value.Attribute.Name))
        {
            if (schema.TryGetValue(group.Key, out AdAttribute? attribute))
            {
                _byName[group.Key] = Collect(attribute.Kind, group);
            }
        }
    }

    public AttributeValues this[string attribute] => _byName.GetValueOrDefault(attribute, AttributeValues.None);

    private static AttributeValues Collect(AttributeKind kind, IEnumerable<PlainValue> values) => kind switch
    {
        AttributeKind.Keyword => AttributeValues.None with { Texts = [.. values.Select(value => value.Value.Text)] },
        AttributeKind.Integer => AttributeValues.None with { Integers = [.. values.Select(value => value.Value.Integer)] },
        AttributeKind.Decimal => AttributeValues.None with { Decimals = [.. values.Select(value => value.Value.Decimal)] },
        _ => AttributeValues.None with { Points = [.. values.Select(value => value.Point)] },
    };
}
