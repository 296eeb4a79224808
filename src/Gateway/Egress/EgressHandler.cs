using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Runtime.ExceptionServices;
using Gateway.Configuration.Compiling;
using Gateway.Egress.Resilience;
using Gateway.Secrets;
using Gateway.Telemetry.Metrics;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Stages;
using Polly.CircuitBreaker;

namespace Gateway.Egress;

/// <summary>
/// The last thing before the wire: delivers a request to one upstream in as many attempts as it may have, then perhaps to the route's fallback,
/// and turns every failure into a rejection.
/// </summary>
internal sealed class EgressHandler : DelegatingHandler
{
    private static readonly FrozenSet<RejectionCode> Undelivered = FrozenSet.ToFrozenSet(
        [RejectionCode.UpstreamUnavailable, RejectionCode.UpstreamTimeout, RejectionCode.UpstreamFailed, RejectionCode.UpstreamBusy]);

    private readonly UpstreamPlan _upstream;
    private readonly EgressHandlers _handlers;
    private readonly TimeProvider _clock;
    private readonly AttemptLog _log;
    private readonly AttemptSender _sender;
    private readonly AnswerOpener _opener;
    private readonly CredentialRenewal _renewal;
    private readonly ConcurrencyLimit? _concurrency;
    private readonly Action? _leave;
    private readonly RetryPolicy? _retry;
    private readonly UpstreamBreaker? _breaker;
    private readonly Func<Delivery, ValueTask<AttemptResult>> _attemptOnce;

    public EgressHandler(
        UpstreamPlan upstream,
        HttpMessageHandler inner,
        EgressHandlers handlers,
        SecretRefresher secrets,
        StageMeter stages,
        GatewayMeter meter,
        TimeProvider clock,
        ILogger<EgressHandler> logger)
        : base(inner)
    {
        var options = upstream.Options;
        _upstream = upstream;
        _handlers = handlers;
        _clock = clock;
        _log = new AttemptLog(upstream.Name, logger);
        _sender = new AttemptSender(upstream, new HttpMessageInvoker(inner, disposeHandler: false), stages, meter, _log, clock);
        _opener = new AnswerOpener(options.TotalTimeout, stages, meter, clock);
        _renewal = new CredentialRenewal(options, secrets, clock);
        _concurrency = options.MaxConcurrent is { } most ? new ConcurrencyLimit(most) : null;
        _leave = _concurrency is null ? null : _concurrency.Leave;
        _retry = options.Retry is { } retry ? new RetryPolicy(retry, options.TotalTimeout, clock) : null;
        _breaker = options.CircuitBreaker is { } breaker ? new UpstreamBreaker(breaker, _log, clock) : null;
        _attemptOnce = AttemptOnceAsync;
    }

