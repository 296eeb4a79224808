namespace Gateway.Transforms.Jose;

/// <summary>Where <c>kid</c> of a sealed message comes from.</summary>
public enum KeyIdSource
{
    /// <summary>From the settings, or there is none.</summary>
    Settings,

    /// <summary><c>kid</c> of the JSON Web Key.</summary>
    Key,

    /// <summary>The key's SHA-256 thumbprint (RFC 7638).</summary>
    Thumbprint,

    /// <summary>SHA-256 of the public key in hexadecimal.</summary>
    PublicKeyFingerprint,

    /// <summary>SHA-256 of the certificate in hexadecimal.</summary>
    CertificateFingerprint,
}
