using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.Harness;

/// <summary>An RSA key that says that it is for PSS signatures alone (RFC 4055, 1.2), which the framework writes in no form.</summary>
internal static class PssKey
{
    public const string Algorithm = "1.2.840.113549.1.1.10";

    public static PublicKey PublicOf(RSA rsa) => new(new Oid(Algorithm), null, new AsnEncodedData(rsa.ExportRSAPublicKey()));

    /// <summary>PrivateKeyInfo (RFC 5958) in PEM.</summary>
    public static string PemOf(RSA rsa)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Algorithm);
            }

            writer.WriteOctetString(rsa.ExportRSAPrivateKey());
        }

        return PemEncoding.WriteString("PRIVATE KEY", writer.Encode());
    }
}
