// Throw helpers: they keep the exceptions' code out of the methods that only rarely need it.
using System.Diagnostics.CodeAnalysis;

namespace AdSelect.Internals;

internal static class Throw
{
    [DoesNotReturn]
    public static void Request(RequestErrorCode code, string field) => throw new AdRequestException(new RequestError(code, field));

    [DoesNotReturn]
    public static void Request(RequestError error) => throw new AdRequestException(error);
}
