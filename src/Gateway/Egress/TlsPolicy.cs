using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration.Compiling;

namespace Gateway.Egress;

/// <summary>
/// What a connection to an upstream must prove: the framework's own checks of chain, dates and name, which nothing here can switch off, with
/// the configured versions and roots. The name is the address's, or <c>ServerName</c> as the cluster's host.
/// </summary>
internal static class TlsPolicy
{
    public static SslClientAuthenticationOptions For(UpstreamPlan upstream)
    {
        var options = new SslClientAuthenticationOptions { EnabledSslProtocols = upstream.Options.Tls.Protocols };
        if (upstream.Authorities is { } authorities)
        {
            // Intermediates come with the handshake: fetching them from an address in a certificate would be a request that nobody configured.
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
            options.CertificateChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1", "Server Authentication"));
        }

        return options;
    }
}