    /// <summary>The state of the breaker; null where there is none.</summary>
    public CircuitState? CircuitState => _breaker?.State;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(HttpExchange.OptionsKey, out var exchange))
        {
            throw new InvalidOperationException("A message without an exchange was not prepared: it may not leave.");
        }

        return DeliverAsync(new Delivery(exchange, request, _clock.GetTimestamp(), cancellationToken), exchange.Plan!.FallbackCluster);
    }

    private async Task<HttpResponseMessage> DeliverAsync(Delivery delivery, string? fallback)
    {
        AttemptResult result;
        if (!TryAdmit(delivery))
        {
            result = AttemptResult.Busy(delivery);
        }
        else
        {
            while (true)
            {
                if (_breaker is not null && _breaker.State != Polly.CircuitBreaker.CircuitState.Closed)
                {
                    result = await _breaker.TryAsync(delivery, _attemptOnce);
                }
                else if (_sender.TryBegin(delivery, out var attempt, out result))
                {
                    // Not through AttemptOnceAsync, whose frame this, the way of nearly all requests, does without.
                    await attempt.Ended;
                    result = _sender.End(delivery, attempt);
                    _breaker?.Count(result);
                }

                if (CredentialRenewal.Applies(result) && await _renewal.TryRenewAsync(delivery, _renewal.MayRepeat(result)))
                {
                    _log.Renewed(result);
                    result.Response!.Dispose();
                    continue;
                }

                if (_retry is null || !IsToBeRepeated(result, _retry))
                {
                    break;
                }

                await Task.Delay(delivery.Wait, _clock, delivery.CancellationToken);
            }

            _renewal.Conclude(result);
        }

        if (result.Aborted is { } aborted)
        {
            ExceptionDispatchInfo.Throw(aborted);
        }

        if (fallback is not null && _handlers.Find(fallback) is { } other && IsToFallBack(result, other))
        {
            return await FallBackAsync(result, other);
        }

        if (LeavesOpen(result))
        {
            return RefuseAsOpen(result);
        }

        if (result.Response is not { } answer)
        {
            return Refuse(delivery, result.Rejection!);
        }

        return OpenStage.Applies(answer, delivery.Exchange.Plan!.Response) ? await OpenAsync(delivery, answer) : answer;
    }

    private bool TryAdmit(Delivery delivery)
    {
        if (_concurrency is not null)
        {
            if (!_concurrency.TryEnter())
            {
                return false;
            }

            // An answer that is still passing takes up the upstream, too.
            delivery.Exchange.AtEnd(_leave!);
        }

        _retry?.Begin(delivery);
        return true;
    }

    private bool IsToBeRepeated(in AttemptResult result, RetryPolicy policy)
    {
        var decision = policy.Decide(result);
        if (decision == RetryDecision.NotRepeatable)
        {
            return false;
        }

        _log.Decided(result, decision);
        if (decision != RetryDecision.Repeat)
        {
            return false;
        }

        // Unread: its connection is used again if the rest is short, and closed otherwise.
        result.Response?.Dispose();
        return true;
    }

    private async ValueTask<AttemptResult> AttemptOnceAsync(Delivery delivery)
    {
        if (!_sender.TryBegin(delivery, out var attempt, out var result))
        {
            return result;
        }

        await attempt.Ended;
        return _sender.End(delivery, attempt);
    }

    /// <summary>
    /// Whether the last attempt says that the report was not taken, and one before it may have been: told of the last alone, the application would
    /// take the report for undelivered.
    /// </summary>
    private static bool LeavesOpen(in AttemptResult result) =>
        result.IsUntouched && result.Delivery.MayBeProcessed && !RetryPolicy.IsIdempotent(result.Delivery.Message.Method);

    private static HttpResponseMessage RefuseAsOpen(in AttemptResult result)
    {
        result.Response?.Dispose();
        var reason = result.Response is { } response ? ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture) : result.Rejection!.Reason;
        return Refuse(result.Delivery, new Rejection(RejectionCode.UpstreamFailed) { Reason = reason });
    }

    /// <summary>The proxy sees an answer, the response stages see why there is none: no exception, and none of its text, goes further.</summary>
    private static HttpResponseMessage Refuse(Delivery delivery, Rejection rejection)
    {
        delivery.Exchange.Reject(rejection);
        return new HttpResponseMessage((HttpStatusCode)rejection.Status) { RequestMessage = delivery.Message };
    }

    private async Task<HttpResponseMessage> OpenAsync(Delivery delivery, HttpResponseMessage answer)
    {
        if (await _opener.OpenAsync(delivery, answer) is not { } rejection)
        {
            return answer;
        }

        answer.Dispose();
        return Refuse(delivery, rejection);
    }

    /// <summary>Whether the upstream could not be delivered to, and the report may be sent elsewhere without the risk that it is processed twice.</summary>
    private bool IsToFallBack(in AttemptResult result, EgressHandler other)
    {
        var isUndelivered = result.Response is { } response
            ? (int)response.StatusCode is StatusCodes.Status429TooManyRequests or >= StatusCodes.Status500InternalServerError
            : Undelivered.Contains(result.Rejection!.Code);

        // What the one knows the report again by says nothing to the other, unless it goes by the same field.
        var isKnownThere = _upstream.Options.Retry?.IdempotencyHeader is { } name
            && name.Equals(other._upstream.Options.Retry?.IdempotencyHeader, StringComparison.OrdinalIgnoreCase);
        return isUndelivered && RetryPolicy.MayRepeat(result, isKnownThere);
    }

    private Task<HttpResponseMessage> FallBackAsync(in AttemptResult result, EgressHandler other)
    {
        var delivery = result.Delivery;
        _log.FellBack(result, other._upstream.Name);
        result.Response?.Dispose();
        delivery.Message.RequestUri = other._sender.Addresses.First.Translate(delivery.Target, _sender.Addresses.First.Prefix);
        var next = new Delivery(delivery.Exchange, delivery.Message, _clock.GetTimestamp(), delivery.CancellationToken) { MayBeProcessed = delivery.MayBeProcessed };
        return other.DeliverAsync(next, fallback: null);
    }
}
