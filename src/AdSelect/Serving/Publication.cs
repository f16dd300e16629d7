// What answers at one moment: a snapshot and the state beside it.
namespace AdSelect.Serving;

/// <summary>
/// A snapshot and the delivery state that belongs to it: replaced together, read with one volatile read. A call keeps it alive to its end,
/// because references into a mapped file do not.
/// </summary>
internal sealed record Publication(AdSnapshot Snapshot, DeliveryState Delivery);
