namespace Gateway.Secrets.OAuth2;

/// <summary>How the client proves who it is.</summary>
internal enum ClientAuthentication
{
    /// <summary>Its secret in the header (<c>client_secret_basic</c>, RFC 6749 section 2.3.1).</summary>
    Basic,

    /// <summary>Its secret in the body (<c>client_secret_post</c>, the same section).</summary>
    Post,

    /// <summary>An assertion that it signs (<c>private_key_jwt</c>, RFC 7523 section 2.2).</summary>
    PrivateKeyJwt,

    /// <summary>Not at all: the assertion of the grant says enough.</summary>
    None,
}
