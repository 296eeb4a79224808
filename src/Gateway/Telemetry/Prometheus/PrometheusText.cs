using System.Buffers;
using System.Globalization;
using System.Text;
using Gateway.Transforms.Buffers;

namespace Gateway.Telemetry.Prometheus;

/// <summary>Numbers and texts as both formats write them, in UTF-8.</summary>
internal static class PrometheusText
{
    /// <summary>The longest that a number gets, with room to spare.</summary>
    private const int MostDigits = 32;

    private static readonly SearchValues<char> Special = SearchValues.Create("\\\"\n");

    /// <summary>Writes the shortest text that reads back as <paramref name="value"/>.</summary>
    public static void WriteNumber(PooledBuffer destination, double value)
    {
        if (double.IsFinite(value))
        {
            var text = destination.GetSpan(MostDigits);
            value.TryFormat(text, out var written, provider: CultureInfo.InvariantCulture);
            text[..written].Replace((byte)'E', (byte)'e');
            destination.Advance(written);
        }
        else
        {
            destination.Write(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8);
        }
    }

    public static void WriteNumber(PooledBuffer destination, long value)
    {
        value.TryFormat(destination.GetSpan(MostDigits), out var written, provider: CultureInfo.InvariantCulture);
        destination.Advance(written);
    }

    /// <summary>Writes the bound of a bucket: always with a fraction or an exponent, as OpenMetrics wants it, so that a series is the same in both formats.</summary>
    public static void WriteBound(PooledBuffer destination, double bound)
    {
        var begin = destination.Length;
        WriteNumber(destination, bound);
        if (double.IsFinite(bound) && destination.WrittenSpan[begin..].IndexOfAny((byte)'.', (byte)'e') < 0)
        {
            destination.Write(".0"u8);
        }
    }

    /// <summary>Writes a text so that it ends neither its line nor its quotes.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="text">The text; half surrogates in it become U+FFFD.</param>
    /// <param name="escapeQuotes">False for a description in the classic format, which has no quotes around it.</param>
    public static void WriteEscaped(PooledBuffer destination, ReadOnlySpan<char> text, bool escapeQuotes = true)
    {
        while (text.IndexOfAny(Special) is >= 0 and var at)
        {
            Write(destination, text[..at]);
            destination.Write(text[at] switch
            {
                '\n' => "\\n"u8,
                '\\' => "\\\\"u8,
                _ => escapeQuotes ? "\\\""u8 : "\""u8,
            });
            text = text[(at + 1)..];
        }

        Write(destination, text);
    }

    private static void Write(PooledBuffer destination, ReadOnlySpan<char> text)
    {
        var room = destination.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        destination.Advance(Encoding.UTF8.GetBytes(text, room));
    }
}
