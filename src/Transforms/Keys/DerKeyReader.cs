using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Transforms.Keys;

/// <summary>Reads one key from DER.</summary>
internal static class DerKeyReader
{
    private const string RsaObjectId = "1.2.840.113549.1.1.1";
    private const string EcObjectId = "1.2.840.10045.2.1";

    /// <summary>A curve that is spelled out has no name: its numbers could be anybody's.</summary>
    private const string OtherCurve = "the EC key is not on P-256, P-384 or P-521, by their names";

    /// <summary>What structure the bytes seem to be; null when they are none, and so perhaps a symmetric key.</summary>
    public static DerKind? Recognise(ReadOnlySpan<byte> der)
    {
        try
        {
            if (!TryEnter(der, out var content))
            {
                return null;
            }

            var first = content[0];
            AsnDecoder.ReadEncodedValue(content, AsnEncodingRules.DER, out _, out _, out var consumed);
            var second = content.Length > consumed ? content[consumed] : (byte)0;
            return (first, second) switch
            {
                (Tag.Sequence, Tag.BitString) => DerKind.PublicKey,
                (Tag.Sequence, Tag.Sequence) => DerKind.Certificate,
                (Tag.Integer, Tag.Sequence) => DerKind.PrivateKey,
                (Tag.Integer, Tag.OctetString) => DerKind.EcPrivateKey,
                (Tag.Integer, Tag.Integer) => consumed == 3 && content[2] == 0 ? DerKind.RsaPrivateKey : DerKind.RsaPublicKey,
                _ => null,
            };
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>Reads the key.</summary>
    /// <returns>Null, or why there is none.</returns>
    public static string? TryRead(DerKind kind, ReadOnlySpan<byte> der, out CryptoKey? key)
    {
        key = null;
        try
        {
            if (!TryEnter(der, out var content))
            {
                return Broken(kind);
            }

            switch (kind)
            {
                case DerKind.Certificate:
                    return ReadCertificate(der, out key);
                case DerKind.RsaPublicKey or DerKind.RsaPrivateKey:
                    return ReadRsa(kind, der, KeyAttributes.None, out key);
                case DerKind.EcPrivateKey:
                    return ReadEc(kind, der, KeyAttributes.None, out key);
                default:
                    return ReadByAlgorithm(kind, der, content, KeyAttributes.None, out key);
            }
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException or PlatformNotSupportedException)
        {
            return Broken(kind);
        }
    }

    private static string? ReadCertificate(ReadOnlySpan<byte> der, out CryptoKey? key)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        var publicKey = certificate.PublicKey.ExportSubjectPublicKeyInfo();
        key = null;
        return TryEnter(publicKey, out var content)
            ? ReadByAlgorithm(DerKind.PublicKey, publicKey, content, new KeyAttributes(CertificateFingerprint: Convert.ToHexStringLower(SHA256.HashData(der))), out key)
            : Broken(DerKind.Certificate);
    }

    private static string? ReadByAlgorithm(DerKind kind, ReadOnlySpan<byte> der, ReadOnlySpan<byte> content, KeyAttributes attributes, out CryptoKey? key)
    {
        if (kind == DerKind.PrivateKey)
        {
            AsnDecoder.ReadIntegerBytes(content, AsnEncodingRules.DER, out var version);
            content = content[version..];
        }

        AsnDecoder.ReadSequence(content, AsnEncodingRules.DER, out var offset, out var length, out _);
        var identifier = content.Slice(offset, length);
        var algorithm = AsnDecoder.ReadObjectIdentifier(identifier, AsnEncodingRules.DER, out var consumed);
        var curve = identifier[consumed..];
        key = null;
        return algorithm switch
        {
            RsaObjectId => ReadRsa(kind, der, attributes, out key),
            EcObjectId when curve is [Tag.ObjectId, ..] && EcCurve.FindByObjectId(AsnDecoder.ReadObjectIdentifier(curve, AsnEncodingRules.DER, out _)) is not null =>
                ReadEc(kind, der, attributes, out key),
            EcObjectId => OtherCurve,
            _ => "the key is of a type other than RSA and EC",
        };
    }

    private static string? ReadRsa(DerKind kind, ReadOnlySpan<byte> der, KeyAttributes attributes, out CryptoKey? key)
    {
        using var rsa = RSA.Create();
        switch (kind)
        {
            case DerKind.PublicKey:
                rsa.ImportSubjectPublicKeyInfo(der, out _);
                break;
            case DerKind.PrivateKey:
                rsa.ImportPkcs8PrivateKey(der, out _);
                break;
            case DerKind.RsaPublicKey:
                rsa.ImportRSAPublicKey(der, out _);
                break;
            default:
                rsa.ImportRSAPrivateKey(der, out _);
                break;
        }

        return RsaKey.TryCreate(rsa, kind is DerKind.PrivateKey or DerKind.RsaPrivateKey, attributes, out key);
    }

    private static string? ReadEc(DerKind kind, ReadOnlySpan<byte> der, KeyAttributes attributes, out CryptoKey? key)
    {
        key = null;
        using var ec = ECDiffieHellman.Create();
        switch (kind)
        {
            case DerKind.PublicKey:
                ec.ImportSubjectPublicKeyInfo(der, out _);
                break;
            case DerKind.PrivateKey:
                ec.ImportPkcs8PrivateKey(der, out _);
                break;
            default:
                ec.ImportECPrivateKey(der, out _);
                break;
        }

        var parameters = ec.ExportParameters(includePrivateParameters: kind != DerKind.PublicKey);
        try
        {
            return EcCurve.FindByObjectId(parameters.Curve.IsNamed ? parameters.Curve.Oid.Value : null) is { } curve
                ? EcKey.TryCreate(curve, parameters.Q, parameters.D, attributes, out key)
                : OtherCurve;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
        }
    }

    /// <summary>The content of a sequence that is all there is, and not empty.</summary>
    private static bool TryEnter(ReadOnlySpan<byte> der, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (der.IsEmpty || der[0] != Tag.Sequence)
        {
            return false;
        }

        AsnDecoder.ReadSequence(der, AsnEncodingRules.DER, out var offset, out var length, out var consumed);
        content = der.Slice(offset, length);
        return consumed == der.Length && length > 0;
    }

    private static string Broken(DerKind kind) => kind switch
    {
        DerKind.PublicKey => "the public key (SubjectPublicKeyInfo) is damaged, or no key that can be used",
        DerKind.PrivateKey => "the private key (PKCS#8) is damaged, or no key that can be used",
        DerKind.RsaPublicKey => "the RSA public key (PKCS#1) is damaged, or no key that can be used",
        DerKind.RsaPrivateKey => "the RSA private key (PKCS#1) is damaged, or no key that can be used",
        DerKind.EcPrivateKey => "the EC private key is damaged, or no key that can be used",
        _ => "the certificate is damaged, or holds no key that can be used",
    };

    /// <summary>First bytes of the DER types that tell the structures apart.</summary>
    private static class Tag
    {
        public const byte Integer = 0x02;
        public const byte BitString = 0x03;
        public const byte OctetString = 0x04;
        public const byte ObjectId = 0x06;
        public const byte Sequence = 0x30;
    }
}
