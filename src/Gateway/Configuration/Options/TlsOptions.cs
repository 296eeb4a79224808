using System.Security.Authentication;
using Gateway.Egress.Tls;

namespace Gateway.Configuration.Options;

/// <summary><c>Upstreams.*.Tls</c>: what a connection must prove. There is no setting that switches proof off.</summary>
internal sealed record TlsOptions
{
    /// <summary>What is spoken unless the configuration wants more.</summary>
    public const SslProtocols Modern = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>The versions that are spoken.</summary>
    public SslProtocols Protocols { get; init; } = Modern;

    /// <summary>A PEM file of the roots that are trusted instead of the system's; null for the system's.</summary>
    public string? AuthoritiesPath { get; init; }

    /// <summary>The name that the certificate must be for; null for the address's own.</summary>
    public string? ServerName { get; init; }

    /// <summary>Keys of which the chain must have one; empty for any.</summary>
    public IReadOnlyList<SpkiPin> Pins { get; init; } = [];

    /// <summary>Whether a chain without a pinned key is only counted and logged.</summary>
    public bool ReportsPins { get; init; }

    /// <summary>How we prove who we are; null if we do not.</summary>
    public ClientCertificateOptions? ClientCertificate { get; init; }

    /// <summary>How revoked certificates are found.</summary>
    public RevocationCheck Revocation { get; init; }

    /// <summary>Files of revocation lists, PEM or DER.</summary>
    public IReadOnlyList<string> RevocationListPaths { get; init; } = [];

    /// <summary>Whether a certificate is accepted of which it cannot be told whether it was revoked.</summary>
    public bool AllowsUnknownRevocation { get; init; }
}
