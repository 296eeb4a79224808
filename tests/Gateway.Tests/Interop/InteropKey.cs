using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.Interop;

/// <summary>Somebody's key: the half that messages to them are sealed with, and the one that they open them with.</summary>
/// <param name="ToSeal">The public key, or the shared one.</param>
/// <param name="ToOpen">The private key, or the shared one.</param>
/// <param name="Encoding">How the two are written: the secret's <c>Encoding</c>.</param>
internal sealed record InteropKey(string ToSeal, string ToOpen, string Encoding)
{
    public static InteropKey Shared(int size)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(size));
        return new InteropKey(key, key, "hex");
    }

    public static InteropKey Rsa()
    {
        using var key = RSA.Create(2048);
        return new InteropKey(key.ExportSubjectPublicKeyInfoPem(), key.ExportPkcs8PrivateKeyPem(), "pem");
    }

    public static InteropKey Ec(ECCurve curve)
    {
        using var key = ECDiffieHellman.Create(curve);
        return new InteropKey(key.ExportSubjectPublicKeyInfoPem(), key.ExportPkcs8PrivateKeyPem(), "pem");
    }

    /// <summary>An RSA key that is handed out in a certificate.</summary>
    public static InteropKey RsaCertificate()
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=Interop", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        return new InteropKey(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), "pem");
    }
}
