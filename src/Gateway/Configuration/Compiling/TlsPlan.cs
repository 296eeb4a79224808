using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Gateway.Egress.Tls;

namespace Gateway.Configuration.Compiling;

/// <summary>What the files under <c>Upstreams.*.Tls</c> hold.</summary>
internal sealed record TlsPlan
{
    /// <summary>The roots that are trusted instead of the system's; null for the system's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Our certificate with its key and what leads to its root; null if we have none.</summary>
    public SslStreamCertificateContext? ClientCertificate { get; init; }

    /// <summary>What was revoked, by authority.</summary>
    public IReadOnlyList<RevocationList> RevocationLists { get; init; } = [];

    /// <summary>When the first of each kind ends, under the name of its kind: from then on connections fail.</summary>
    public IEnumerable<(string Kind, DateTimeOffset End)> Expiries
    {
        get
        {
            if (Authorities is { Count: > 0 })
            {
                yield return ("authorities", Authorities.Min(EndOf));
            }

            if (ClientCertificate is { } client)
            {
                yield return ("client", client.IntermediateCertificates.Append(client.TargetCertificate).Min(EndOf));
            }

            if (RevocationLists.Count > 0)
            {
                yield return ("revocation-lists", RevocationLists.Min(static list => list.NextUpdate));
            }
        }
    }

    private static DateTimeOffset EndOf(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());
}
