// Makes documents that nobody meant to write: damaged bytes, texts that are no Unicode, depths and numbers beyond reason.
using System.Text;

namespace AdSelect.Tests.Catalogs;

internal static class HostileJson
{
    private static readonly byte[][] Pieces =
    [
        .. Texts(
            "{", "}", "[", "]", ":", ",", "\"", "\\", "null", "true", "0", "-1", "1e999", "-1e-999", "99999999999999999999",
            "1.0000000000000000000000000000001",
            "1e2147483648", "0.1e99999999999", "\"\\ud800\"", "\"\\udc00x\"", "\"\\ud800\\ud800\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"",
            "\\ud800", "\\u", "\"\"", " ", "\n",
            "{\"\\ud800\":1}", "{\"\\udfff\":{\"\\ud800\":[]}}", "[null]", "{\"id\":\"\\ud800\"}", "\"not (x in (1))\"",
            "\"x in (\\\"\\ud800\\\")\"", "{\"not\":true}", "{\"and\":[]}"),
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0x80], [0xF4, 0x90, 0x80, 0x80], [0],
        Encoding.UTF8.GetBytes(new string('[', 300)),
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"not\":", 200))),
        Encoding.UTF8.GetBytes(new string('9', 400)),
        Encoding.UTF8.GetBytes("\"" + new string('x', 5_000) + "\""),
    ];

    /// <summary>The document with one to four damages: a piece put in or over something, a property's name replaced, bytes changed.</summary>
    public static byte[] Damage(byte[] document, Random random)
    {
        List<byte> damaged = [.. document];
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            int at = random.Next(damaged.Count + 1);
            switch (random.Next(5))
            {
                case 0:
                    damaged.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 1:
                    Replace(damaged, at, random.Next(12), Pieces[random.Next(Pieces.Length)]);
                    break;
                case 2 when at < damaged.Count:
                    damaged[at] = (byte)random.Next(256);
                    break;
                default:
                    ReplaceToken(damaged, at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }

        return [.. damaged];
    }

    /// <summary>Bytes without any meaning.</summary>
    public static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static IEnumerable<byte[]> Texts(params string[] texts) => texts.Select(Encoding.UTF8.GetBytes);

    // From one quote to the next: a name, a text, or what is between two of them. The document often stays well-formed.
    private static void ReplaceToken(List<byte> document, int from, byte[] piece)
    {
        int first = document.IndexOf((byte)'"', from);
        int last = first < 0 ? -1 : document.IndexOf((byte)'"', first + 1);
        if (last > first)
        {
            Replace(document, first, last - first + 1, piece);
        }
    }

    private static void Replace(List<byte> document, int at, int count, byte[] piece)
    {
        document.RemoveRange(at, Math.Min(count, document.Count - at));
        document.InsertRange(at, piece);
    }
}
