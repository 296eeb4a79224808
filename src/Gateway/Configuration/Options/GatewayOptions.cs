using Gateway.Transforms.Secrets;
using Gateway.Transforms.Validation;

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

    /// <summary>Where schemas find others.</summary>
    public required IReadOnlyList<SchemaRoot> SchemaRoots { get; init; }

    public required IReadOnlyList<RouteOptions> Routes { get; init; }

    public required LoggingOptions Logging { get; init; }

    public required ShutdownOptions Shutdown { get; init; }

    /// <summary>
    /// The paths of what is named under <c>Secrets</c>, <c>Upstreams</c> and <c>Envelopes</c> but was refused: a route that uses one of them has
    /// no mistake of its own.
    /// </summary>
    public IReadOnlySet<string> Refused { get; init; } = new HashSet<string>();
}
