using Gateway.Configuration.Reading;

namespace Gateway.Configuration.Options;

/// <summary><c>Routes.*</c>: which requests are meant, where they go, and what happens to them.</summary>
internal sealed record RouteOptions
{
    /// <summary>Where the route stands in the configuration.</summary>
    public required KeyPath At { get; init; }

    public required string Name { get; init; }

    /// <summary>Changes when anything of the section does.</summary>
    public required string Fingerprint { get; init; }

    public required MatchOptions Match { get; init; }

    /// <summary>The name of the upstream.</summary>
    public required string Upstream { get; init; }

    /// <summary>The name of the upstream that a report goes to when it could not be delivered to the first; null for none.</summary>
    public required string? Fallback { get; init; }

    /// <summary>The path that is sent, or null for the one that came.</summary>
    public required string? Path { get; init; }

    /// <summary>How many requests are taken; null for any number.</summary>
    public required RateLimitOptions? RateLimit { get; init; }

    public required RequestOptions Request { get; init; }

    public required ResponseOptions Response { get; init; }
}
