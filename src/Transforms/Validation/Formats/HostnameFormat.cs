using System.Buffers;
using System.Text;

namespace Gateway.Transforms.Validation.Formats;

/// <summary>
/// Internet host names: RFC 1123 section 2.1, with the lengths of RFC 1034 section 3.1; a label <c>xn--</c> must spell a label that IDNA 2008 allows
/// (RFC 5890 section 2.3.2.1). Internationalised ones may hold such labels as they are.
/// </summary>
internal static class HostnameFormat
{
    private const int MaxLength = 253;
    private const int MaxLabel = 63;

    private static readonly SearchValues<byte> LetterDigitHyphen = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"u8);

    private static ReadOnlySpan<byte> Prefix => "xn--"u8;

    public static bool IsHostname(ReadOnlySpan<byte> text) => text.Length <= MaxLength && Ascii.IsValid(text) && IsIdnHostname(text);

    public static bool IsIdnHostname(ReadOnlySpan<byte> text)
    {
        // The letters of a name take at most four bytes each.
        if (text.Length > 4 * MaxLength || !TryMeasure(text, out var isRightToLeft))
        {
            return false;
        }

        // Names in Latin letters, nearly all, are done; in others, every label has to agree with those that run the other way.
        return !isRightToLeft || AreBidi(text);
    }

    private static bool TryMeasure(ReadOnlySpan<byte> text, out bool isRightToLeft)
    {
        Span<int> buffer = stackalloc int[MaxLabel];
        isRightToLeft = false;
        var length = -1;
        do
        {
            var label = TakeLabel(ref text, out var isLast);
            var codePoints = Read(label, buffer, out var encoded);
            if (encoded is < 1 or > MaxLabel)
            {
                return false;
            }

            length += encoded + 1;
            isRightToLeft |= BidiRule.IsRightToLeft(codePoints);
            if (isLast)
            {
                return length <= MaxLength;
            }
        }
        while (true);
    }

    private static bool AreBidi(ReadOnlySpan<byte> text)
    {
        Span<int> buffer = stackalloc int[MaxLabel];
        do
        {
            var label = TakeLabel(ref text, out var isLast);
            if (!BidiRule.IsMet(Read(label, buffer, out _)))
            {
                return false;
            }

            if (isLast)
            {
                return true;
            }
        }
        while (true);
    }

    /// <summary>Takes the label before the next full stop, of which IDNA knows four.</summary>
    private static ReadOnlySpan<byte> TakeLabel(ref ReadOnlySpan<byte> text, out bool isLast)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var width = text[i] == '.' ? 1
                : text[i..].StartsWith("\u3002"u8) || text[i..].StartsWith("\uFF0E"u8) || text[i..].StartsWith("\uFF61"u8) ? 3
                : 0;
            if (width > 0)
            {
                var label = text[..i];
                text = text[(i + width)..];
                isLast = false;
                return label;
            }
        }

        isLast = true;
        return text;
    }

    /// <summary>The code points of a label in lower case, and the length of its spelling in ASCII; -1 when it is not a label.</summary>
    private static ReadOnlySpan<int> Read(ReadOnlySpan<byte> label, Span<int> buffer, out int encoded)
    {
        if (!Ascii.IsValid(label))
        {
            return ReadUnicode(label, buffer, out encoded);
        }

        encoded = -1;

        if (label.Length is 0 or > MaxLabel || label[0] == '-' || label[^1] == '-' || label.ContainsAnyExcept(LetterDigitHyphen))
        {
            return [];
        }

        if (label.Length > Prefix.Length && Ascii.EqualsIgnoreCase(label[..Prefix.Length], Prefix))
        {
            return ReadEncoded(label[Prefix.Length..], buffer, out encoded);
        }

        encoded = label.Length;
        for (var i = 0; i < label.Length; i++)
        {
            buffer[i] = label[i] | 0x20;
        }

        return buffer[..label.Length];
    }

    private static ReadOnlySpan<int> ReadEncoded(ReadOnlySpan<byte> spelling, Span<int> buffer, out int encoded)
    {
        encoded = -1;
        var count = Punycode.Decode(spelling, buffer);
        if (count < 0 || !IdnLabel.IsValid(buffer[..count]) || !buffer[..count].ContainsAnyInRange(0x80, 0x10FFFF) || Punycode.EncodedLength(buffer[..count]) != spelling.Length)
        {
            return [];
        }

        encoded = Prefix.Length + spelling.Length;
        return buffer[..count];
    }

    private static ReadOnlySpan<int> ReadUnicode(ReadOnlySpan<byte> label, Span<int> buffer, out int encoded)
    {
        encoded = -1;
        var count = 0;
        while (!label.IsEmpty)
        {
            Rune.DecodeFromUtf8(label, out var rune, out var consumed);
            if (count == buffer.Length)
            {
                return [];
            }

            buffer[count++] = rune.Value is >= 'A' and <= 'Z' ? rune.Value | 0x20 : rune.Value;
            label = label[consumed..];
        }

        if (!IdnLabel.IsValid(buffer[..count]))
        {
            return [];
        }

        encoded = Prefix.Length + Punycode.EncodedLength(buffer[..count]);
        return buffer[..count];
    }
}
