using System.Buffers;
using System.Globalization;
using System.Text;

namespace Gateway.Transforms.Validation.Formats;

/// <summary>URI templates of any level, by the grammar of RFC 6570 section 2. The operators that it reserves are refused: nothing expands them.</summary>
internal static class UriTemplateFormat
{
    private const int MaxPrefixDigits = 4;

    private static readonly SearchValues<byte> NotLiteral = SearchValues.Create("\"<>\\^`|}"u8);

    private static readonly SearchValues<byte> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_%."u8);

    public static bool IsUriTemplate(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            var open = text.IndexOf((byte)'{');
            if (!IsLiteral(open < 0 ? text : text[..open]))
            {
                return false;
            }

            if (open < 0)
            {
                return true;
            }

            text = text[(open + 1)..];
            var close = text.IndexOf((byte)'}');
            if (close < 0 || !IsExpression(text[..close]))
            {
                return false;
            }

            text = text[(close + 1)..];
        }
    }

    private static bool IsLiteral(ReadOnlySpan<byte> text)
    {
        // The apostrophe is not in the grammar as published; erratum 6937 put it back.
        if (!UriFormats.HasWholeEscapes(text) || text.ContainsAny(NotLiteral))
        {
            return false;
        }

        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var consumed);
            if (rune.Value <= ' ' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control)
            {
                return false;
            }

            text = text[consumed..];
        }

        return true;
    }

    private static bool IsExpression(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && "+#./;?&"u8.Contains(text[0]))
        {
            text = text[1..];
        }

        while (true)
        {
            var comma = text.IndexOf((byte)',');
            if (!IsVariable(comma < 0 ? text : text[..comma]))
            {
                return false;
            }

            if (comma < 0)
            {
                return true;
            }

            text = text[(comma + 1)..];
        }
    }

    private static bool IsVariable(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        if (colon >= 0)
        {
            var digits = text[(colon + 1)..];
            return IsName(text[..colon])
                && digits.Length is > 0 and <= MaxPrefixDigits
                && digits[0] != '0'
                && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
        }

        return IsName(!text.IsEmpty && text[^1] == '*' ? text[..^1] : text);
    }

    private static bool IsName(ReadOnlySpan<byte> text) =>
        !text.IsEmpty
        && text[0] != '.'
        && text[^1] != '.'
        && text.IndexOf(".."u8) < 0
        && !text.ContainsAnyExcept(NameCharacters)
        && UriFormats.HasWholeEscapes(text);
}
