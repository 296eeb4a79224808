namespace Gateway.Transforms.Injection;

/// <summary>What may stand in a header field that is sent (RFC 9110 sections 5.1 and 5.5).</summary>
public static class HeaderText
{
    /// <summary>Whether <paramref name="name"/> is a token.</summary>
    public static bool IsName(string name) => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    /// <summary>Whether <paramref name="value"/> is printable ASCII: nothing in it can end the field or begin another.</summary>
    public static bool IsValue(ReadOnlySpan<byte> value) => !value.IsEmpty && !value.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E);
}
