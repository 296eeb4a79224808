using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration.Compiling;
using Gateway.Configuration.Options;

namespace Gateway.Egress.Tls;

/// <summary>
/// What a connection to an upstream is made with: versions, suites, roots, our own certificate. The framework's own checks of chain, dates and
/// name stay as they are; <see cref="PeerJudge"/> only ever adds refusals.
/// </summary>
internal sealed class TlsPolicy(UpstreamPlan upstream, TimeProvider clock)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>With forward secrecy, and ciphers that authenticate what they encrypt (RFC 9325, 4.2). Null where the system decides, and its administrator.</summary>
    private static readonly CipherSuitesPolicy? Suites = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()
        ? new CipherSuitesPolicy(
        [
            TlsCipherSuite.TLS_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ])
        : null;

    private TlsOptions Options => upstream.Options.Tls;

    /// <summary>Judges the chains that are met under this policy.</summary>
    public PeerJudge Judge { get; } = new(upstream, clock);

    /// <summary>Whether a chain without a pinned key is only reported.</summary>
    public bool ReportsPins => Options.ReportsPins;

    /// <summary>Whether we have a certificate to show.</summary>
    public bool HasClientCertificate => upstream.Tls.ClientCertificate is not null;

    /// <summary>The name that the certificate must be for.</summary>
    /// <param name="host">The address's host.</param>
    public string NameOf(string host) => Options.ServerName ?? host;

    /// <summary>What one handshake is made with: of its own, since the framework keeps what it finds in the chain's policy.</summary>
    public SslClientAuthenticationOptions ForOneHandshake(string name, List<SslApplicationProtocol> protocols)
    {
        // Intermediates come with the handshake: fetching them from an address in a certificate would be a request that nobody configured.
        var chain = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (Options.Revocation == RevocationCheck.Online)
        {
            chain.RevocationMode = X509RevocationMode.Online;
            // It blocks, and cannot be cancelled: the handshake must have its time afterwards.
            chain.UrlRetrievalTimeout = upstream.Options.ConnectTimeout / 2;
            if (Options.AllowsUnknownRevocation)
            {
                chain.VerificationFlags = X509VerificationFlags.IgnoreEndRevocationUnknown | X509VerificationFlags.IgnoreCertificateAuthorityRevocationUnknown;
            }
        }

        chain.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (upstream.Tls.Authorities is { } authorities)
        {
            chain.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.CustomTrustStore.AddRange(authorities);
        }

        var options = new SslClientAuthenticationOptions
        {
            TargetHost = name,
            EnabledSslProtocols = Options.Protocols,
            ApplicationProtocols = protocols,
            CertificateChainPolicy = chain,
            ClientCertificateContext = upstream.Tls.ClientCertificate,

            // What was proven of one connection is not taken for proof of the next: certificates are revoked, and files change.
            AllowTlsResume = false,

            // Nor is a connection judged anew once a report was sent over it.
            AllowRenegotiation = false,
        };
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            options.CipherSuitesPolicy = Suites;
        }

        return options;
    }
}
