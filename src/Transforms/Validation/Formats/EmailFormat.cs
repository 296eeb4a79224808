using System.Buffers;
using System.Text;

namespace Gateway.Transforms.Validation.Formats;

/// <summary>
/// Mailboxes by RFC 5321 section 4.1.2: a dotted or quoted local part at a host name or a bracketed address; internationalised ones by RFC 6531
/// section 3.3, where any character beyond ASCII may stand in for a letter of the local part, and the domain may be an internationalised one.
/// </summary>
internal static class EmailFormat
{
    private const int StackBytes = 256;

    private static readonly SearchValues<byte> AtomText =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~"u8);

    public static bool IsEmail(ReadOnlySpan<byte> text)
    {
        // A quoted local part may hold the sign itself; a domain may not.
        var at = text.LastIndexOf((byte)'@');
        return at > 0 && IsLocalPart(text[..at]) && (IsLiteral(text[(at + 1)..]) || HostnameFormat.IsHostname(text[(at + 1)..]));
    }

    /// <summary>The domain is an <c>idn-hostname</c>, whose lengths are those of its spelling in ASCII; of the local part, its shape counts.</summary>
    public static bool IsIdnEmail(ReadOnlySpan<byte> text)
    {
        var at = text.LastIndexOf((byte)'@');
        return at > 0 && IsIdnLocalPart(text[..at]) && (IsLiteral(text[(at + 1)..]) || HostnameFormat.IsIdnHostname(text[(at + 1)..]));
    }

    private static bool IsIdnLocalPart(ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(text))
        {
            return IsLocalPart(text);
        }

        // A byte beyond ASCII reads as a letter: nothing here depends on how many a character takes.
        var rented = text.Length > StackBytes ? ArrayPool<byte>.Shared.Rent(text.Length) : null;
        var plain = rented is null ? stackalloc byte[StackBytes] : rented;
        text.CopyTo(plain);
        plain = plain[..text.Length];
        foreach (ref var b in plain)
        {
            b = b < 0x80 ? b : (byte)'a';
        }

        var isLocalPart = IsLocalPart(plain);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        return isLocalPart;
    }

    private static bool IsLocalPart(ReadOnlySpan<byte> text)
    {
        if (text[0] == '"')
        {
            return IsQuoted(text);
        }

        while (true)
        {
            var dot = text.IndexOf((byte)'.');
            var atom = dot < 0 ? text : text[..dot];
            if (atom.IsEmpty || atom.ContainsAnyExcept(AtomText))
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

    private static bool IsQuoted(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[^1] != '"')
        {
            return false;
        }

        var content = text[1..^1];
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '\\')
            {
                i++;
                if (i == content.Length)
                {
                    return false;
                }
            }
            else if (content[i] == '"')
            {
                return false;
            }

            if (content[i] is < 0x20 or > 0x7E)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLiteral(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[0] != '[' || text[^1] != ']')
        {
            return false;
        }

        var literal = text[1..^1];
        return literal.StartsWith("IPv6:"u8) ? AddressFormats.IsIPv6(literal[5..]) : AddressFormats.IsIPv4(literal);
    }
}
