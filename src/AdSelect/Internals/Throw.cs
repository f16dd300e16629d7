// Throw helpers: they keep the exceptions' code out of the methods that only rarely need it.
using System.Diagnostics.CodeAnalysis;

namespace AdSelect.Internals;

internal static class Throw
{
    private const int MostCharsShown = 80;

    [DoesNotReturn]
    public static void Request(RequestErrorCode code, string field) => throw new AdRequestException(new RequestError(code, field));

    [DoesNotReturn]
    public static void Request(RequestErrorCode code, string field, ReadOnlySpan<char> value)
    {
        string shown = value.Length <= MostCharsShown ? value.ToString() : $"{value[..MostCharsShown]}...";
        throw new AdRequestException(new RequestError(code, field) { Value = shown });
    }

    /// <summary>Where a value would be returned.</summary>
    [DoesNotReturn]
    public static T Request<T>(RequestError error) => throw new AdRequestException(error);

    [DoesNotReturn]
    public static void Request(RequestError error) => throw new AdRequestException(error);
}
