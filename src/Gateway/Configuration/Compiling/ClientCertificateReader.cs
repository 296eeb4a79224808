using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Files;

namespace Gateway.Configuration.Compiling;

/// <summary>Reads the certificate by which we prove who we are, with its key.</summary>
/// <param name="files">The files of the configuration.</param>
/// <param name="problems">Gets what is wrong.</param>
/// <param name="judgeDates">Reports a certificate whose time is over, or soon will be.</param>
internal sealed class ClientCertificateReader(FileReader files, ProblemList problems, Action<X509Certificate2, KeyPath> judgeDates)
{
    /// <summary>As for every other secret.</summary>
    private const int MostKeyBytes = 64 << 10;

    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <returns>Null after a problem.</returns>
    public SslStreamCertificateContext? Read(ClientCertificateOptions options, KeyPath path, Fingerprint fingerprint)
    {
        var certificatePath = path.Key("Certificate");
        if (ReadCertificates(options.CertificatePath, certificatePath, fingerprint) is not [var leaf, .. var others])
        {
            return null;
        }

        foreach (var certificate in (ReadOnlySpan<X509Certificate2>)[leaf, .. others])
        {
            judgeDates(certificate, certificatePath);
        }

        if (leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } usage
            && !usage.EnhancedKeyUsages.Cast<Oid>().Any(static oid => oid.Value == ClientAuthentication))
        {
            problems.Warn(certificatePath, $"certificate {leaf.Subject} is not for client authentication: the receiver may refuse it");
        }

        return JoinKey(leaf, options.KeyPath, path.Key("Key")) is { } identity
            ? SslStreamCertificateContext.Create(identity, [.. others], offline: true)
            : null;
    }

    private List<X509Certificate2> ReadCertificates(string file, KeyPath path, Fingerprint fingerprint)
    {
        if (files.TryRead(file, out var pem) is { } unreadable)
        {
            problems.Error(path, unreadable);
            return [];
        }

        fingerprint.Add(pem);
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException)
        {
            problems.Error(path, $"{file} holds a certificate that cannot be read");
            return [];
        }

        if (certificates.Count == 0)
        {
            problems.Error(path, $"{file} holds no certificate; PEM is expected (-----BEGIN CERTIFICATE-----)");
        }

        return [.. certificates];
    }

    private X509Certificate2? JoinKey(X509Certificate2 certificate, string file, KeyPath path)
    {
        // Before it is read: a change between the two is then seen by the next look.
        files.Remember(file);
        if (BoundedFile.TryRead(file, MostKeyBytes, out var bytes, out _) is { } unreadable)
        {
            problems.Error(path, unreadable);
            return null;
        }

        var pem = Encoding.UTF8.GetChars(bytes);
        try
        {
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), pem);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            problems.Error(path, $"{file} does not hold the certificate's private key; PEM is expected (-----BEGIN PRIVATE KEY-----), not encrypted");
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            Array.Clear(pem);
        }
    }
}
