// SEMANTICS 4.5: the one form in which domains are compared, by the framework's own parsers.
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace AdSelect.Tests.Oracle;

public static partial class OracleDomain
{
    /// <summary>The canonical form; null for what is no host name.</summary>
    public static string? Canonical(string text)
    {
        Match match = Parts().Match(text.Trim());
        string port = match.Groups["port"].Value;
        if (text.Length > AdSelectLimits.MaxDomainTextLength || !match.Success || (port.Length > 0 && int.Parse(port, CultureInfo.InvariantCulture) > 65_535))
        {
            return null;
        }

        string host = match.Groups["host"].Value.Replace('。', '.');
        if (host.Contains(':', StringComparison.Ordinal))
        {
            bool isAddress = IPAddress.TryParse(host, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6;
            return isAddress ? Convert.ToHexString(address!.GetAddressBytes()) : null;
        }

        string name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host.StartsWith('.') ? host[1..] : host;
        return Name(name.EndsWith('.') ? name[..^1] : name);
    }

    /// <summary>Whether a domain is another or below it.</summary>
    public static bool IsInside(string domain, string above)
    {
        string name = Canonical(domain) ?? throw new FormatException(domain);
        string suffix = Canonical(above) ?? throw new FormatException(above);
        return name == suffix || (name.EndsWith("." + suffix, StringComparison.Ordinal) && !IPAddress.TryParse(name, out _));
    }

    private static string? Name(string name)
    {
        try
        {
            string ascii = new IdnMapping { AllowUnassigned = false }.GetAscii(name.ToLowerInvariant());
            if (!Labels().IsMatch(ascii) || ascii.Length > 253 || name.Split('.').Any(IsMisplacedHyphen))
            {
                return null;
            }

            if (Number().IsMatch(ascii))
            {
                return IPAddress.TryParse(ascii, out IPAddress? address) && address.ToString() == ascii ? ascii : null;
            }

            return Web().Replace(ascii, string.Empty);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // What is not ASCII yet may neither begin nor end with a hyphen, nor look as if it were encoded.
    private static bool IsMisplacedHyphen(string label) =>
        !Ascii.IsValid(label) && (label[0] == '-' || label[^1] == '-' || label.IndexOf("--", StringComparison.Ordinal) == 2);

    // Scheme; user; a version 6 address in brackets or bare, or anything; port; path, query and fragment.
    private const string PartsPattern =
        @"^(?>(?:(?:[a-z][^/?#@: ]*:)?//)?)(?:[^/?#]*@)?"
        + @"(?:\[(?<host>[0-9a-f:.]*:[0-9a-f:.]*)\]|(?<host>[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*)|(?<host>[^/?#@:\[\]]+))"
        + @"(?::(?<port>[0-9]{0,9}))?(?:[/?#].*)?$";

    [GeneratedRegex(PartsPattern, RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Parts();

    [GeneratedRegex(@"^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Labels();

    [GeneratedRegex(@"(^|\.)([0-9]+|0x[0-9a-f]*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    // As long as two labels remain.
    [GeneratedRegex(@"^(www\.)+(?=[^.]+\.)", RegexOptions.CultureInvariant)]
    private static partial Regex Web();
}
