namespace Gateway.Configuration.Options;

/// <summary><c>Upstreams.*.Retry</c>: when an attempt that failed is followed by another.</summary>
/// <param name="Attempts">How many attempts a request has, the first included.</param>
/// <param name="On">What is followed by another attempt.</param>
/// <param name="Backoff">The longest wait before the second attempt; twice that before the third, and so on. The wait is drawn between none and this.</param>
/// <param name="MaxBackoff">The longest wait of all, and the longest <c>Retry-After</c> that is waited for.</param>
/// <param name="IdempotencyHeader">
/// The field by which the upstream knows a report again; null where it has none, and a request that may have been processed is then not repeated.
/// </param>
/// <param name="Budget">How many further attempts there may be for each request, on average over all of them.</param>
internal sealed record RetryOptions(
    int Attempts, RetryCondition On, TimeSpan Backoff, TimeSpan MaxBackoff, string? IdempotencyHeader, double Budget);
