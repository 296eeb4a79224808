namespace Gateway.Egress.Tls;

/// <summary>Why who answered is not taken for the upstream: one word of a closed list, in the log, in metrics and from <c>check --connect</c>.</summary>
internal static class PeerRefusal
{
    /// <summary>A certificate of the chain is no longer valid.</summary>
    public const string Expired = "tls-expired";

    /// <summary>A certificate of the chain is not valid yet: or the clock is wrong.</summary>
    public const string NotYetValid = "tls-not-yet-valid";

    /// <summary>The certificate is for other names.</summary>
    public const string WrongHost = "tls-wrong-host";

    /// <summary>The certificate has a name in its subject only, which says nothing (RFC 9525).</summary>
    public const string NoSubjectAlternativeName = "tls-no-subject-alternative-name";

    /// <summary>The certificate vouches for itself.</summary>
    public const string SelfSigned = "tls-self-signed";

    /// <summary>The chain ends at an authority that is not trusted.</summary>
    public const string UnknownAuthority = "tls-unknown-authority";

    /// <summary>Who issued the certificate was not sent, and is no authority of ours.</summary>
    public const string IncompleteChain = "tls-incomplete-chain";

    /// <summary>A certificate is used for what it is not for.</summary>
    public const string WrongUsage = "tls-wrong-usage";

    /// <summary>An authority may not vouch for this name.</summary>
    public const string NameConstraint = "tls-name-constraint";

    /// <summary>A key that can be broken.</summary>
    public const string WeakKey = "tls-weak-key";

    /// <summary>A signature whose hash can be forged.</summary>
    public const string WeakSignature = "tls-weak-signature";

    /// <summary>A certificate of the chain was revoked.</summary>
    public const string Revoked = "tls-revoked";

    /// <summary>It cannot be told whether a certificate of the chain was revoked.</summary>
    public const string RevocationUnknown = "tls-revocation-unknown";

    /// <summary>No key of the chain is pinned.</summary>
    public const string PinMismatch = "tls-pin-mismatch";

    /// <summary>The other side wants a certificate of ours, or another one.</summary>
    public const string ClientCertificateDemanded = "tls-client-certificate-demanded";

    /// <summary>No version and no cipher suite that both sides would use.</summary>
    public const string Protocol = "tls-protocol";

    /// <summary>What answered does not speak TLS.</summary>
    public const string NotTls = "tls-not-tls";

    /// <summary>Anything else: the handshake broke off.</summary>
    public const string Other = "tls";

    public static IReadOnlyList<string> All { get; } =
    [
        Expired, NotYetValid, WrongHost, NoSubjectAlternativeName, SelfSigned, UnknownAuthority, IncompleteChain, WrongUsage, NameConstraint, WeakKey, WeakSignature,
        Revoked, RevocationUnknown, PinMismatch, ClientCertificateDemanded, Protocol, NotTls, Other,
    ];
}
