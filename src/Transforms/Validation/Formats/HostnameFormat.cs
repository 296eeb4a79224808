using System.Buffers;

namespace Gateway.Transforms.Validation.Formats;

/// <summary>
/// Internet host names: RFC 1123 section 2.1, with the lengths of RFC 1034 section 3.1. Of internationalised labels (RFC 5890) the
/// <c>xn--</c> form is accepted by its shape; what it decodes to is not examined.
/// </summary>
internal static class HostnameFormat
{
    private const int MaxLength = 253;
    private const int MaxLabel = 63;

    private static readonly SearchValues<byte> LetterDigitHyphen = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"u8);

    public static bool IsHostname(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxLength)
        {
            return false;
        }

        while (true)
        {
            var dot = text.IndexOf((byte)'.');
            if (!IsLabel(dot < 0 ? text : text[..dot]))
            {
                return false;
            }

            if (dot < 0)
            {
                return true;
            }

            text = text[(dot + 1)..];
        }
    }

    private static bool IsLabel(ReadOnlySpan<byte> label) =>
        label.Length is >= 1 and <= MaxLabel
        && label[0] != '-'
        && label[^1] != '-'
        && !label.ContainsAnyExcept(LetterDigitHyphen);
}
