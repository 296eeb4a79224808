using Gateway.Transforms.Secrets;

namespace Gateway.Configuration.Options;

/// <summary>The whole configuration, typed. Paths in it are absolute; names in it are not yet known to lead anywhere.</summary>
internal sealed record GatewayOptions
{
    public required ListenerOptions DataListener { get; init; }

    public required ListenerOptions ManagementListener { get; init; }

    public required IReadOnlyList<SecretDefinition> Secrets { get; init; }

    public required IReadOnlyDictionary<string, UpstreamOptions> Upstreams { get; init; }

    /// <summary>The user's own presets.</summary>
    public required IReadOnlyDictionary<string, EnvelopeOptions> Envelopes { get; init; }

    public required IReadOnlyList<RouteOptions> Routes { get; init; }

    public required LoggingOptions Logging { get; init; }
}
