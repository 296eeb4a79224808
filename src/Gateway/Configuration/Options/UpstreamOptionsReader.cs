using Gateway.Configuration.Reading;

namespace Gateway.Configuration.Options;

/// <summary>Types one of <c>Upstreams</c>.</summary>
internal static class UpstreamOptionsReader
{
    public const int LongestHost = 253;

    private const int MostConcurrent = 1_000_000;

    private static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan MostTimeout = TimeSpan.FromMinutes(5);

    public static UpstreamOptions Read(SectionReader section, string baseDirectory, ProblemList problems)
    {
        var allowPlaintext = section.Flag("AllowPlaintext");
        var timeout = section.Duration("Timeout", TimeSpan.FromSeconds(10), MostTimeout);
        var options = new UpstreamOptions
        {
            Fingerprint = section.Fingerprint(),
            Addresses = ReadAddresses(section, allowPlaintext, problems),
            Tls = TlsOptionsReader.Read(section.Section("Tls"), baseDirectory, problems),
            AllowPrivateNetworks = section.Flag("AllowPrivateNetworks"),
            ConnectTimeout = ReadConnectTimeout(section, timeout, problems),
            Timeout = timeout,
            TotalTimeout = section.Duration("TotalTimeout", TimeSpan.FromSeconds(30), MostTimeout),
            Retry = RetryOptionsReader.Read(section.Section("Retry"), problems),
            CircuitBreaker = CircuitBreakerOptionsReader.Read(section.Section("CircuitBreaker"), problems),
            MaxConcurrent = section.Has("MaxConcurrent") ? section.Integer("MaxConcurrent", 1, 1, MostConcurrent) : null,
        };
        if (options.TotalTimeout < timeout)
        {
            problems.Error(
                section.Path.Key(section.Has("TotalTimeout") ? "TotalTimeout" : "Timeout"),
                $"all attempts together may not end before one of them does: TotalTimeout is {HumanUnits.Format(options.TotalTimeout)}, Timeout is {HumanUnits.Format(timeout)}");
        }

        section.Finish();
        return options;
    }

    private static TimeSpan ReadConnectTimeout(SectionReader section, TimeSpan timeout, ProblemList problems)
    {
        var otherwise = timeout < DefaultConnectTimeout ? timeout : DefaultConnectTimeout;
        var connect = section.Duration("ConnectTimeout", otherwise, MostTimeout);
        if (connect > timeout)
        {
            problems.Error(
                section.Path.Key("ConnectTimeout"),
                $"connecting is a part of an attempt and may not take longer: ConnectTimeout is {HumanUnits.Format(connect)}, Timeout is {HumanUnits.Format(timeout)}");
        }

        return connect;
    }

    private static List<Uri> ReadAddresses(SectionReader section, bool allowPlaintext, ProblemList problems)
    {
        var path = section.Path.Key("Addresses");
        var texts = section.TextList("Addresses");
        if (texts is null or [])
        {
            if (texts is not null || !section.Has("Addresses"))
            {
                problems.Error(path, "at least one address is required, such as https://reports.example.com");
            }

            return [];
        }

        var addresses = new List<Uri>();
        for (var i = 0; i < texts.Count; i++)
        {
            if (FindProblem(texts[i], allowPlaintext, out var address) is { } problem)
            {
                problems.Error(path.Item(i), problem);
            }
            else if (addresses.Any(other => other.IdnHost == address!.IdnHost && other.Port == address.Port && other.Scheme != address.Scheme))
            {
                problems.Error(path.Item(i), "the same host and port with http and with https: a server speaks one of them there");
            }
            else
            {
                addresses.Add(address!);
            }
        }

        return addresses;
    }

    /// <summary>What is wrong with an address; null for nothing.</summary>
    public static string? FindProblem(string text, bool allowPlaintext, out Uri? address)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out address) || address.Scheme is not ("http" or "https"))
        {
            return "expected an address such as https://reports.example.com";
        }

        if (address.IdnHost.Length > LongestHost)
        {
            return $"the host has more than {LongestHost} letters: no name of the DNS has (RFC 1035 section 2.3.4)";
        }

        if (address.UserInfo.Length > 0)
        {
            return "credentials do not belong in an address: put them under Secrets and inject them";
        }

        if (address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            return "an address has no query and no fragment: put parameters under Inject.Query";
        }

        return address.Scheme == "http" && !allowPlaintext
            ? "http:// would send everything but the sealed body in the clear; use https://, or say AllowPlaintext: true"
            : null;
    }
}
