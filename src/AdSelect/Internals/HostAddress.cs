// Hosts that are addresses: which texts are one, and the one form each is compared in.
using System.Globalization;

namespace AdSelect.Internals;

internal static class HostAddress
{
    public const string Digits = "0123456789";

    private const int Version4Parts = 4;
    private const int Version6Groups = 8;
    private const int LongestGroup = 4;

    /// <summary>Whether a name ends in a number, decimal or hexadecimal: only addresses do.</summary>
    public static bool EndsInNumber(ReadOnlySpan<char> name)
    {
        ReadOnlySpan<char> last = name[(name.LastIndexOf('.') + 1)..];
        return !last.ContainsAnyExcept(Digits) || (last.StartsWith("0x") && !last[2..].ContainsAnyExcept("0123456789abcdef"));
    }

    /// <summary>Whether a text is a version 4 address: four numbers up to 255 without leading zeros, which others read as octal.</summary>
    public static bool IsVersion4(ReadOnlySpan<char> text) => TryReadVersion4(text, out _);

    /// <summary>Writes a version 6 address as eight hexadecimal groups in brackets.</summary>
    /// <param name="text">The address without brackets.</param>
    /// <param name="canonical">Room for the longest.</param>
    /// <param name="length">Characters written.</param>
    /// <returns>False when the text is none.</returns>
    public static bool TryWriteVersion6(ReadOnlySpan<char> text, Span<char> canonical, out int length)
    {
        Span<ushort> groups = stackalloc ushort[Version6Groups];
        length = 0;
        if (text.ContainsAnyExcept("0123456789abcdefABCDEF:.") || !TryReadVersion6(text, groups))
        {
            return false;
        }

        canonical[length++] = '[';
        foreach (ushort group in groups)
        {
            group.TryFormat(canonical[length..], out int written, "x", CultureInfo.InvariantCulture);
            length += written;
            canonical[length++] = ':';
        }

        canonical[length - 1] = ']';
        return true;
    }

    private static bool TryReadVersion6(ReadOnlySpan<char> text, Span<ushort> groups)
    {
        int gap = text.IndexOf("::");
        if (gap < 0)
        {
            return TryReadGroups(text, groups, out int all) && all == Version6Groups;
        }

        // At least one group is left out.
        Span<ushort> after = stackalloc ushort[Version6Groups];
        int last = 0;
        bool isRead = TryReadGroups(text[..gap], groups, out int first, isLast: false) && TryReadGroups(text[(gap + 2)..], after, out last);
        if (!isRead || first + last >= Version6Groups)
        {
            return false;
        }

        groups[first..].Clear();
        after[..last].CopyTo(groups[(Version6Groups - last)..]);
        return true;
    }

    // Groups between colons; the last two may be written as a version 4 address.
    private static bool TryReadGroups(ReadOnlySpan<char> text, Span<ushort> groups, out int count, bool isLast = true)
    {
        count = 0;
        while (!text.IsEmpty)
        {
            int colon = text.IndexOf(':');
            ReadOnlySpan<char> group = colon < 0 ? text : text[..colon];
            if (colon < 0 && isLast && count + 2 <= groups.Length && TryReadVersion4(group, out uint address))
            {
                groups[count++] = (ushort)(address >> 16);
                groups[count++] = (ushort)address;
                return true;
            }

            bool fits = count < groups.Length && group.Length <= LongestGroup;
            if (!fits || !ushort.TryParse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort value))
            {
                return false;
            }

            groups[count++] = value;
            text = colon < 0 ? [] : text[(colon + 1)..];
            if (colon >= 0 && text.IsEmpty)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadVersion4(ReadOnlySpan<char> text, out uint address)
    {
        address = 0;
        for (int i = 0; i < Version4Parts; i++)
        {
            int dot = text.IndexOf('.');
            bool isLast = i == Version4Parts - 1;
            ReadOnlySpan<char> part = isLast ? text : dot < 0 ? [] : text[..dot];
            if (!byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out byte value) || (part.Length > 1 && part[0] == '0'))
            {
                return false;
            }

            address = (address << 8) | value;
            text = isLast ? [] : text[(dot + 1)..];
        }

        return true;
    }
}
