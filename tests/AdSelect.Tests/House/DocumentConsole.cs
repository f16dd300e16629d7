// The console that examples in the documents write to, so that a test can compare what they print.
using System.Globalization;

namespace AdSelect.Tests.House;

/// <summary>Stands in for <see cref="Console"/> in compiled examples. Public because the examples are other assemblies.</summary>
public static class DocumentConsole
{
    [ThreadStatic]
    private static StringWriter? _writer;

    /// <summary>Writes a line.</summary>
    public static void WriteLine(string text) => _writer!.Write(text + "\n");

    /// <summary>Writes a value.</summary>
    public static void WriteLine(object? value) => WriteLine(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");

    /// <summary>Writes an empty line.</summary>
    public static void WriteLine() => WriteLine("");

    /// <summary>What is written while <paramref name="action"/> runs on this thread.</summary>
    public static string Capture(Action action)
    {
        _writer = new StringWriter(CultureInfo.InvariantCulture);
        action();
        return _writer.ToString();
    }
}
