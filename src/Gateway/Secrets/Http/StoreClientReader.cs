using System.Net;
using Gateway.Configuration.Compiling;
using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;

namespace Gateway.Secrets.Http;

/// <summary>Reads from a section how a server that gives secrets is reached: <c>AllowPlaintext</c>, <c>Timeout</c> and <c>Tls</c>.</summary>
internal static class StoreClientReader
{
    private static readonly TimeSpan MostTimeout = TimeSpan.FromSeconds(30);

    /// <summary>An address as it was written, judged; null, with a problem reported, for one that will not do.</summary>
    /// <param name="section">The section that it stands in.</param>
    /// <param name="key">Its key.</param>
    /// <param name="text">The address; null where there is none, which is then reported.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <param name="variable">The environment variable that it comes from, since nobody finds it at the key; null for none.</param>
    public static Uri? ReadAddress(SectionReader section, string key, string? text, ProblemList problems, string? variable = null)
    {
        var allowPlaintext = section.Flag("AllowPlaintext");
        if (text is null)
        {
            if (!section.Has(key))
            {
                problems.Error(section.Path.Key(key), "an address is required, such as https://vault.example.com:8200");
            }

            return null;
        }

        if (UpstreamOptionsReader.FindProblem(text, allowPlaintext: true, out var address) is { } problem)
        {
            Report(problem);
            return null;
        }

        if (address!.Scheme == Uri.UriSchemeHttp && !allowPlaintext && !IsLoopback(address))
        {
            Report("http:// would send secrets in the clear; use https://, or say AllowPlaintext: true");
            return null;
        }

        return address;

        void Report(string problem) => problems.Error(section.Path.Key(key), variable is null ? problem : $"environment variable {variable}: {problem}");
    }

    /// <summary>Reads how <paramref name="address"/> is reached.</summary>
    /// <param name="section">The section of the server.</param>
    /// <param name="address">Its address; null for one that had a problem, so that those of the other keys are found, too.</param>
    /// <param name="context">Gets what the section depends on, and what is wrong.</param>
    /// <param name="authorities">A file of the roots that are trusted unless <c>Tls</c> names one; null for the system's.</param>
    public static UpstreamPlan ReadPeer(SectionReader section, Uri? address, SecretSourceContext context, string? authorities = null) =>
        ReadPeer(section, address, section.Duration("Timeout", TimeSpan.FromSeconds(5), MostTimeout), context, authorities);

    /// <summary>The same of an address whose time is another section's.</summary>
    public static UpstreamPlan ReadPeer(SectionReader section, Uri? address, TimeSpan timeout, SecretSourceContext context, string? authorities = null)
    {
        var tls = TlsOptionsReader.Read(section.Section("Tls"), context.BaseDirectory, context.Problems);
        if (tls.AuthoritiesPath is null && authorities is { Length: > 0 } && address?.Scheme == Uri.UriSchemeHttps)
        {
            tls = tls with { AuthoritiesPath = Path.GetFullPath(authorities) };
        }

        if (tls.ReportsPins)
        {
            context.Problems.Error(section.Path.Key("Tls").Key("PinMode"), "a server that gives secrets is always held to its pins: leave the key out");
        }

        using var fingerprint = new Fingerprint();
        var files = new TlsCompiler(context.Files, context.Clock, context.Problems).Compile(tls, section.Path.Key("Tls"), fingerprint);
        var plan = new UpstreamPlan(
            section.Path.ToString(),
            fingerprint.Finish(),
            new UpstreamOptions
            {
                Fingerprint = section.Fingerprint(),
                Addresses = address is null ? [] : [address],
                Tls = tls,
                AllowPrivateNetworks = true,
                ConnectTimeout = timeout,
                Timeout = timeout,
                TotalTimeout = timeout,
                Retry = null,
                CircuitBreaker = null,
                MaxConcurrent = null,
            },
            files);
        context.DependOn(plan.Fingerprint);
        return plan;
    }

    /// <summary>Whether an address leads no further than this machine.</summary>
    public static bool IsLoopback(Uri address) =>
        address.IdnHost == "localhost" || (IPAddress.TryParse(address.IdnHost, out var literal) && IPAddress.IsLoopback(literal));
}
