using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Tls;

/// <summary>Certificates under one root, each wrong in one way, or good in a way of its own; made when they are asked for.</summary>
internal sealed class CertificateZoo(TestAuthority root)
{
    private static readonly CertificateOrder Intermediate = new() { Subject = "CN=Intermediate", Names = [], End = TimeSpan.FromDays(200) };

    /// <summary>A certificate with its key, and those that are shown beside it.</summary>
    public (X509Certificate2 Certificate, X509Certificate2[] Intermediates) this[string kind] => kind switch
    {
        "expired" => Alone(new() { Begin = TimeSpan.FromDays(-20), End = TimeSpan.FromMinutes(-5) }),
        "expired intermediate" => Under(new(), Intermediate with { Begin = TimeSpan.FromDays(-20), End = TimeSpan.FromMinutes(-5) }),
        "not yet valid" => Alone(new() { Begin = TimeSpan.FromDays(1) }),
        "wrong host" => Alone(new() { Names = ["elsewhere.example.com"] }),
        "wrong address" => Alone(new() { Names = ["127.0.0.2"] }),
        "wildcard of another domain" => Alone(new() { Names = ["*.example.org"] }),
        "common name only" => Alone(new() { Subject = "CN=localhost", Names = [] }),
        "self-signed" => (TestAuthority.SelfSign(new()), []),
        "unknown root" => Under(new(), Intermediate, new TestAuthority("CN=Stranger")),
        "unknown root of the same name" => Under(new(), Intermediate, new TestAuthority(root.Certificate.Subject)),
        "missing intermediate" => (Under(new(), Intermediate).Certificate, []),
        "for clients" => Alone(new() { Usage = CertificateOrder.ClientUsage }),
        "issued by a server certificate" => UnderLeaf(),
        "name constraint" => Under(new(), Intermediate with { PermittedDomain = "example.com" }),
        "name constraint, permitted" => Under(new(), Intermediate with { PermittedDomain = "localhost" }),
        "RSA 1024" => Alone(new() { Key = RSA.Create(1024) }),
        "RSA 1024 intermediate" => Under(new(), Intermediate with { Key = RSA.Create(1024) }),
        "SHA-1" => Alone(new() { Hash = HashAlgorithmName.SHA1 }),
        "SHA-1 intermediate" => Under(new(), Intermediate with { Hash = HashAlgorithmName.SHA1 }),
        "RSA 2048" => Alone(new() { Key = RSA.Create(2048) }),
        "RSA 3072, PSS" => Under(new(), Intermediate with { Key = RSA.Create(3072) }, padding: RSASignaturePadding.Pss),
        "P-256" => Alone(new()),
        "P-384, SHA-384" => Alone(new() { Key = ECDsa.Create(ECCurve.NamedCurves.nistP384), Hash = HashAlgorithmName.SHA384 }),
        "intermediate" => Under(new(), Intermediate),
        "wildcard" => Alone(new() { Names = ["*.example.com"] }),
        "IP address" => Alone(new() { Names = ["127.0.0.1"] }),
        "any use" => Alone(new() { Usage = null }),

        // The shape of a public authority: an RSA or P-256 leaf for ninety days without a common name, under an intermediate of another kind of key.
        "public authority" => Under(new() { Subject = "", Names = ["localhost", "www.example.com"], Key = RSA.Create(2048) }, Intermediate with { Subject = "C=XX, O=Encrypt, CN=E7" }),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such certificate"),
    };

    private (X509Certificate2 Certificate, X509Certificate2[] Intermediates) Alone(CertificateOrder order) => (root.Issue(order), []);

    private (X509Certificate2 Certificate, X509Certificate2[] Intermediates) Under(
        CertificateOrder order, CertificateOrder intermediate, TestAuthority? above = null, RSASignaturePadding? padding = null)
    {
        var authority = new TestAuthority(intermediate, above ?? root);
        return (authority.Issue(order with { Padding = padding ?? order.Padding }), [authority.Certificate]);
    }

    private (X509Certificate2 Certificate, X509Certificate2[] Intermediates) UnderLeaf()
    {
        // A server that makes itself an authority.
        var leaf = root.Issue(new CertificateOrder { Subject = "CN=Not an authority" });
        return (TestAuthority.IssueUnder(leaf, new()), [leaf]);
    }
}
