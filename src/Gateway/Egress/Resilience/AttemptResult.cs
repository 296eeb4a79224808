using Gateway.Transforms.Exchange;

namespace Gateway.Egress.Resilience;

/// <summary>What came of one attempt: an answer, or why there is none.</summary>
/// <param name="Delivery">The request that was attempted.</param>
/// <param name="Outcome">One of <see cref="AttemptOutcome"/>; null if nothing was attempted.</param>
internal readonly record struct AttemptResult(Delivery Delivery, string? Outcome)
{
    /// <summary>Seconds after which a place may be free again.</summary>
    private const int RetryAfterBusy = 1;

    /// <summary>The answer, of whatever status; null if there is none.</summary>
    public HttpResponseMessage? Response { get; init; }

    /// <summary>Why there is no answer.</summary>
    public Rejection? Rejection { get; init; }

    /// <summary>The caller has gone, or the stop cut the attempt off.</summary>
    public OperationCanceledException? Aborted { get; init; }

    /// <summary>Whether the receiver cannot have processed the report: it got nothing of it, or said that it did not.</summary>
    public bool IsUntouched { get; init; }

    /// <summary>Whether the upstream, or the way there, is to blame. The caller's mistakes and our own refusals say nothing about it.</summary>
    public bool IsUpstreamFailure => Response is { } response ? (int)response.StatusCode >= StatusCodes.Status500InternalServerError : AttemptOutcome.IsFailure(Outcome);

    /// <summary>No attempt, because there are too many requests under way.</summary>
    public static AttemptResult Busy(Delivery delivery) => new(delivery, null)
    {
        Rejection = new Rejection(RejectionCode.UpstreamBusy) { Reason = "too many at once", RetryAfterSeconds = RetryAfterBusy },
        IsUntouched = true,
    };

    /// <summary>No attempt, because the breaker does not let it through.</summary>
    public static AttemptResult Broken(Delivery delivery, TimeSpan? wait) => new(delivery, null)
    {
        Rejection = new Rejection(RejectionCode.UpstreamUnavailable)
        {
            Status = StatusCodes.Status503ServiceUnavailable,
            Reason = "breaker open",
            RetryAfterSeconds = wait is { } time ? (int)Math.Ceiling(time.TotalSeconds) : RetryAfterBusy,
        },
        IsUntouched = true,
    };
}
