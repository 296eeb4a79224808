namespace Gateway.Configuration.Options;

/// <summary><c>Upstreams.*</c>: a receiver of reports.</summary>
internal sealed record UpstreamOptions
{
    /// <summary>Changes when anything of the section does.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The receiver's base addresses.</summary>
    public required IReadOnlyList<Uri> Addresses { get; init; }

    /// <summary>How it is proved who answers.</summary>
    public required TlsOptions Tls { get; init; }

    /// <summary>Whether addresses that resolve to loopback, private and link-local networks may be connected to.</summary>
    public required bool AllowPrivateNetworks { get; init; }

    /// <summary>How long an attempt may wait for a connection, its TLS handshake included.</summary>
    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>How long one attempt may take until its answer begins.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How long all attempts together may take until the answer begins.</summary>
    public required TimeSpan TotalTimeout { get; init; }

    /// <summary>When there are further attempts; null for one attempt a request.</summary>
    public required RetryOptions? Retry { get; init; }

    /// <summary>When the upstream is left alone; null for never.</summary>
    public required CircuitBreakerOptions? CircuitBreaker { get; init; }

    /// <summary>How many requests may be on their way to the upstream, or waiting for its answer, at a time; null for any number.</summary>
    public required int? MaxConcurrent { get; init; }
}
