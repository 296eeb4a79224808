using Microsoft.AspNetCore.Http;

namespace Gateway.Transforms.Exchange;

/// <summary>A route's rate limit and what one request has left of it: two fields of its answer, whatever that answer is.</summary>
/// <param name="Policy">The limit.</param>
/// <param name="Available">The value of <c>RateLimit</c>.</param>
public readonly record struct ServiceLimit(QuotaPolicy Policy, string Available)
{
    private const string PolicyHeader = "RateLimit-Policy";
    private const string AvailableHeader = "RateLimit";

    /// <summary>That nothing is left, for so many seconds if that is known.</summary>
    public static ServiceLimit Exhausted(QuotaPolicy policy, int? seconds) => new(policy, policy.Describe(0, seconds));

    /// <summary>Sets both fields.</summary>
    public void WriteTo(IHeaderDictionary headers)
    {
        headers[PolicyHeader] = Policy.Field;
        headers[AvailableHeader] = Available;
    }
}
