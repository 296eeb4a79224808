namespace Gateway.Transforms.Plans;

/// <summary>What a route does to a response, compiled once from its <c>Response</c> section. Immutable.</summary>
/// <param name="MaxBody">The largest body in bytes that is passed on.</param>
/// <param name="GenericErrors">Whether the upstream's own words in a 4xx or 5xx stay here.</param>
public sealed record ResponsePlan(long MaxBody, bool GenericErrors)
{
    /// <summary>How answers are opened; null where they pass as they come.</summary>
    public OpeningPlan? Opening { get; init; }
}
