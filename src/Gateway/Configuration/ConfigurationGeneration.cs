using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Secrets;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Configuration;

/// <summary>One whole configuration that was read, typed, compiled and found good, and everything that it was made from.</summary>
/// <param name="Options">The typed configuration.</param>
/// <param name="Routes">The proxy's routes, each carrying its plan.</param>
/// <param name="Clusters">The proxy's clusters, each carrying its plan.</param>
/// <param name="Secrets">The secrets that the plans hold.</param>
/// <param name="Warnings">What someone should look at.</param>
internal sealed record ConfigurationGeneration(
    GatewayOptions Options,
    IReadOnlyList<RouteConfig> Routes,
    IReadOnlyList<ClusterConfig> Clusters,
    SecretGeneration Secrets,
    IReadOnlyList<ConfigurationProblem> Warnings);
