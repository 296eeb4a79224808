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
    private readonly AttemptDeadlines _deadlines = new(
        upstream.Options.Timeout < upstream.Options.TotalTimeout ? upstream.Options.Timeout : upstream.Options.TotalTimeout, clock);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(HttpExchange.OptionsKey, out var exchange))
        {
            throw new InvalidOperationException("A message without an exchange was not prepared: it may not leave.");
        }

        var rejection = Prepare(exchange, request);
        if (rejection is null)
        {
            exchange.Attempts++;
            var began = clock.GetTimestamp();
            var outcome = AttemptOutcome.Fault;
            try
            {
                using var deadline = _deadlines.Begin(cancellationToken);
                var response = await base.SendAsync(request, deadline.Token);
                outcome = AttemptOutcome.Of(response.StatusCode);
                return BoundedContent.Apply(response, exchange.Plan!.Response.MaxBody);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Ours, or the connection's own.
                outcome = AttemptOutcome.Timeout;
                Log.AttemptFailed(logger, exchange.RequestId, upstream.Name, exchange.Attempts, outcome);
                rejection = new Rejection(RejectionCode.UpstreamTimeout) { Reason = "no answer in time" };
            }
            catch (OperationCanceledException)
            {
                outcome = AttemptOutcome.Aborted;
                throw;
            }
            catch (HttpRequestException failure)
            {
                rejection = EgressFailure.Explain(failure);
                outcome = AttemptOutcome.Of(rejection);
                Log.AttemptFailed(logger, exchange.RequestId, upstream.Name, exchange.Attempts, rejection.Reason!);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                rejection = Explain(exchange, fault);
            }
            finally
            {
                GiveBack(request);
                meter.AttemptEnded(upstream.Name, outcome, clock.GetElapsedTime(began));
            }
        }

        // The proxy sees an answer, the response stages see why there is none: no exception, and none of its text, goes further.
        exchange.Reject(rejection);
        return new HttpResponseMessage((HttpStatusCode)rejection.Status) { RequestMessage = request };
    }

    private Rejection? Prepare(HttpExchange exchange, HttpRequestMessage request)
    {
        Rejection? rejection;
        try
        {
            rejection = AttemptStages.Prepare(exchange, request, request.RequestUri!, stages);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            rejection = Explain(exchange, fault);
        }

        if (rejection is not null)
        {
            GiveBack(request);
        }

        return rejection;
    }

    private Rejection Explain(HttpExchange exchange, Exception fault)
    {
        Log.Fault(logger, exchange.RequestId, fault.GetType().FullName!, fault.StackTrace ?? "none");
        return new Rejection(RejectionCode.InternalError) { Reason = fault.GetType().Name };
    }

    /// <summary>Bytes that were never sent go back to their pool; those that are being sent go back when that ends.</summary>
    private static void GiveBack(HttpRequestMessage request)
    {
        if (request.Content is SingleUseContent content)
        {
            content.Dispose();
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
