namespace Gateway.Transforms.Validation.Formats;

/// <summary>JSON Pointers in their string form (RFC 6901 section 5), and relative ones (draft-bhutton-relative-json-pointer-00 section 3).</summary>
internal static class JsonPointerFormat
{
    /// <summary>How many levels up, and then a pointer down, or <c>#</c> for the place's own name. Moving along an array came with a later draft.</summary>
    public static bool IsRelativeJsonPointer(ReadOnlySpan<byte> text)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? text.Length : digits;
        if (digits == 0 || (digits > 1 && text[0] == '0'))
        {
            return false;
        }

        var rest = text[digits..];
        return rest.SequenceEqual("#"u8) || IsJsonPointer(rest);
    }

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
