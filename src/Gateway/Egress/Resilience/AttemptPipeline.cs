using Gateway.Configuration.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Gateway.Egress.Resilience;

/// <summary>
/// Puts attempts behind the breaker, and behind the policy that repeats them. The breaker counts attempts, so it stands inside; the policy asks
/// it again before each.
/// </summary>
internal static class AttemptPipeline
{
    /// <returns>The pipeline; null for an upstream without either, whose attempts need none.</returns>
    public static ResiliencePipeline<AttemptResult>? Build(UpstreamOptions options, RetryPolicy? retry, CircuitBreakerStateProvider state, AttemptLog log, TimeProvider clock)
    {
        if (retry is null && options.CircuitBreaker is null)
        {
            return null;
        }

        var pipeline = new ResiliencePipelineBuilder<AttemptResult> { TimeProvider = clock };
        if (retry is not null && options.Retry is { Attempts: > 1 } attempts)
        {
            pipeline.AddRetry(Repeating(attempts, retry, log));
        }

        if (options.CircuitBreaker is { } breaker)
        {
            pipeline.AddCircuitBreaker(Breaking(breaker, state, log));
        }

        return pipeline.Build();
    }

    private static RetryStrategyOptions<AttemptResult> Repeating(RetryOptions options, RetryPolicy policy, AttemptLog log) => new()
    {
        MaxRetryAttempts = options.Attempts - 1,
        ShouldHandle = args =>
        {
            if (args.Outcome.Exception is not null)
            {
                return ValueTask.FromResult(false);
            }

            var result = args.Outcome.Result;
            var decision = policy.Decide(result);
            log.Decided(result, decision);
            if (decision != RetryDecision.Repeat)
            {
                return ValueTask.FromResult(false);
            }

            // Unread: its connection is used again if the rest is short, and closed otherwise.
            result.Response?.Dispose();
            return ValueTask.FromResult(true);
        },
        DelayGenerator = static args => ValueTask.FromResult<TimeSpan?>(args.Outcome.Result.Delivery.Wait),
    };

    private static CircuitBreakerStrategyOptions<AttemptResult> Breaking(CircuitBreakerOptions options, CircuitBreakerStateProvider state, AttemptLog log) => new()
    {
        FailureRatio = options.FailureRatio,
        MinimumThroughput = options.MinimumRequests,
        SamplingDuration = options.Window,
        BreakDuration = options.Break,
        StateProvider = state,

        // While it tries whether the upstream is back, only an answer says that it is.
        ShouldHandle = args => ValueTask.FromResult(
            args.Outcome.Exception is null
            && (args.Outcome.Result.IsUpstreamFailure || (args.Outcome.Result.Response is null && state.CircuitState == CircuitState.HalfOpen))),
        OnOpened = args => log.Opened(args.BreakDuration),
        OnHalfOpened = _ => log.HalfOpened(),
        OnClosed = _ => log.Closed(),
    };
}
