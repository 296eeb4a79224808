namespace Gateway.Transforms.Keys;

/// <summary>The structures that a key comes in as DER.</summary>
internal enum DerKind
{
    /// <summary>SubjectPublicKeyInfo (RFC 5280 section 4.1).</summary>
    PublicKey,

    /// <summary>PKCS#8, not encrypted (RFC 5958).</summary>
    PrivateKey,

    /// <summary>PKCS#1 (RFC 8017 appendix A.1.1).</summary>
    RsaPublicKey,

    /// <summary>PKCS#1 (RFC 8017 appendix A.1.2).</summary>
    RsaPrivateKey,

    /// <summary>SEC 1 (RFC 5915).</summary>
    EcPrivateKey,

    /// <summary>X.509 certificate (RFC 5280). Its key is taken; whether it is still valid is for the receiver to say.</summary>
    Certificate,
}
