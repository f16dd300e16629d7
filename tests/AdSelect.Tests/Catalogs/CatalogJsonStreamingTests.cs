// An opened catalog reads its line items while they are enumerated, and holds none.
using System.Text;

namespace AdSelect.Tests.Catalogs;

public sealed class CatalogJsonStreamingTests
{
    private const int Million = 1_000_000;

    [Fact]
    public void ItemsComeBeforeTheStreamIsReadToItsEnd()
    {
        using var stream = new GeneratedStream("""{"advertisers":[{"id":"a"}],"lineItems":[""", Million, "]}");

        Catalog catalog = CatalogJson.Open(stream);
        Assert.Equal("a", Assert.Single(catalog.Advertisers).Id);
        Assert.InRange(stream.BytesRead, 1, 1 << 20);
        Assert.Equal("0", catalog.LineItems.First().Id);
        Assert.InRange(stream.BytesRead, 1, 1 << 20);
    }

    [Fact]
    public void AMillionLineItemsAreNeverHeldTogether()
    {
        using var stream = new GeneratedStream("""{"lineItems":[""", Million, "]}");
        long count = 0;
        var seen = new List<WeakReference>();
        int mostAlive = 0;

        foreach (LineItem item in CatalogJson.Open(stream).LineItems)
        {
            if (item.Id != count.ToString(System.Globalization.CultureInfo.InvariantCulture))
            {
                Assert.Fail($"Item {count} has the id {item.Id}.");
            }

            if (++count % 1_000 == 0)
            {
                seen.Add(new WeakReference(item));
            }

            if (count % 250_000 == 0)
            {
                GC.Collect();
                mostAlive = Math.Max(mostAlive, seen.Count(reference => reference.IsAlive));
            }
        }

        Assert.Equal(Million, count);

        // The item at hand and perhaps the one before it, of up to a thousand sampled ones.
        Assert.InRange(mostAlive, 0, 2);
    }

    [Fact]
    public void EnumeratingTwiceIsRefused()
    {
        Catalog catalog = CatalogJson.Open(Utf8("""{"lineItems":[{"id":"a","campaignId":"b"}]}"""));

        Assert.Single(catalog.LineItems.ToList());
        Assert.Contains("only once", Assert.Throws<InvalidOperationException>(() => catalog.LineItems.ToList()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALoadedCatalogCanBeEnumeratedAgain()
    {
        Catalog catalog = CatalogSamples.Load("""{"lineItems":[{"id":"a","campaignId":"b"}]}""");

        Assert.Equal(catalog.LineItems.ToList(), catalog.LineItems.ToList());
    }

    [Fact]
    public void APropertyAfterTheLineItemsIsAnError()
    {
        Catalog catalog = CatalogJson.Open(Utf8("{\"lineItems\":[{\"id\":\"a\",\"campaignId\":\"b\"}],\n\"currency\":\"EUR\"}"));

        CatalogJsonError error = Assert.Single(Assert.Throws<CatalogJsonException>(() => catalog.LineItems.Count()).Errors);

        Assert.Equal(("currency", 2L), (error.Path, error.Line));
        Assert.Contains("lineItems must be the last property", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ErrorsBeforeAndInsideTheLineItemsAreListedTogether()
    {
        var exception = Assert.Throws<CatalogJsonException>(() => CatalogJson.Open(Utf8("""{"deals":[5],"lineItems":[6,{"id":"a","campaignId":"b"},7]}""")));

        Assert.Equal(["deals[0]", "lineItems[0]", "lineItems[2]"], exception.Errors.Select(error => error.Path));
    }

    [Fact]
    public void ErrorsInsideTheLineItemsComeWhileEnumerating()
    {
        Catalog catalog = CatalogJson.Open(Utf8("""{"lineItems":[{"id":"a","campaignId":"b"},6,{"id":"c","campaignId":"b"},7]}"""));
        var seen = new List<string>();

        var exception = Assert.Throws<CatalogJsonException>(() => seen.AddRange(catalog.LineItems.Select(item => item.Id)));

        Assert.Equal(["lineItems[1]", "lineItems[3]"], exception.Errors.Select(error => error.Path));
    }

    [Fact]
    public void ACatalogWithoutLineItemsIsComplete()
    {
        Catalog catalog = CatalogJson.Open(Utf8("""{"generation":3}"""));

        Assert.Equal(3, catalog.Generation);
        Assert.Empty(catalog.LineItems);
        Assert.Empty(catalog.LineItems);
    }

    [Fact]
    public void SingleBytesAtATimeGiveTheSameCatalog()
    {
        byte[] document = CatalogSamples.Save(CatalogSamples.Everything());

        Catalog catalog = CatalogJson.Load(new DrippingStream(document));

        Assert.Equal(document, CatalogSamples.Save(catalog));
    }

    [Fact]
    public void LargeElementsGrowTheBuffer()
    {
        string name = new('n', 3_000_000);
        string json = $$"""{"lineItems":[{"id":"a","campaignId":"b","name":"{{name}}"},{"id":"c","campaignId":"b"}]}""";

        List<LineItem> items = CatalogJson.Open(Utf8(json)).LineItems.ToList();

        Assert.Equal([name, null], items.Select(item => item.Name));
    }

    private static MemoryStream Utf8(string json) => new(Encoding.UTF8.GetBytes(json));

    /// <summary>A document of many small line items that is made while it is read.</summary>
    private sealed class GeneratedStream(string head, int count, string tail) : ReadOnlyStream
    {
        private byte[] _chunk = Encoding.UTF8.GetBytes(head);
        private int _offset;
        private int _next;
        private bool _isEnded;

        public long BytesRead { get; private set; }

        public override int Read(byte[] buffer, int offset, int length)
        {
            if (_offset == _chunk.Length && !_isEnded)
            {
                _isEnded = _next == count;
                _chunk = Encoding.UTF8.GetBytes(_isEnded ? tail : $$"""{{(_next == 0 ? "" : ",\n")}}{"id":"{{_next++}}","campaignId":"c"}""");
                _offset = 0;
            }

            int taken = Math.Min(length, _chunk.Length - _offset);
            _chunk.AsSpan(_offset, taken).CopyTo(buffer.AsSpan(offset));
            _offset += taken;
            BytesRead += taken;
            return taken;
        }
    }

    private sealed class DrippingStream(byte[] bytes) : ReadOnlyStream
    {
        private int _position;

        public override int Read(byte[] buffer, int offset, int length)
        {
            if (_position == bytes.Length || length == 0)
            {
                return 0;
            }

            buffer[offset] = bytes[_position++];
            return 1;
        }
    }
}
