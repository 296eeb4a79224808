using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Egress.Tls;

namespace Gateway.Configuration.Compiling;

/// <summary>Reads and judges the files that <c>Upstreams.*.Tls</c> names: authorities, our own certificate, revocation lists.</summary>
internal sealed class TlsCompiler(FileReader files, TimeProvider clock, ProblemList problems)
{
    private static readonly TimeSpan ExpiryNotice = TimeSpan.FromDays(30);

    /// <summary>The files' contents become part of <paramref name="fingerprint"/>, so that a change of one makes a new cluster with new connections.</summary>
    public TlsPlan Compile(TlsOptions options, KeyPath path, Fingerprint fingerprint) => new()
    {
        Authorities = options.AuthoritiesPath is { } authorities ? ReadAuthorities(authorities, path.Key("Authorities"), fingerprint) : null,
        ClientCertificate = options.ClientCertificate is { } client
            ? new ClientCertificateReader(files, problems, JudgeDates).Read(client, path.Key("ClientCertificate"), fingerprint)
            : null,
        RevocationLists = options.Revocation == RevocationCheck.Offline
            ? [.. options.RevocationListPaths.SelectMany((file, index) => ReadRevocationLists(file, path.Key("RevocationLists").Item(index), fingerprint))]
            : [],
    };

    private X509Certificate2Collection ReadAuthorities(string file, KeyPath path, Fingerprint fingerprint)
    {
        var authorities = new X509Certificate2Collection();
        if (files.TryRead(file, out var pem) is { } unreadable)
        {
            problems.Error(path, unreadable);
            return authorities;
        }

        fingerprint.Add(pem);
        try
        {
            authorities.ImportFromPem(Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException)
        {
            problems.Error(path, $"{file} holds a certificate that cannot be read");
            return authorities;
        }

        if (authorities.Count == 0)
        {
            problems.Error(path, $"{file} holds no certificate; PEM is expected (-----BEGIN CERTIFICATE-----)");
        }

        foreach (var authority in authorities)
        {
            JudgeDates(authority, path);
            if (!CertificateStrength.HasStrongKey(authority))
            {
                problems.Error(path, $"certificate {authority.Subject} has a key that is too weak: every receiver under it would be refused");
            }
        }

        return authorities;
    }

    private List<RevocationList> ReadRevocationLists(string file, KeyPath path, Fingerprint fingerprint)
    {
        if (files.TryRead(file, out var bytes) is { } unreadable)
        {
            problems.Error(path, unreadable);
            return [];
        }

        fingerprint.Add(bytes);
        if (RevocationList.TryReadAll(bytes, out var lists) is { } problem)
        {
            problems.Error(path, $"{file} {problem}");
            return [];
        }

        var now = clock.GetUtcNow();
        foreach (var list in lists.Where(list => !list.IsCurrent(now)))
        {
            // No error: an authority that is late with its next list must not keep everything else from starting. Connections are refused as they come.
            problems.Warn(path, list.NextUpdate <= now
                ? $"the revocation list of {list.IssuerName} was due for renewal on {list.NextUpdate:yyyy-MM-dd}"
                : $"the revocation list of {list.IssuerName} is not valid before {list.ThisUpdate:yyyy-MM-dd}");
        }

        return lists;
    }

    private void JudgeDates(X509Certificate2 certificate, KeyPath path)
    {
        var now = clock.GetUtcNow();
        var end = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        if (end <= now)
        {
            problems.Error(path, $"certificate {certificate.Subject} has expired on {end:yyyy-MM-dd}");
        }
        else if (certificate.NotBefore.ToUniversalTime() > now.UtcDateTime)
        {
            problems.Warn(path, $"certificate {certificate.Subject} is not valid before {certificate.NotBefore:yyyy-MM-dd}");
        }
        else if (end - now < ExpiryNotice)
        {
            problems.Warn(path, $"certificate {certificate.Subject} expires on {end:yyyy-MM-dd}");
        }
    }
}
