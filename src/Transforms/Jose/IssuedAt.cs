namespace Gateway.Transforms.Jose;

/// <summary>Whether a sealed message says when it was sealed (<c>iat</c> in its header), and in which unit.</summary>
public enum IssuedAt
{
    /// <summary>It does not say.</summary>
    None,

    /// <summary>Seconds since 1970, as RFC 7519 section 2 has it.</summary>
    Seconds,

    /// <summary>Milliseconds since 1970, as some receivers want it.</summary>
    Milliseconds,
}
