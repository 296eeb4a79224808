namespace Gateway.Configuration.Options;

/// <summary><c>Upstreams.*.CircuitBreaker</c>: when an upstream that fails is left alone.</summary>
/// <param name="FailureRatio">The share of failed attempts at which it opens; above 0, at most 1.</param>
/// <param name="MinimumRequests">Fewer attempts than this within the window tell nothing.</param>
/// <param name="Window">The time over which attempts are counted.</param>
/// <param name="Break">How long it stays open before one attempt is let through.</param>
internal sealed record CircuitBreakerOptions(double FailureRatio, int MinimumRequests, TimeSpan Window, TimeSpan Break);
