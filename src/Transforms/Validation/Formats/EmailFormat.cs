using System.Buffers;
using System.Text;

namespace Gateway.Transforms.Validation.Formats;

/// <summary>
/// Mailboxes by RFC 5321 section 4.1.2: a dotted or quoted local part at a host name or a bracketed address; internationalised ones by RFC 6531
/// section 3.3, where any character beyond ASCII may stand in for a letter.
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
        return at > 0 && IsLocalPart(text[..at]) && IsDomain(text[(at + 1)..]);
    }

    /// <summary>A domain beyond ASCII is taken by its shape: which of its characters can be registered is the business of <c>idn-hostname</c>.</summary>
    public static bool IsIdnEmail(ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(text))
        {
            return IsEmail(text);
        }

        var rented = text.Length > StackBytes ? ArrayPool<byte>.Shared.Rent(text.Length) : null;
        var plain = rented is null ? stackalloc byte[StackBytes] : rented;
        text.CopyTo(plain);
        plain = plain[..text.Length];
        foreach (ref var b in plain)
        {
            b = b < 0x80 ? b : (byte)'a';
        }

        var isEmail = IsEmail(plain);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        return isEmail;
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

    private static bool IsDomain(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[0] != '[' || text[^1] != ']')
        {
            return HostnameFormat.IsHostname(text);
        }

        var literal = text[1..^1];
        return literal.StartsWith("IPv6:"u8) ? AddressFormats.IsIPv6(literal[5..]) : AddressFormats.IsIPv4(literal);
    }
}
