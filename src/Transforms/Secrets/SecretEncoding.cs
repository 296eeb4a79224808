namespace Gateway.Transforms.Secrets;

/// <summary>How a source's text stands for a secret's bytes.</summary>
public enum SecretEncoding
{
    /// <summary>The text's own bytes; one trailing line break is dropped.</summary>
    Utf8,

    /// <summary>Two hexadecimal digits a byte, in either case (RFC 4648 section 8).</summary>
    Hex,

    /// <summary>Base64 (RFC 4648 section 4), padded.</summary>
    Base64,

    /// <summary>Base64url (RFC 4648 section 5), padded or not.</summary>
    Base64Url,

    /// <summary>A key or certificate as PEM (RFC 7468); the text is kept.</summary>
    Pem,

    /// <summary>A JSON Web Key or a set of them (RFC 7517); the text is kept.</summary>
    Jwk,
}
