using System.Net;
using Gateway.Configuration.Compiling;
using Gateway.Telemetry.Metrics;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Stages;

namespace Gateway.Egress;

/// <summary>
/// The last thing before the wire: makes each attempt afresh (inject, seal), sends it within its time, and turns every failure into a
/// rejection. The proxy's own content, which would stream the body as the caller sent it, is left unread wherever a stage reads bodies.
/// </summary>
internal sealed partial class EgressHandler(
    UpstreamPlan upstream, HttpMessageHandler inner, StageMeter stages, GatewayMeter meter, TimeProvider clock, ILogger<EgressHandler> logger)
    : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(HttpExchange.OptionsKey, out var exchange))
        {
            throw new InvalidOperationException("A message without an exchange was not prepared: it may not leave.");
        }

        var (response, rejection) = await AttemptAsync(request, exchange, cancellationToken);
        if (response is not null)
        {
            return BoundedContent.Apply(response, exchange.Plan!.Response.MaxBody);
        }

        // The proxy sees an answer, the response stages see why there is none: no exception, and none of its text, goes further.
        exchange.Reject(rejection!);
        return new HttpResponseMessage((HttpStatusCode)rejection!.Status) { RequestMessage = request };
    }

    private async Task<(HttpResponseMessage? Response, Rejection? Rejection)> AttemptAsync(
        HttpRequestMessage request, HttpExchange exchange, CancellationToken cancellationToken)
    {
        try
        {
            if (AttemptStages.Prepare(exchange, request, request.RequestUri!, stages) is { } rejection)
            {
                return (null, rejection);
            }

            exchange.Attempts++;
            return await SendInTimeAsync(request, exchange, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.Fault(logger, exchange.RequestId, fault.GetType().FullName!, fault.StackTrace ?? "none");
            return (null, new Rejection(RejectionCode.InternalError) { Reason = fault.GetType().Name });
        }
        finally
        {
            // Bytes that were never sent go back to their pool; those that are being sent go back when that ends.
            if (request.Content is SingleUseContent content)
            {
                content.Dispose();
            }
        }
    }

    private async Task<(HttpResponseMessage? Response, Rejection? Rejection)> SendInTimeAsync(
        HttpRequestMessage request, HttpExchange exchange, CancellationToken cancellationToken)
    {
        var limit = upstream.Options.Timeout < upstream.Options.TotalTimeout ? upstream.Options.Timeout : upstream.Options.TotalTimeout;
        using var timeout = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var began = clock.GetTimestamp();
        var outcome = AttemptOutcome.Fault;
        try
        {
            var response = await base.SendAsync(request, either.Token);
            outcome = AttemptOutcome.Of(response.StatusCode);
            return (response, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Ours, or the connection's own.
            outcome = AttemptOutcome.Timeout;
            Log.AttemptFailed(logger, exchange.RequestId, upstream.Name, exchange.Attempts, outcome);
            return (null, new Rejection(RejectionCode.UpstreamTimeout) { Reason = "no answer in time" });
        }
        catch (OperationCanceledException)
        {
            outcome = AttemptOutcome.Aborted;
            throw;
        }
        catch (HttpRequestException failure)
        {
            var rejection = EgressFailure.Explain(failure);
            outcome = AttemptOutcome.Of(rejection);
            Log.AttemptFailed(logger, exchange.RequestId, upstream.Name, exchange.Attempts, rejection.Reason!);
            return (null, rejection);
        }
        finally
        {
            meter.AttemptEnded(upstream.Name, outcome, clock.GetElapsedTime(began));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Warning, "Attempt {Attempt} of {RequestId} at {Upstream} failed: {Reason}")]
        public static partial void AttemptFailed(ILogger logger, string requestId, string upstream, int attempt, string reason);

        [LoggerMessage(2002, LogLevel.Error, "An attempt of {RequestId} met a fault of type {Type} at {Place}")]
        public static partial void Fault(ILogger logger, string requestId, string type, string place);
    }
}
