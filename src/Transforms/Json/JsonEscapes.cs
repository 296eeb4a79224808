using System.Text;

namespace Gateway.Transforms.Json;

/// <summary>The escapes of JSON strings (RFC 8259 section 7).</summary>
internal static class JsonEscapes
{
    private const int UnicodeLength = 6;
    private const int PairLength = 2 * UnicodeLength;

    /// <summary>The bytes of the escape that begins <paramref name="text"/>, or 0 if it is not well formed.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
        {
            return 0;
        }

        return text[1] switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t' => 2,
            (byte)'u' when text.Length >= UnicodeLength && TryReadUnit(text, out _) => UnicodeLength,
            _ => 0,
        };
    }

    /// <summary>Writes the text that <paramref name="escaped"/> spells, whose escapes are well formed. It is never longer.</summary>
    /// <returns>The bytes written, or -1 for half of a surrogate pair.</returns>
    public static int Resolve(ReadOnlySpan<byte> escaped, Span<byte> destination)
    {
        var written = 0;
        while (!escaped.IsEmpty)
        {
            if (escaped[0] != (byte)'\\')
            {
                var plain = escaped.IndexOf((byte)'\\');
                plain = plain < 0 ? escaped.Length : plain;
                escaped[..plain].CopyTo(destination[written..]);
                escaped = escaped[plain..];
                written += plain;
                continue;
            }

            if (escaped[1] != (byte)'u')
            {
                destination[written++] = Short(escaped[1]);
                escaped = escaped[2..];
                continue;
            }

            if (!TryReadRune(escaped, out var rune))
            {
                return -1;
            }

            written += rune.EncodeToUtf8(destination[written..]);
            escaped = escaped[(rune.IsBmp ? UnicodeLength : PairLength)..];
        }

        return written;
    }

    private static byte Short(byte letter) => letter switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => letter,
    };

    private static bool TryReadRune(ReadOnlySpan<byte> escaped, out Rune rune)
    {
        TryReadUnit(escaped, out var unit);
        if (Rune.TryCreate(unit, out rune))
        {
            return true;
        }

        return escaped.Length >= PairLength
            && escaped[UnicodeLength] == (byte)'\\'
            && escaped[UnicodeLength + 1] == (byte)'u'
            && TryReadUnit(escaped[UnicodeLength..], out var low)
            && Rune.TryCreate(unit, low, out rune);
    }

    /// <summary>The four hexadecimal digits after <c>\u</c>.</summary>
    private static bool TryReadUnit(ReadOnlySpan<byte> escape, out char unit)
    {
        var value = (Digit(escape[2]) << 12) | (Digit(escape[3]) << 8) | (Digit(escape[4]) << 4) | Digit(escape[5]);
        unit = (char)value;
        return value >= 0;
    }

    /// <summary>The value of a digit, or -1, which stays negative however it is shifted, and whatever is joined to it by <c>|</c>.</summary>
    private static int Digit(byte digit)
    {
        if ((uint)(digit - '0') <= 9)
        {
            return digit - '0';
        }

        var letter = (uint)((digit | 0x20) - 'a');
        return letter <= 5 ? (int)letter + 10 : -1;
    }
}
