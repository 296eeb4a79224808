using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;

namespace Gateway.Configuration.Compiling;

/// <summary>Compiles upstreams: reads and judges the certificates that they name.</summary>
internal sealed class UpstreamCompiler(FileReader files, TimeProvider clock, ProblemList problems)
{
    private static readonly TimeSpan ExpiryNotice = TimeSpan.FromDays(30);

    public UpstreamPlan Compile(string name, UpstreamOptions options)
    {
        using var fingerprint = new Fingerprint();
        fingerprint.Add(name).Add(options.Fingerprint);
        var path = KeyPath.Root.Key("Upstreams").Key(name);
        if (options.Addresses.Any(static address => address.Scheme == "http"))
        {
            problems.Warn(path.Key("AllowPlaintext"), "reports to this upstream leave over plain http: only what is sealed is hidden");
        }

        X509Certificate2Collection? authorities = null;
        if (options.Tls.AuthoritiesPath is { } file)
        {
            authorities = ReadAuthorities(file, path.Key("Tls").Key("Authorities"), fingerprint);
        }

        return new UpstreamPlan(name, fingerprint.Finish(), options, authorities);
    }

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
        }

        return authorities;
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
