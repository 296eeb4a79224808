using System.Formats.Asn1;
using System.Net;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.Harness;

/// <summary>A certificate authority of the tests' own: a root, or one below it.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public TestAuthority(string name = "CN=Test CA", TimeSpan? endsAfter = null)
        : this(new CertificateOrder { Subject = name, Begin = TimeSpan.FromDays(-30), End = endsAfter ?? TimeSpan.FromDays(365) }, issuer: null)
    {
    }

    public TestAuthority(CertificateOrder order, TestAuthority? issuer)
    {
        var key = order.Key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(order, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        if (order.PermittedDomain is { } domain)
        {
            request.CertificateExtensions.Add(new X509Extension("2.5.29.30", PermitOnly(domain), critical: true));
        }

        Certificate = Sign(request, order, key, issuer?.Certificate);
    }

    /// <summary>Its certificate, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem();

    /// <summary>A server certificate that is good unless told otherwise.</summary>
    public X509Certificate2 Issue(string host = "localhost", TimeSpan? endsAfter = null, string usage = CertificateOrder.ServerUsage) =>
        Issue(new CertificateOrder { Names = [host], End = endsAfter ?? TimeSpan.FromDays(90), Usage = usage });

    public X509Certificate2 Issue(CertificateOrder order)
    {
        var key = order.Key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Sign(Leaf(order, key), order, key, Certificate);
    }

    /// <summary>A server certificate for a key of any kind, without its private half.</summary>
    internal X509Certificate2 Certify(PublicKey key)
    {
        var order = new CertificateOrder();
        var request = new CertificateRequest(new X500DistinguishedName(order.Subject), key, order.Hash);
        AddNames(request, order);
        return request.Create(
            Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(Certificate.GetECDsaPrivateKey()!), Now + order.Begin, Now + order.End, RandomNumberGenerator.GetBytes(16));
    }

    /// <summary>What somebody issues who is no authority.</summary>
    public static X509Certificate2 IssueUnder(X509Certificate2 certificate, CertificateOrder order)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Sign(Leaf(order, key), order, key, certificate);
    }

    /// <summary>A certificate that vouches for itself.</summary>
    public static X509Certificate2 SelfSign(CertificateOrder order)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Sign(Leaf(order, key), order, key, issuer: null);
    }

    /// <summary>Its list of what it has revoked, in DER.</summary>
    public byte[] Revoke(TimeSpan? begin = null, TimeSpan? end = null, params X509Certificate2[] revoked)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (var certificate in revoked)
        {
            list.AddEntry(certificate, Now);
        }

        return Certificate.GetRSAPrivateKey() is { } rsa
            ? list.Build(Certificate.SubjectName, X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1), BigInteger.One, Now + (end ?? TimeSpan.FromDays(7)),
                HashAlgorithmName.SHA256, KeyIdentifier(), Now + (begin ?? TimeSpan.FromDays(-1)))
            : list.Build(Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(Certificate.GetECDsaPrivateKey()!), BigInteger.One, Now + (end ?? TimeSpan.FromDays(7)),
                HashAlgorithmName.SHA256, KeyIdentifier(), Now + (begin ?? TimeSpan.FromDays(-1)));
    }

    public static string KeyPemOf(X509Certificate2 certificate)
    {
        using AsymmetricAlgorithm key = certificate.GetRSAPrivateKey() as AsymmetricAlgorithm ?? certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    public void Dispose() => Certificate.Dispose();

    private X509AuthorityKeyIdentifierExtension KeyIdentifier() =>
        X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(new X509SubjectKeyIdentifierExtension(Certificate.PublicKey, false));

    private static CertificateRequest Leaf(CertificateOrder order, AsymmetricAlgorithm key)
    {
        var request = Request(order, key);
        AddNames(request, order);
        if (order.Usage is { } usage)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        }

        if (order.RevocationListAddress is { } list)
        {
            request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([list]));
        }

        return request;
    }

    private static void AddNames(CertificateRequest request, CertificateOrder order)
    {
        if (order.RawNames is { } raw)
        {
            request.CertificateExtensions.Add(new X509Extension("2.5.29.17", raw, critical: false));
            return;
        }

        if (order.Names.Count > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            foreach (var name in order.Names)
            {
                if (IPAddress.TryParse(name, out var address))
                {
                    names.AddIpAddress(address);
                }
                else
                {
                    names.AddDnsName(name);
                }
            }

            request.CertificateExtensions.Add(names.Build());
        }
    }

    private static CertificateRequest Request(CertificateOrder order, AsymmetricAlgorithm key) => key is RSA rsa
        ? new CertificateRequest(order.Subject, rsa, order.Hash, order.Padding)
        : new CertificateRequest(order.Subject, (ECDsa)key, order.Hash);

    private static X509Certificate2 Sign(CertificateRequest request, CertificateOrder order, AsymmetricAlgorithm key, X509Certificate2? issuer)
    {
        var signer = issuer?.GetRSAPrivateKey() as AsymmetricAlgorithm ?? issuer?.GetECDsaPrivateKey() ?? key;
        var generator = order.Hash == HashAlgorithmName.SHA1 ? new Sha1Generator((ECDsa)signer) : signer is RSA rsa ? X509SignatureGenerator.CreateForRSA(rsa, order.Padding) : X509SignatureGenerator.CreateForECDsa((ECDsa)signer);
        using var certificate = request.Create(
            issuer?.SubjectName ?? request.SubjectName, generator, Now + order.Begin, Now + order.End, RandomNumberGenerator.GetBytes(16));
        return key is RSA own ? certificate.CopyWithPrivateKey(own) : certificate.CopyWithPrivateKey((ECDsa)key);
    }

    /// <summary>NameConstraints (RFC 5280, 4.2.1.10) with one permitted subtree.</summary>
    private static byte[] PermitOnly(string domain)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, domain, new Asn1Tag(TagClass.ContextSpecific, 2));
        }

        return writer.Encode();
    }
}
