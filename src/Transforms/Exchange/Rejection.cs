using Gateway.Transforms.Validation;

namespace Gateway.Transforms.Exchange;

/// <summary>One refusal: a code, and what may be said of it. A value that short-circuits the stages, never an exception.</summary>
/// <param name="Code">Why.</param>
public sealed record Rejection(RejectionCode Code)
{
    /// <summary>The status of the answer: the code's, but for <see cref="RejectionCode.UpstreamRejected"/>, whose status is the upstream's, and for an open breaker, which is 503.</summary>
    public int Status { get; init; } = Code.Status;

    /// <summary>The reason within the code, for the log alone: words of ours or of the configuration, never of the request or the upstream.</summary>
    public string? Reason { get; init; }

    /// <summary>The <c>Retry-After</c> of the answer (RFC 9110 section 10.2.3): seconds, or null for none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Where the body does not fit its schema; given to the caller only where the route says so.</summary>
    public IReadOnlyList<SchemaViolation> Violations { get; init; } = [];
}
