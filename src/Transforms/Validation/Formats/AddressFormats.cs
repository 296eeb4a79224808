namespace Gateway.Transforms.Validation.Formats;

/// <summary>Addresses: IPv4 by RFC 2673 section 3.2, IPv6 by RFC 4291 section 2.2.</summary>
internal static class AddressFormats
{
    private const int Groups = 8;

    /// <summary>Four decimal numbers without leading zeros, which some readers would take for octal.</summary>
    public static bool IsIPv4(ReadOnlySpan<byte> text)
    {
        for (var part = 1; part < 4; part++)
        {
            var dot = text.IndexOf((byte)'.');
            if (dot < 0 || !IsOctet(text[..dot]))
            {
                return false;
            }

            text = text[(dot + 1)..];
        }

        return IsOctet(text);
    }

    /// <summary>Without brackets and without a zone.</summary>
    public static bool IsIPv6(ReadOnlySpan<byte> text)
    {
        var gap = text.IndexOf("::"u8);
        if (gap < 0)
        {
            return CountGroups(text, mayEndInIPv4: true) == Groups;
        }

        var before = text[..gap];
        var after = text[(gap + 2)..];
        var first = before.IsEmpty ? 0 : CountGroups(before, mayEndInIPv4: false);
        var second = after.IsEmpty ? 0 : CountGroups(after, mayEndInIPv4: true);
        return first >= 0 && second >= 0 && first + second < Groups;
    }

    /// <summary>The 16-bit groups in <paramref name="text"/>, or -1 when something in it is none.</summary>
    private static int CountGroups(ReadOnlySpan<byte> text, bool mayEndInIPv4)
    {
        for (var count = 1; ; count++)
        {
            var colon = text.IndexOf((byte)':');
            var group = colon < 0 ? text : text[..colon];
            if (colon < 0 && mayEndInIPv4 && group.Contains((byte)'.'))
            {
                return IsIPv4(group) ? count + 1 : -1;
            }

            if (group.Length is 0 or > 4 || !IsHex(group))
            {
                return -1;
            }

            if (colon < 0)
            {
                return count;
            }

            text = text[(colon + 1)..];
        }
    }

    private static bool IsHex(ReadOnlySpan<byte> text)
    {
        foreach (var b in text)
        {
            if (!char.IsAsciiHexDigit((char)b))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOctet(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > 3 || (text.Length > 1 && text[0] == '0') || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        var value = 0;
        foreach (var digit in text)
        {
            value = (value * 10) + (digit - '0');
        }

        return value <= byte.MaxValue;
    }
}
