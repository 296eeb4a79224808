using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Gateway.Transforms.Plans;

/// <summary>One route of one generation of the configuration, compiled: the request path looks up nothing by name.</summary>
/// <param name="Name">The route's name in the configuration; safe in logs and metrics.</param>
/// <param name="Fingerprint">Changes when anything that the plan was made from does, contents of files included.</param>
/// <param name="Request">What happens on the way out.</param>
/// <param name="Response">What happens on the way back.</param>
public sealed record RoutePlan(string Name, string Fingerprint, RequestPlan Request, ResponsePlan Response)
{
    /// <summary>The cluster that a report goes to when it could not be delivered to the route's own; null for none.</summary>
    public string? FallbackCluster { get; init; }

    /// <summary>Counts the route's requests, across generations in which the limit is the same; null for a route without a limit.</summary>
    public PartitionedRateLimiter<HttpContext>? RateLimiter { get; init; }
}
