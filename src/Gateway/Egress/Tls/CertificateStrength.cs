using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Egress.Tls;

/// <summary>Whether certificates can be relied on at all: the framework takes RSA of 1024 bits and SHA-1 for good.</summary>
internal static class CertificateStrength
{
    private const int LeastRsaBits = 2048;

    private const int LeastCurveBits = 256;

    private const string Ed25519 = "1.3.101.112";

    private const string Ed448 = "1.3.101.113";

    /// <summary>RSA of 2048 bits, a curve of 256 bits, or more.</summary>
    public static bool HasStrongKey(X509Certificate2 certificate)
    {
        if (certificate.PublicKey.Oid.Value is Ed25519 or Ed448)
        {
            return true;
        }

        try
        {
            using var rsa = RsaPublicKey.Of(certificate);
            if (rsa is not null)
            {
                return rsa.KeySize >= LeastRsaBits;
            }

            using var ecdsa = certificate.GetECDsaPublicKey();
            return ecdsa is not null && ecdsa.KeySize >= LeastCurveBits;
        }
        catch (CryptographicException)
        {
            // A key that the system cannot read, such as a point that is not on its curve.
            return false;
        }
    }

    /// <summary>Whether the signature under the certificate is one that <see cref="SignatureAlgorithm"/> lists.</summary>
    public static bool HasStrongSignature(X509Certificate2 certificate)
    {
        try
        {
            // Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }
            var parts = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
            parts.ReadEncodedValue();
            return SignatureAlgorithm.Read(parts.ReadEncodedValue()) is not null;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
