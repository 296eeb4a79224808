using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Egress.Tls;

/// <summary>The RSA key in a certificate. The framework itself gives none where the key says that it is for PSS signatures alone.</summary>
internal static class RsaPublicKey
{
    /// <summary>id-RSASSA-PSS; the key beside it has the form of any other (RFC 4055, 1.2).</summary>
    private const string ForPssAlone = "1.2.840.113549.1.1.10";

    /// <returns>Null for a key of another kind.</returns>
    /// <exception cref="CryptographicException">The key cannot be read.</exception>
    public static RSA? Of(X509Certificate2 certificate)
    {
        if (certificate.PublicKey.Oid.Value != ForPssAlone)
        {
            return certificate.GetRSAPublicKey();
        }

        var rsa = RSA.Create();
        try
        {
            rsa.ImportRSAPublicKey(certificate.PublicKey.EncodedKeyValue.RawData, out _);
            return rsa;
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
    }
}
