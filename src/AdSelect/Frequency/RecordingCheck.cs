// What may be recorded, and for whom: asked before anything is.
namespace AdSelect.Frequency;

internal static class RecordingCheck
{
    public static void ThrowIfInvalid(in ListenerIdentity identity)
    {
        if (FaultOf(identity) is { } fault)
        {
            throw new ArgumentException(fault, nameof(identity));
        }
    }

    public static void ThrowIfInvalid(in Exposure exposure)
    {
        if (FaultOf(exposure) is { } fault)
        {
            throw new ArgumentException(fault, nameof(exposure));
        }
    }

    public static void ThrowIfInvalid(ReadOnlySpan<RecordedExposure> exposures)
    {
        for (int i = 0; i < exposures.Length; i++)
        {
            if ((FaultOf(exposures[i].Identity) ?? FaultOf(exposures[i].Exposure)) is { } fault)
            {
                throw new ArgumentException($"exposures[{i}]: {fault}", nameof(exposures));
            }
        }
    }

    private static string? FaultOf(in ListenerIdentity identity) =>
        identity.IsValid ? null
        : identity.Kind > CapIdentity.Break ? $"{identity.Kind} is no kind of identity."
        : $"The id of a {identity.Kind} has 1 to {AdSelectLimits.MaxIdBytes} UTF-8 bytes of valid text, without half of a surrogate pair.";

    private static string? FaultOf(in Exposure exposure) =>
        exposure.IsValid ? null : "An exposure needs an id that is set, and an event that is defined.";
}
