using Gateway.Telemetry.Metrics;
using Gateway.Transforms.Exchange;

namespace Gateway.Telemetry;

/// <summary>One line for each request, made of names from the configuration, codes, sizes and times: never of what a request or an answer holds.</summary>
internal sealed partial class RequestLog(ILogger<RequestLog> logger, RequestLineFormatter formatter, LineQueue queue, TimeProvider clock)
{
    /// <summary>The request has ended, however it did.</summary>
    public void Ended(HttpContext context, HttpExchange exchange, TimeSpan duration)
    {
        var level = exchange.Rejection?.Code == RejectionCode.InternalError ? LogLevel.Error : LogLevel.Information;
        if (!logger.IsEnabled(level))
        {
            return;
        }

        var rejection = exchange.Rejection;
        var line = new RequestLine(
            clock.GetUtcNow(),
            level,
            exchange.Plan?.Name ?? GatewayMeter.NoRoute,
            RequestOutcome.Of(context, exchange),
            rejection?.Code.Name ?? "none",
            rejection?.Reason ?? "none",
            rejection?.Status ?? context.Response.StatusCode,
            duration,
            exchange.RequestId,
            exchange.Attempts,
            context.Request.ContentLength ?? exchange.ReceivedBytes,
            exchange.SentBytes,
            context.Response.ContentLength ?? 0);
        formatter.Write(line, queue);
    }

    /// <summary>A fault of ours: its type and place. Its message may quote what was being processed, so it is not written.</summary>
    public void Fault(HttpExchange exchange, Exception fault) =>
        Log.Fault(logger, exchange.RequestId, fault.GetType().FullName ?? "unknown", fault.StackTrace ?? "none");

    private static partial class Log
    {
        [LoggerMessage(1002, LogLevel.Error, "Request {RequestId} met a fault of type {Type} at {Place}")]
        public static partial void Fault(ILogger logger, string requestId, string type, string place);
    }
}
