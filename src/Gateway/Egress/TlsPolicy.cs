using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration.Compiling;

namespace Gateway.Egress;

/// <summary>
/// What a connection to an upstream must prove: the framework's own checks of chain, dates and name, which nothing here can switch off, with
/// the configured versions and roots. The name is the address's, or <c>ServerName</c> as the cluster's host.
/// </summary>
internal static class TlsPolicy
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public static SslClientAuthenticationOptions For(UpstreamPlan upstream)
    {
        // Intermediates come with the handshake: fetching them from an address in a certificate would be a request that nobody configured.
        var chain = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        chain.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (upstream.Authorities is { } authorities)
        {
            chain.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.CustomTrustStore.AddRange(authorities);
        }

        return new SslClientAuthenticationOptions { EnabledSslProtocols = upstream.Options.Tls.Protocols, CertificateChainPolicy = chain };
    }
}
