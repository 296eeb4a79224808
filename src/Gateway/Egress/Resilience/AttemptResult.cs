using Gateway.Transforms.Exchange;

namespace Gateway.Egress.Resilience;

/// <summary>What came of one attempt: an answer, or why there is none.</summary>
/// <param name="Delivery">The request that was attempted.</param>
/// <param name="Outcome">One of <see cref="AttemptOutcome"/>; null if nothing was attempted.</param>
internal readonly record struct AttemptResult(Delivery Delivery, string? Outcome)
{
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
}
