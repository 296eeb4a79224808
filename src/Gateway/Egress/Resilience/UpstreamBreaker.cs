using Gateway.Configuration.Options;
using Polly;
using Polly.CircuitBreaker;

namespace Gateway.Egress.Resilience;

/// <summary>
/// The breaker of an upstream: Polly's counting and states. While it is closed, attempts do not go through it, and what came of them is told to it
/// afterwards: going through it costs several percent of all that a request costs. Once it has opened, they go through.
/// </summary>
internal sealed class UpstreamBreaker
{
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<AttemptResult> _pipeline;

    public UpstreamBreaker(CircuitBreakerOptions options, AttemptLog log, TimeProvider clock) =>
        _pipeline = new ResiliencePipelineBuilder<AttemptResult> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<AttemptResult>
            {
                FailureRatio = options.FailureRatio,
                MinimumThroughput = options.MinimumRequests,
                SamplingDuration = options.Window,
                BreakDuration = options.Break,
                StateProvider = _state,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is null && IsFailure(args.Outcome.Result)),
                OnOpened = args => log.Opened(args.BreakDuration),
                OnHalfOpened = _ => log.HalfOpened(),
                OnClosed = _ => log.Closed(),
            })
            .Build();

    /// <summary>What it is now; an open one whose time is over is called open until somebody asks it.</summary>
    public CircuitState State => _state.CircuitState;

    /// <summary>Counts an attempt that was made because the breaker was closed.</summary>
    public void Count(in AttemptResult result)
    {
        if (State != CircuitState.Closed || (result.Response is null && !result.IsUpstreamFailure))
        {
            // Others have opened it meanwhile; or the attempt says nothing about the upstream.
            return;
        }

        var context = ResilienceContextPool.Shared.Get(CancellationToken.None);
        try
        {
            _pipeline.Execute(static (_, ended) => ended, context, result);
        }
        catch (BrokenCircuitException)
        {
            // Opened at this very moment.
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Makes an attempt if the breaker lets it through.</summary>
    /// <returns>What came of it; without an outcome, and with the time until the next may be tried, if it was not let through.</returns>
    public async ValueTask<AttemptResult> TryAsync(Delivery delivery, Func<Delivery, ValueTask<AttemptResult>> attempt)
    {
        var context = ResilienceContextPool.Shared.Get(CancellationToken.None);
        try
        {
            var outcome = await _pipeline.ExecuteOutcomeAsync(
                static async (_, state) => Outcome.FromResult(await ProbeAsync(state.delivery, state.attempt)), context, (attempt, delivery));
            return outcome.Exception switch
            {
                null => outcome.Result,
                BrokenCircuitException broken => AttemptResult.Broken(delivery, broken.RetryAfter),
                var fault => throw fault,
            };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Goes on when its caller has gone: callers without patience would keep the breaker open, though the upstream answers everybody else.</summary>
    private static async ValueTask<AttemptResult> ProbeAsync(Delivery delivery, Func<Delivery, ValueTask<AttemptResult>> attempt)
    {
        var caller = delivery.CancellationToken;
        delivery.CancellationToken = CancellationToken.None;
        try
        {
            return await attempt(delivery);
        }
        finally
        {
            delivery.CancellationToken = caller;
        }
    }

    /// <summary>While it tries whether the upstream is back, only an answer says that it is.</summary>
    private bool IsFailure(in AttemptResult result) => result.IsUpstreamFailure || (result.Response is null && State == CircuitState.HalfOpen);
}
