// The façade of the data plane: holds the current snapshot and answers requests.
namespace AdSelect;

/// <summary>
/// Answers ad requests from the current snapshot. Thread-safe; make one and share it. Selecting allocates nothing,
/// reads no clock and draws no random number: the same snapshot, request and delivery state give the same answer.
/// </summary>
public sealed partial class AdSelector
{
    /// <summary>Makes a selector over a first snapshot.</summary>
    public AdSelector(AdSnapshot snapshot) => throw new NotImplementedException();

    /// <summary>The snapshot that answers now.</summary>
    public AdSnapshot Snapshot => throw new NotImplementedException();

    /// <summary>What was delivered and what is paused, for the current snapshot.</summary>
    public DeliveryState Delivery => throw new NotImplementedException();

    /// <summary>Makes another snapshot the current one, carries the delivery state over by id, and returns the snapshot replaced. Calls under way finish with the one they began with.</summary>
    public AdSnapshot Publish(AdSnapshot snapshot) => throw new NotImplementedException();

    /// <summary>
    /// Selects ads. With one slot: the ranking, best first, as many as <paramref name="winners"/> holds. With several
    /// slots: at most one winner a slot, in the order of the slots; an unfilled slot has no entry.
    /// </summary>
    /// <returns>The number of winners written.</returns>
    /// <exception cref="AdRequestException">The request has an error; nothing was written.</exception>
    public int Select(in AdRequest request, Span<AdSelection> winners) => throw new NotImplementedException();

    /// <summary>As <see cref="Select(in AdRequest, Span{AdSelection})"/>, and tells which snapshot decided, to resolve ordinals with.</summary>
    public int Select(in AdRequest request, Span<AdSelection> winners, out AdSnapshot snapshot) => throw new NotImplementedException();

    /// <summary>As Select, with errors as a value instead of an exception.</summary>
    public bool TrySelect(in AdRequest request, Span<AdSelection> winners, out int count, out RequestError error) => throw new NotImplementedException();

    /// <summary>
    /// All line items whose targeting matches, whether or not they may serve. Needs neither id, time nor slot.
    /// Ordinals are written in no particular but in a stable order, as many as <paramref name="lineItems"/> holds.
    /// </summary>
    /// <returns>The number that match, which may exceed the span's length.</returns>
    /// <exception cref="AdRequestException">The request has an error; nothing was written.</exception>
    public int Match(in AdRequest request, Span<int> lineItems) => throw new NotImplementedException();

    /// <summary>The number of line items whose targeting matches.</summary>
    /// <exception cref="AdRequestException">The request has an error.</exception>
    public int CountMatches(in AdRequest request) => throw new NotImplementedException();

    /// <summary>Says why a line item serves or does not serve this request. Allocates; not for the hot path.</summary>
    /// <exception cref="ArgumentException">No line item has the id.</exception>
    /// <exception cref="AdRequestException">The request has an error.</exception>
    public Explanation Explain(in AdRequest request, string lineItemId) => throw new NotImplementedException();
}
