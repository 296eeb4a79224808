using Gateway.Egress;
using Gateway.Lifecycle;
using Gateway.Telemetry;
using Gateway.Telemetry.Metrics;
using Gateway.Transforms.Exchange;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Hosting;

/// <summary>
/// The frame around every request: gives it its identifier and its exchange, turns whatever stopped it into one problem document, and counts
/// it and writes its one log line. No exception and no bare error page gets past it.
/// </summary>
internal sealed class ExchangeMiddleware(RequestDelegate next, TimeProvider clock, Drain drain, RequestId identifiers, RequestLog log, GatewayMeter meter)
{
    /// <summary>Seconds; about what a restart takes.</summary>
    private const int RetryAfterDraining = 5;

    public async Task InvokeAsync(HttpContext context)
    {
        var started = clock.GetTimestamp();
        using var admission = drain.Admit();
        using var exchange = new HttpExchange(identifiers.Next());
        context.Features.Set(exchange);
        context.Response.Headers[RequestId.HeaderName] = exchange.RequestId;
        try
        {
            if (admission.IsGranted)
            {
                await next(context);
                RejectForProxyError(context, exchange);
            }
            else
            {
                exchange.Reject(new Rejection(RejectionCode.Draining) { RetryAfterSeconds = RetryAfterDraining });
            }
        }
        catch (BadHttpRequestException mistake)
        {
            exchange.Reject(EgressFailure.ExplainCaller(mistake));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: there is nobody to answer.
        }
        catch (IOException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The same, seen while reading or writing.
        }
#pragma warning disable CA1031 // Whatever it is, the caller gets a generic answer and the log its type and place.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.Fault(exchange, fault);
            exchange.Reject(new Rejection(RejectionCode.InternalError) { Reason = fault.GetType().Name });
        }

        await AnswerAsync(context, exchange);
        var duration = clock.GetElapsedTime(started);
        var outcome = RequestOutcome.Of(context, exchange);
        if (outcome == RequestOutcome.Aborted && admission.IsGranted)
        {
            drain.Lost();
        }

        meter.RequestEnded(exchange.Plan?.Name, outcome, exchange.Rejection?.Code, duration);
        log.Ended(context, exchange, duration);
    }

    private async Task AnswerAsync(HttpContext context, HttpExchange exchange)
    {
        if (exchange.Rejection is not { } rejection)
        {
            return;
        }

        if (context.Response.HasStarted)
        {
            // Too late for another answer; a whole one would pass for the upstream's.
            context.Abort();
            return;
        }

        if (drain.IsLeaving)
        {
            context.Connection.RequestClose();
        }

        try
        {
            await ProblemWriter.WriteAsync(context, exchange, rejection);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // The caller has gone.
        }
#pragma warning disable CA1031 // The last thing that is done for a request: nothing is left that could answer for it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.Fault(exchange, fault);
            context.Abort();
        }
    }

    /// <summary>What the proxy itself could not do; whatever the egress handler refused was rejected there.</summary>
    private void RejectForProxyError(HttpContext context, HttpExchange exchange)
    {
        if (exchange.Rejection is not null || context.GetForwarderErrorFeature() is not { } error)
        {
            return;
        }

        // An answer that breaks off is given up by the proxy itself, which looks as if the caller had gone.
        if (context.RequestAborted.IsCancellationRequested && error.Error != ForwarderError.ResponseBodyDestination)
        {
            return;
        }

        if (error.Exception is { } exception && FindBadRequest(exception) is { } mistake)
        {
            exchange.Reject(EgressFailure.ExplainCaller(mistake));
            return;
        }

        var code = CodeOf(error.Error);
        if (code == RejectionCode.InternalError && error.Exception is { } fault)
        {
            log.Fault(exchange, fault);
        }

        exchange.Reject(new Rejection(code) { Reason = error.Error.ToString() });
    }

    private static RejectionCode CodeOf(ForwarderError error) => error switch
    {
        ForwarderError.NoAvailableDestinations => RejectionCode.UpstreamUnavailable,
        ForwarderError.RequestTimedOut => RejectionCode.UpstreamTimeout,
        ForwarderError.RequestCreation => RejectionCode.InternalError,
        ForwarderError.RequestBodyClient => RejectionCode.MalformedRequest,
        _ => RejectionCode.UpstreamFailed,
    };

    private static BadHttpRequestException? FindBadRequest(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is BadHttpRequestException found)
            {
                return found;
            }
        }

        return (exception as AggregateException)?.InnerExceptions.Select(FindBadRequest).FirstOrDefault(static found => found is not null);
    }
}
