namespace Gateway.Transforms.Validation.Formats;

/// <summary>JSON Pointers in their string form (RFC 6901 section 5).</summary>
internal static class JsonPointerFormat
{
    public static bool IsJsonPointer(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && text[0] != '/')
        {
            return false;
        }

        for (var tilde = text.IndexOf((byte)'~'); tilde >= 0; tilde = text.IndexOf((byte)'~'))
        {
            text = text[(tilde + 1)..];
            if (text.IsEmpty || text[0] is not ((byte)'0' or (byte)'1'))
            {
                return false;
            }
        }

        return true;
    }
}
