using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Commands.Demo;

/// <summary>A certificate authority that lives as long as the demonstration.</summary>
internal sealed class DemoAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(60);

    private readonly X509Certificate2 _root;
    private readonly DateTimeOffset _begin;

    public DemoAuthority(TimeProvider clock)
    {
        _begin = clock.GetUtcNow() - TimeSpan.FromMinutes(5);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Gateway demo CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        _root = request.CreateSelfSigned(_begin, _begin + Lifetime);
    }

    /// <summary>The root, as an <c>Authorities</c> file holds it.</summary>
    public string Pem => _root.ExportCertificatePem();

    /// <summary>A certificate, with its key, for a server on this machine.</summary>
    public X509Certificate2 IssueForLocalhost()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Report server of the demo", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        using var certificate = request.Create(_root, _begin, _begin + Lifetime, RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    public void Dispose() => _root.Dispose();
}
