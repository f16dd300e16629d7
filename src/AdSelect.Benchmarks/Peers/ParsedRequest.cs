// The request as the linear scan reads it: parsed once, values already numbered, so that a test is a bit or a compare.
using AdSelect.Workload;

namespace AdSelect.Benchmarks.Peers;

/// <summary>One listener's values by attribute. Parsing happens before measuring, in the peer's favour.</summary>
internal sealed class ParsedRequest
{
    public required long UtcTicks { get; init; }

    public required AdFormat Format { get; init; }

    /// <summary>By attribute: the values that targeting lists, as a bit set over <see cref="ValueNumbers"/>.</summary>
    public required ulong[][] Sets { get; init; }

    /// <summary>By attribute: the whole numbers, for ranges.</summary>
    public required long[][] Integers { get; init; }

    /// <summary>By attribute: whether there is a value.</summary>
    public required bool[] Known { get; init; }

    /// <summary>Latitude and longitude in radians; empty when unknown.</summary>
    public required (double Latitude, double Longitude)[] Positions { get; init; }
}

/// <summary>Numbers the attributes and the values that targeting lists.</summary>
internal sealed class ValueNumbers
{
    private readonly Dictionary<string, int> _attributes;
    private readonly Dictionary<AttributeValue, int>[] _values;

    public ValueNumbers(IReadOnlyList<AdAttribute> schema)
    {
        _attributes = schema.Select((attribute, index) => (attribute.Name, index)).ToDictionary(pair => pair.Name, pair => pair.index);
        _values = [.. schema.Select(_ => new Dictionary<AttributeValue, int>())];
    }

    public int Attribute(string name) => _attributes[name];

    public int Value(int attribute, AttributeValue value)
    {
        Dictionary<AttributeValue, int> values = _values[attribute];
        if (!values.TryGetValue(value, out int number))
        {
            number = values.Count;
            values.Add(value, number);
        }

        return number;
    }

    /// <summary>Parses a listener; call it after all targeting was numbered.</summary>
    public ParsedRequest Parse(Listener listener)
    {
        var request = new ParsedRequest
        {
            UtcTicks = listener.Time.UtcTicks,
            Format = listener.Slot.Format,
            Sets = [.. _values.Select(values => new ulong[(values.Count + 63) / 64])],
            Integers = [.. _values.Select(_ => Array.Empty<long>())],
            Known = new bool[_values.Length],
            Positions = listener.Position is var (latitude, longitude) ? [(double.DegreesToRadians(latitude), double.DegreesToRadians(longitude))] : [],
        };
        AddTexts(StreamingAttributes.Country, [listener.Country]);
        AddTexts(StreamingAttributes.Region, listener.Region is null ? [] : [listener.Region]);
        AddTexts(StreamingAttributes.Gender, listener.Gender is null ? [] : [listener.Gender]);
        AddTexts(StreamingAttributes.Device, [listener.Device]);
        AddTexts(StreamingAttributes.Language, [listener.Language]);
        AddTexts(StreamingAttributes.Genre, listener.Genres);
        AddTexts(StreamingAttributes.Topic, listener.Topics);
        AddIntegers(StreamingAttributes.Segments, [.. listener.Segments.Select(segment => (long)segment)]);
        AddIntegers(StreamingAttributes.Age, listener.Age is int age ? [age] : []);
        request.Known[Attribute(StreamingAttributes.Position.Name)] = request.Positions.Length > 0;
        return request;

        void AddTexts(AdAttribute attribute, string[] texts) => AddValues(Attribute(attribute.Name), [.. texts.Select(AttributeValue.Of)]);

        void AddIntegers(AdAttribute attribute, long[] integers)
        {
            int index = Attribute(attribute.Name);
            request.Integers[index] = integers;
            AddValues(index, [.. integers.Select(AttributeValue.Of)]);
        }

        void AddValues(int attribute, AttributeValue[] values)
        {
            request.Known[attribute] = values.Length > 0;
            foreach (AttributeValue value in values)
            {
                if (_values[attribute].TryGetValue(value, out int number))
                {
                    request.Sets[attribute][number >> 6] |= 1UL << number;
                }
            }
        }
    }
}
