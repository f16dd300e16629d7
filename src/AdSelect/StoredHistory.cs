// What a store gives for one identity.
namespace AdSelect;

/// <summary>What a store knows of one identity.</summary>
/// <param name="Bytes">An exposure history (<see cref="ExposureHistory"/>); empty when nothing is known. Not to be written to.</param>
/// <param name="IsComplete">
/// False when events may be missing, say because the store did not answer. Caps that deny without the identity then deny; the others
/// count what there is.
/// </param>
public readonly record struct StoredHistory(ReadOnlyMemory<byte> Bytes, bool IsComplete);
