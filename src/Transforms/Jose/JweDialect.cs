namespace Gateway.Transforms.Jose;

/// <summary>How a received message is read.</summary>
public enum JweDialect
{
    /// <summary>As RFC 7516 and RFC 7518 have it.</summary>
    Standard,

    /// <summary>
    /// Also as Mastercard's library for Node.js writes it (github.com/Mastercard/client-encryption-nodejs, <c>lib/mcapi/crypto/jwe-crypto.js</c>, to 1.10.8): IVs of
    /// 128 bits under GCM, against RFC 7518 section 5.3, and <c>/</c> where base64url has <c>_</c>.
    /// </summary>
    Mastercard,
}
