// The ASCII form of one label of an international domain name (RFC 3492), without allocating.
using System.Text;

namespace AdSelect.Internals;

internal static class Punycode
{
    private const int Base = 36;
    private const int LeastThreshold = 1;
    private const int MostThreshold = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialCode = 0x80;
    private const string Prefix = "xn--";

    /// <summary>Writes the prefix and the encoded label.</summary>
    /// <param name="label">Its characters; at least one is not ASCII.</param>
    /// <param name="ascii">Room for the longest label.</param>
    /// <param name="length">Characters written.</param>
    /// <returns>False when the room is too small.</returns>
    public static bool TryEncode(ReadOnlySpan<Rune> label, Span<char> ascii, out int length)
    {
        length = 0;
        if (ascii.Length < Prefix.Length + label.Length)
        {
            return false;
        }

        Prefix.CopyTo(ascii);
        length = Prefix.Length;
        foreach (Rune rune in label)
        {
            if (rune.IsAscii)
            {
                ascii[length++] = (char)rune.Value;
            }
        }

        int done = length - Prefix.Length;
        if (done > 0)
        {
            ascii[length++] = '-';
        }

        return TryEncodeRest(label, done, ascii, ref length);
    }

    private static bool TryEncodeRest(ReadOnlySpan<Rune> label, int done, Span<char> ascii, ref int length)
    {
        int basic = done;
        int code = InitialCode;
        int bias = InitialBias;
        int delta = 0;
        while (done < label.Length)
        {
            int next = NextCode(label, code);
            delta += (next - code) * (done + 1);
            code = next;
            foreach (Rune rune in label)
            {
                delta += rune.Value < code ? 1 : 0;
                if (rune.Value == code)
                {
                    if (!TryWrite(delta, bias, ascii, ref length))
                    {
                        return false;
                    }

                    bias = Adapt(delta, done + 1, isFirst: done == basic);
                    delta = 0;
                    done++;
                }
            }

            delta++;
            code++;
        }

        return true;
    }

    private static int NextCode(ReadOnlySpan<Rune> label, int code)
    {
        int next = int.MaxValue;
        foreach (Rune rune in label)
        {
            next = rune.Value >= code ? Math.Min(next, rune.Value) : next;
        }

        return next;
    }

    // A number of variable length to base 36, its least digit first.
    private static bool TryWrite(int delta, int bias, Span<char> ascii, ref int length)
    {
        int rest = delta;
        for (int k = Base; ; k += Base)
        {
            if (length == ascii.Length)
            {
                return false;
            }

            int threshold = Math.Clamp(k - bias, LeastThreshold, MostThreshold);
            if (rest < threshold)
            {
                ascii[length++] = Digit(rest);
                return true;
            }

            ascii[length++] = Digit(threshold + ((rest - threshold) % (Base - threshold)));
            rest = (rest - threshold) / (Base - threshold);
        }
    }

    private static int Adapt(int delta, int points, bool isFirst)
    {
        int rest = isFirst ? delta / Damp : delta / 2;
        rest += rest / points;
        int k = 0;
        for (; rest > (Base - LeastThreshold) * MostThreshold / 2; k += Base)
        {
            rest /= Base - LeastThreshold;
        }

        return k + ((Base - LeastThreshold + 1) * rest / (rest + Skew));
    }

    private static char Digit(int value) => (char)(value < 26 ? 'a' + value : '0' + value - 26);
}
