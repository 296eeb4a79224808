using System.Threading.RateLimiting;
using Gateway.Transforms.Exchange;
using Microsoft.AspNetCore.RateLimiting;

namespace Gateway.RateLimiting;

/// <summary>The one limiter that the framework's middleware knows: it asks that of the plan which the request was routed with.</summary>
internal sealed class PlanLimiter : PartitionedRateLimiter<HttpContext>
{
    /// <summary>Whether the request's route has a limit. Where it has none, the middleware is not passed at all.</summary>
    public static bool Applies(HttpContext context) => HttpExchange.Of(context).Plan?.RateLimiter is not null;

    /// <summary>Sets up the middleware.</summary>
    public static void Configure(RateLimiterOptions options)
    {
        options.GlobalLimiter = new PlanLimiter();
        options.OnRejected = static (refused, _) =>
        {
            HttpExchange.Of(refused.HttpContext).Reject(new Rejection(RejectionCode.RateLimited)
            {
                Reason = "no permit",
                RetryAfterSeconds = refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? (int)wait.TotalSeconds : null,
            });
            return ValueTask.CompletedTask;
        };
    }

    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => LimiterOf(resource).GetStatistics(resource);

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount) => LimiterOf(resource).AttemptAcquire(resource, permitCount);

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext resource, int permitCount, CancellationToken cancellationToken) =>
        LimiterOf(resource).AcquireAsync(resource, permitCount, cancellationToken);

    private static PartitionedRateLimiter<HttpContext> LimiterOf(HttpContext context) =>
        HttpExchange.Of(context).Plan?.RateLimiter ?? throw new InvalidOperationException("The route has no rate limit.");
}
