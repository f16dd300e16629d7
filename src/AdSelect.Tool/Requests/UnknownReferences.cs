// The names in requests that a snapshot lacks, of all kinds, with what that means for the answers.
using AdSelect.Tool.Commands;

namespace AdSelect.Tool.Requests;

internal sealed class UnknownReferences(AdSnapshot snapshot)
{
    private readonly UnknownNames _attributes = new("attribute", "request", () => snapshot.Attributes.Select(attribute => attribute.Name));
    private readonly UnknownNames _lineItems = new("line item", "exposure", () => SnapshotFile.LineItemIds(snapshot));
    private readonly UnknownNames _creatives = new("creative", "exposure", () => SnapshotFile.CreativeIds(snapshot));

    /// <summary>Counts what one request names.</summary>
    public void Add(RequestLine line)
    {
        _attributes.Add(line.UnknownAttributes);
        _lineItems.Add(line.Exposures.UnknownLineItems);
        _creatives.Add(line.Exposures.UnknownCreatives);
    }

    /// <summary>One line for each name.</summary>
    public IEnumerable<string> Warnings() =>
    [
        .. _attributes.Warnings("so that no line item can ask for it"),
        .. _lineItems.Warnings("and counts towards the campaign and the advertiser only where the exposure names them"),
        .. _creatives.Warnings("and counts towards no category"),
    ];
}
