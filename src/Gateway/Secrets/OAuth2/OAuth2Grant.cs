namespace Gateway.Secrets.OAuth2;

/// <summary>By what right a token is asked for.</summary>
internal enum OAuth2Grant
{
    /// <summary>As the client itself (RFC 6749 section 4.4).</summary>
    ClientCredentials,

    /// <summary>By an assertion that is signed with a key which the issuer trusts (RFC 7523 section 2.1).</summary>
    JwtBearer,
}
