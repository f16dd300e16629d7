// What may be the id of an identity, before it becomes a key.
using System.Text;

namespace AdSelect;

internal static class ListenerIdentityCheck
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Refuses what is no identity: two ids that are no valid text could share one key.</summary>
    /// <exception cref="ArgumentException">The kind is none, or the id is empty, too long, or not valid text.</exception>
    public static void Check(in ListenerIdentity identity)
    {
        if (identity.Kind > CapIdentity.Break)
        {
            throw new ArgumentException($"{identity.Kind} is no kind of identity.", nameof(identity));
        }

        if (string.IsNullOrEmpty(identity.Id) || !IsText(identity.Id, out int bytes) || bytes > AdSelectLimits.MaxIdBytes)
        {
            throw new ArgumentException($"The id of a {identity.Kind} has 1 to {AdSelectLimits.MaxIdBytes} UTF-8 bytes of valid text.", nameof(identity));
        }
    }

    /// <summary>True when a text has a byte form of its own.</summary>
    public static bool IsText(string text, out int bytes)
    {
        bytes = 0;
        try
        {
            bytes = StrictUtf8.GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
