using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Egress.Tls;

/// <summary>A signature algorithm of a certificate or a revocation list that nobody is known to be able to forge: a list of what is good, so that all else is not.</summary>
/// <param name="Hash">What is hashed with; none with EdDSA.</param>
/// <param name="Padding">Of RSA; null otherwise.</param>
internal sealed record SignatureAlgorithm(HashAlgorithmName Hash, RSASignaturePadding? Padding)
{
    private const string Pss = "1.2.840.113549.1.1.10";

    private const string Mgf1 = "1.2.840.113549.1.1.8";

    /// <summary>Reads an AlgorithmIdentifier (RFC 5280, 4.1.1.2).</summary>
    /// <returns>Null for one that is weak or not known.</returns>
    /// <exception cref="AsnContentException">It is none.</exception>
    public static SignatureAlgorithm? Read(ReadOnlyMemory<byte> identifier)
    {
        var sequence = new AsnReader(identifier, AsnEncodingRules.DER).ReadSequence();
        return sequence.ReadObjectIdentifier() switch
        {
            "1.2.840.113549.1.1.11" => new SignatureAlgorithm(HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            "1.2.840.113549.1.1.12" => new SignatureAlgorithm(HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
            "1.2.840.113549.1.1.13" => new SignatureAlgorithm(HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
            "1.2.840.10045.4.3.2" => new SignatureAlgorithm(HashAlgorithmName.SHA256, null),
            "1.2.840.10045.4.3.3" => new SignatureAlgorithm(HashAlgorithmName.SHA384, null),
            "1.2.840.10045.4.3.4" => new SignatureAlgorithm(HashAlgorithmName.SHA512, null),
            "1.3.101.112" or "1.3.101.113" => new SignatureAlgorithm(default, null),
            Pss when ReadPssHash(sequence) is { } hash => new SignatureAlgorithm(hash, RSASignaturePadding.Pss),
            _ => null,
        };
    }

    /// <summary>Whether <paramref name="issuer"/> has signed this. No for EdDSA, which the framework cannot verify.</summary>
    public bool Verify(X509Certificate2 issuer, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (Padding is not null)
        {
            // A key for PSS alone signs in no other way.
            using var rsa = Padding == RSASignaturePadding.Pss ? RsaPublicKey.Of(issuer) : issuer.GetRSAPublicKey();
            return rsa is not null && rsa.VerifyData(signed, signature, Hash, Padding);
        }

        using var ecdsa = Hash.Name is null ? null : issuer.GetECDsaPublicKey();
        return ecdsa is not null && ecdsa.VerifyData(signed, signature, Hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>RSASSA-PSS-params (RFC 4055, 3.1): both hashes default to SHA-1, and must be the same good one.</summary>
    private static HashAlgorithmName? ReadPssHash(AsnReader identifier)
    {
        var hashTag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        var maskTag = new Asn1Tag(TagClass.ContextSpecific, 1, isConstructed: true);
        if (!identifier.HasData || !identifier.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            return null;
        }

        var parameters = identifier.ReadSequence();
        if (!parameters.HasData || parameters.PeekTag() != hashTag)
        {
            return null;
        }

        var hash = HashOf(parameters.ReadSequence(hashTag).ReadSequence());
        if (!parameters.HasData || parameters.PeekTag() != maskTag)
        {
            return null;
        }

        var mask = parameters.ReadSequence(maskTag).ReadSequence();
        return mask.ReadObjectIdentifier() == Mgf1 && HashOf(mask.ReadSequence()) == hash ? hash : null;
    }

    private static HashAlgorithmName? HashOf(AsnReader identifier) => identifier.ReadObjectIdentifier() switch
    {
        "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
        "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
        "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
        _ => null,
    };
}
