namespace Gateway.Transforms.Envelopes;

/// <summary>How binary parts of a sealed message are written.</summary>
public enum BinaryEncoding
{
    /// <summary>Base64 with padding (RFC 4648 section 4).</summary>
    Base64,

    /// <summary>Base64url without padding (RFC 4648 section 5, as JOSE uses it).</summary>
    Base64Url,

    /// <summary>Lower-case hexadecimal (RFC 4648 section 8).</summary>
    Hex,

    /// <summary>As they are: for a body that is the bare message.</summary>
    Binary,
}
