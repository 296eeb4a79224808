namespace Gateway.Transforms.Validation.Formats;

/// <summary>UUIDs as RFC 4122 section 3 writes them, of any version and variant.</summary>
internal static class UuidFormat
{
    private const int Length = 36;

    public static bool IsUuid(ReadOnlySpan<byte> text)
    {
        if (text.Length != Length)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var expectsHyphen = i is 8 or 13 or 18 or 23;
            if (expectsHyphen ? text[i] != '-' : !char.IsAsciiHexDigit((char)text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
