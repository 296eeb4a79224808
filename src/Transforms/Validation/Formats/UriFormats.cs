using System.Buffers;
using System.Text;

namespace Gateway.Transforms.Validation.Formats;

/// <summary>URIs and references to them by the grammar of RFC 3986. Strictly: <see cref="Uri"/> repairs what a receiver may not.</summary>
internal static class UriFormats
{
    private const string Alpha = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Unreserved = Alpha + Digits + "-._~";
    private const string SubDelimiters = "!$&'()*+,;=";

    private static readonly SearchValues<byte> Scheme = Bytes(Alpha + Digits + "+-.");
    private static readonly SearchValues<byte> UserInfo = Bytes(Unreserved + SubDelimiters + "%:");
    private static readonly SearchValues<byte> RegisteredName = Bytes(Unreserved + SubDelimiters + "%");
    private static readonly SearchValues<byte> FutureAddress = Bytes(Unreserved + SubDelimiters + ":");
    private static readonly SearchValues<byte> Path = Bytes(Unreserved + SubDelimiters + "%:@/");
    private static readonly SearchValues<byte> QueryOrFragment = Bytes(Unreserved + SubDelimiters + "%:@/?");

    public static bool IsUri(ReadOnlySpan<byte> text)
    {
        var colon = SchemeEnd(text);
        return colon > 0 && IsRelative(text[(colon + 1)..], mayStartWithColonSegment: true);
    }

    /// <summary>Section 4.1. A first segment with a colon would be read as a scheme, and so is one or is an error.</summary>
    public static bool IsUriReference(ReadOnlySpan<byte> text) => IsUri(text) || IsRelative(text, mayStartWithColonSegment: false);

    private static int SchemeEnd(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        return colon > 0 && char.IsAsciiLetter((char)text[0]) && !text[..colon].ContainsAnyExcept(Scheme) ? colon : -1;
    }

    private static bool IsRelative(ReadOnlySpan<byte> text, bool mayStartWithColonSegment)
    {
        if (!HasWholeEscapes(text))
        {
            return false;
        }

        var hash = text.IndexOf((byte)'#');
        if (hash >= 0)
        {
            if (text[(hash + 1)..].ContainsAnyExcept(QueryOrFragment))
            {
                return false;
            }

            text = text[..hash];
        }

        var question = text.IndexOf((byte)'?');
        if (question >= 0)
        {
            if (text[(question + 1)..].ContainsAnyExcept(QueryOrFragment))
            {
                return false;
            }

            text = text[..question];
        }

        if (text.StartsWith("//"u8))
        {
            var authority = text[2..];
            var slash = authority.IndexOf((byte)'/');
            return slash < 0
                ? IsAuthority(authority)
                : IsAuthority(authority[..slash]) && !authority[slash..].ContainsAnyExcept(Path);
        }

        if (!mayStartWithColonSegment)
        {
            var slash = text.IndexOf((byte)'/');
            if ((slash < 0 ? text : text[..slash]).Contains((byte)':'))
            {
                return false;
            }
        }

        return !text.ContainsAnyExcept(Path);
    }

    private static bool IsAuthority(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOf((byte)'@');
        if (at >= 0)
        {
            if (text[..at].ContainsAnyExcept(UserInfo))
            {
                return false;
            }

            text = text[(at + 1)..];
        }

        if (!text.IsEmpty && text[0] == '[')
        {
            var end = text.IndexOf((byte)']');
            return end > 0 && IsAddressLiteral(text[1..end]) && IsPort(text[(end + 1)..]);
        }

        var colon = text.IndexOf((byte)':');
        return colon < 0
            ? !text.ContainsAnyExcept(RegisteredName)
            : !text[..colon].ContainsAnyExcept(RegisteredName) && IsPort(text[colon..]);
    }

    private static bool IsPort(ReadOnlySpan<byte> text) =>
        text.IsEmpty || (text[0] == ':' && !text[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9'));

    private static bool IsAddressLiteral(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] is not ((byte)'v' or (byte)'V'))
        {
            return AddressFormats.IsIPv6(text);
        }

        var dot = text.IndexOf((byte)'.');
        if (dot < 2 || dot + 1 == text.Length || text[(dot + 1)..].ContainsAnyExcept(FutureAddress))
        {
            return false;
        }

        foreach (var digit in text[1..dot])
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether every percent sign is followed by two hexadecimal digits (section 2.1).</summary>
    public static bool HasWholeEscapes(ReadOnlySpan<byte> text)
    {
        for (var percent = text.IndexOf((byte)'%'); percent >= 0; percent = text.IndexOf((byte)'%'))
        {
            text = text[(percent + 1)..];
            if (text.Length < 2 || !char.IsAsciiHexDigit((char)text[0]) || !char.IsAsciiHexDigit((char)text[1]))
            {
                return false;
            }
        }

        return true;
    }

    private static SearchValues<byte> Bytes(string characters) => SearchValues.Create(Encoding.ASCII.GetBytes(characters));
}
