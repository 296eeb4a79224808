using System.Buffers;
using System.Text;

namespace Gateway.Transforms.Validation.Formats;

/// <summary>IRIs and references to them (RFC 3987 section 2.2): URIs in which characters beyond ASCII may stand where letters may.</summary>
internal static class IriFormats
{
    private const int StackBytes = 256;

    public static bool IsIri(ReadOnlySpan<byte> text) => IsOneBy(text, UriFormats.IsUri);

    public static bool IsIriReference(ReadOnlySpan<byte> text) => IsOneBy(text, UriFormats.IsUriReference);

    /// <summary>Writes a letter for each of those characters and asks the grammar of URIs.</summary>
    private static bool IsOneBy(ReadOnlySpan<byte> text, FormatCheck isUri)
    {
        if (Ascii.IsValid(text))
        {
            return isUri(text);
        }

        var rented = text.Length > StackBytes ? ArrayPool<byte>.Shared.Rent(text.Length) : null;
        var plain = rented is null ? stackalloc byte[StackBytes] : rented;
        var length = TryReplace(text, plain);
        var isOne = length >= 0 && isUri(plain[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        return isOne;
    }

    private static int TryReplace(ReadOnlySpan<byte> text, Span<byte> plain)
    {
        var length = 0;
        var isQuery = false;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var consumed);
            text = text[consumed..];
            isQuery = rune.Value != '#' && (isQuery || rune.Value == '?');
            if (!rune.IsAscii && !IsUcsCharacter(rune.Value) && !(isQuery && IsPrivate(rune.Value)))
            {
                return -1;
            }

            plain[length++] = rune.IsAscii ? (byte)rune.Value : (byte)'a';
        }

        return length;
    }

    private static bool IsUcsCharacter(int codePoint) => codePoint
        is (>= 0xA0 and <= 0xD7FF)
        or (>= 0xF900 and <= 0xFDCF)
        or (>= 0xFDF0 and <= 0xFFEF)
        or (>= 0x10000 and <= 0xEFFFD and not (>= 0xE0000 and <= 0xE0FFF))
        && (codePoint & 0xFFFE) != 0xFFFE;

    private static bool IsPrivate(int codePoint) => codePoint is (>= 0xE000 and <= 0xF8FF) or (>= 0xF0000 and <= 0xFFFFD) or (>= 0x100000 and <= 0x10FFFD);
}
